/** Values for an operation's parameters and its body. */
import type { Media, Operation, Parameter } from '../../openapi/api.js';
import type { Json } from '../../openapi/json.js';
import { Problem } from '../../text/problem.js';
import type { ConnectionOptions } from '../plan.js';
import { chance, pick, type Random } from '../requests/random.js';
import { fits } from './checkShape.js';
import { sampleShape } from './sampleShape.js';
import { isReadOnly, type Shapes } from './shapes.js';
import { chooseMedia, kindOf } from './writeBody.js';
import type { ParameterValue, RequestParts } from './writeRequest.js';

export interface ScenarioOptions {
  /** `https://api.example.org/v1`: one of `serverUrls`, a setting, or typed. */
  readonly server: string;
  readonly seed: number;
  /** How many different requests are made; 50 unless given. */
  readonly variants?: number;
  /** Values of variables, secrets (`secretVariable`) among them. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Parameters by name, as templates: `{{id}}`, `{{$randomInt 1 100}}`, or text as it goes on the wire. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly connection?: Partial<ConnectionOptions>;
}

/** `GET /users/{id}` */
export function operationName({ method, path }: Pick<Operation, 'method' | 'path'>): string {
  return `${method.toUpperCase()} ${path}`;
}

/** The author gives values that exist. */
export function isShown({ examples, enum: listed, const: constant }: Parameter['shape']): boolean {
  return Boolean(examples?.length ?? listed?.length ?? constant);
}

type Sampled = Pick<RequestParts, 'parameters' | 'body'>;

/**
 * Values for all that is required and some of the rest.
 * @param plain the first one: required parameters, the body that the author shows.
 * @throws Problem when something required has no valid value.
 */
export function sampleParts(
  operation: Operation,
  shapes: Shapes,
  random: Random,
  plain: boolean,
  given: (parameter: Parameter) => ParameterValue | undefined = () => undefined,
): Sampled {
  const parameters: [Parameter, ParameterValue][] = [];
  for (const parameter of operation.parameters) {
    const known = given(parameter);
    if (known) {
      parameters.push([parameter, known]);
      continue;
    }
    const isNeeded = parameter.required || parameter.in === 'path';
    if (!isNeeded && (plain || !chance(random, 0.3) || isReadOnly(parameter.shape, shapes))) continue;
    const found = sampleParameter(parameter, shapes, random, plain);
    if (found) parameters.push([parameter, found]);
    else if (isNeeded) throw nothingFor(operation, `the ${parameter.in} parameter "${parameter.name}"`);
  }
  const media = operation.body && chooseMedia(operation.body);
  if (!operation.body || !media) return { parameters };
  const found = sampleBody(media, shapes, random, plain);
  if (!found && operation.body.required) throw nothingFor(operation, 'the body');
  return { parameters, ...(found && { body: { media, value: found.value } }) };
}

function nothingFor(operation: Operation, what: string): Problem {
  return new Problem(
    `No valid value for ${what} of ${operationName(operation)} could be made from its schema. Give it an example.`,
  );
}

/** In a path an example is worth more than any value: it is likely to exist. */
function sampleParameter(
  parameter: Parameter,
  shapes: Shapes,
  random: Random,
  plain: boolean,
): { value: Json } | undefined {
  const { shape } = parameter;
  const shown =
    parameter.in === 'path'
      ? (shape.examples ?? []).filter(value => fits(shape, value, shapes) && isSegment(value))
      : [];
  if (shown.length > 0) return { value: plain ? shown[0]! : pick(random, shown) };
  for (let attempt = 0; attempt < 8; attempt++) {
    const found = sampleShape(shape, shapes, random, plain && attempt === 0);
    if (!found) return undefined;
    if (parameter.in !== 'path' || isSegment(found.value)) return found;
  }
  return undefined;
}

/** Nothing, `.` and `..` would be another path. */
function isSegment(value: Json): boolean {
  return (
    value !== null &&
    !(typeof value === 'string' && /^\.{0,2}$/.test(value)) &&
    !(Array.isArray(value) && value.length === 0)
  );
}

function sampleBody(
  { shape, type }: Media,
  shapes: Shapes,
  random: Random,
  plain: boolean,
): { value: Json } | undefined {
  if (shape) return sampleShape(shape, shapes, random, plain);
  const kind = kindOf(type);
  return { value: kind === 'text' || kind === 'bytes' ? 'text' : {} };
}
