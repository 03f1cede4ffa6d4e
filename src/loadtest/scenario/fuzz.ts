/** **Fuzz this path**: requests that the description does not allow. A server answers them with 4XX, never with 5XX. */
import type { Api, Media, Operation, Parameter } from '../../openapi/api.js';
import type { Json } from '../../openapi/json.js';
import { Problem } from '../../text/problem.js';
import type { RequestPlan } from '../plan.js';
import { createRandom } from '../requests/random.js';
import { escapeTemplate } from '../requests/template.js';
import { fits } from './checkShape.js';
import { wrongValues } from './fuzzValues.js';
import { type Scenario, scenarioTarget } from './operationTarget.js';
import { operationName, type ScenarioOptions, sampleParts } from './sampleRequest.js';
import { credentialsFor } from './security.js';
import { serverAddress } from './servers.js';
import { type Shapes, shapesOf } from './shapes.js';
import { givenValues } from './takes.js';
import { concreteType, kindOf } from './writeBody.js';
import { scalarText } from './writeParameter.js';
import { type RequestParts, writeRequest } from './writeRequest.js';

/** One thing that is wrong: named after what and where. */
interface Fuzzed {
  readonly kind: string;
  readonly where: string;
  readonly change: Partial<RequestParts>;
}

/** Beyond it the kinds repeat themselves. */
const most = 60;

/**
 * A request plan for each kind of mistake, all of the same weight; `options.variants` bounds them.
 * @throws Problem when nothing about the operation can be wrong, or no valid request can be made to start from.
 */
export function fuzzTarget(api: Api, operation: Operation, options: ScenarioOptions): Scenario {
  const credentials = credentialsFor(operation, api, new Set(Object.keys(options.variables ?? {})));
  const shapes = shapesOf(api);
  const valid: RequestParts = {
    ...sampleParts(operation, shapes, createRandom(options.seed), true, givenValues(options)),
    operation,
    prefix: serverAddress(options.server).path,
    credentials,
    seed: options.seed,
  };
  const found = [...wrongParameters(valid, shapes), ...wrongBodies(valid, shapes), ...wrongMedia(valid)];
  // A server that overlooks any other mistake would delete what the path names.
  const isDelete = operation.method === 'delete';
  const all = isDelete ? found.filter(({ where }) => where.startsWith('path parameter ')) : found;
  if (all.length === 0 && found.length > 0) {
    throw new Problem(
      `${operationName(operation)} is not fuzzed: only its path may be wrong, or a server that overlooks the mistake would delete something, and its path can be anything.`,
    );
  }
  if (all.length === 0) {
    throw new Problem(
      `${operationName(operation)} accepts everything: it has no required parameter, no typed one and no body with a schema. There is nothing to fuzz.`,
    );
  }
  const name = operationName(operation);
  const requests = spread(all, options.variants ?? most).map(({ kind, where, change }): RequestPlan => {
    const variant = writeRequest({ ...valid, ...change });
    return {
      name: `${name} · ${kind}: ${where}`,
      weight: 1,
      method: operation.method.toUpperCase(),
      variants: [variant],
      captures: [],
      expect: ['4XX'],
      stopOnFailure: false,
    };
  });
  const target = scenarioTarget(`${name} (fuzzed)`, options, requests);
  const notes =
    credentials.secrets.length > 0 ? ['401 and 403 are 4XX too: with a wrong token this proves nothing.'] : [];
  return { target, secrets: credentials.secrets, notes };
}

/** Each kind in turn, so that a large body does not crowd out the rest. */
function spread(all: readonly Fuzzed[], limit: number): Fuzzed[] {
  const byKind = groups(all);
  const chosen: Fuzzed[] = [];
  for (let round = 0; chosen.length < Math.min(limit, all.length); round++) {
    for (const group of byKind) if (group[round] && chosen.length < limit) chosen.push(group[round]!);
  }
  return chosen;
}

function groups(all: readonly Fuzzed[]): Fuzzed[][] {
  const byKind = new Map<string, Fuzzed[]>();
  for (const each of all) byKind.set(each.kind, [...(byKind.get(each.kind) ?? []), each]);
  return [...byKind.values()];
}

function wrongParameters(valid: RequestParts, shapes: Shapes): Fuzzed[] {
  return valid.operation.parameters.flatMap(parameter => {
    const { name, in: place, required, shape } = parameter;
    const where = `${place} parameter ${name}`;
    const others = valid.parameters.filter(([each]) => each !== parameter);
    const found: Fuzzed[] = [];
    if (required && (place === 'query' || place === 'header' || place === 'cookie') && isCounted(parameter)) {
      found.push({ kind: 'missing', where, change: { parameters: others } });
    }
    const given = valid.parameters.find(([each]) => each === parameter)?.[1];
    const start = given && 'value' in given ? given.value : (shape.examples?.[0] ?? 1);
    if (parameter.contentType !== undefined || !isCounted(parameter)) return found;
    for (const { kind, value } of wrongValues(shape, start, shapes)) {
      if (!isPlainText(value) || readings(value).some(reading => fits(shape, reading, shapes))) continue;
      if (place === 'path' && /^\.{0,2}$/.test(scalarText(value))) continue;
      found.push({ kind, where, change: { parameters: [...others, [parameter, { value }]] } });
    }
    return found;
  });
}

/** Those are not for parameters to say. */
function isCounted({ in: place, name }: Parameter): boolean {
  return place !== 'header' || !['accept', 'content-type', 'authorization'].includes(name.toLowerCase());
}

/** What a server cannot read in another way: lists and objects have many. */
function isPlainText(value: Json): boolean {
  return (
    typeof value === 'number' || (typeof value === 'string' && value.length < 4000 && !/[\0-\x1f,]/.test(value.trim()))
  );
}

/** A parameter is text: `1` may be the number and the string, and both of them in a list. */
function readings(value: Json): Json[] {
  const text = scalarText(value).trim();
  const scalars: Json[] = [text, ...(text !== '' && Number.isFinite(Number(text)) ? [Number(text)] : [])];
  if (/^(?:true|1|yes|on)$/i.test(text)) scalars.push(true);
  if (/^(?:false|0|no|off)$/i.test(text)) scalars.push(false);
  if (text === '' || text === 'null') scalars.push(null);
  return [...scalars, ...scalars.map(each => [each]), ...(text === '' ? [[]] : []), {}];
}

function wrongBodies(valid: RequestParts, shapes: Shapes): Fuzzed[] {
  const { body } = valid;
  if (!body?.media.shape || kindOf(body.media.type) !== 'json') return [];
  return wrongValues(body.media.shape, body.value, shapes).map(({ kind, pointer, value }) => ({
    kind,
    where: pointer === '' ? 'body' : `body ${pointer}`,
    change: { body: { media: body.media, value } },
  }));
}

/** Bodies that are not of their type, and of a type that is not declared. */
function wrongMedia({ operation, body }: RequestParts): Fuzzed[] {
  if (!operation.body || !body) return [];
  const found: Fuzzed[] = [];
  const raw = (kind: string, contentType: string, text: string): void => {
    found.push({ kind, where: 'body', change: { rawBody: { contentType, body: escapeTemplate(text) } } });
  };
  const type = concreteType(body.media.type);
  const text = JSON.stringify(body.value);
  if (kindOf(type) === 'json' && operation.body.media.every(({ type: each }) => kindOf(each) !== 'bytes')) {
    raw('broken JSON', type, `${text.slice(0, Math.max(1, text.length - 1))}${text.length > 1 ? '' : ','}{`);
    raw('broken JSON', type, '{"a":1,}');
    raw('broken JSON', type, '[[[[');
  }
  if (operation.body.required) found.push({ kind: 'missing', where: 'body', change: withoutBody });
  if (!operation.body.media.some(({ type: each }) => accepts(each, 'text/x-unknown')))
    raw('undeclared type', 'text/x-unknown', text);
  return found;
}

const withoutBody: Partial<RequestParts> = { rawBody: { contentType: 'application/json', body: '' } };

function accepts(declared: Media['type'], type: string): boolean {
  const essence = declared.split(';')[0]!.trim().toLowerCase();
  return essence === '*/*' || essence === type || (essence.endsWith('/*') && type.startsWith(essence.slice(0, -1)));
}
