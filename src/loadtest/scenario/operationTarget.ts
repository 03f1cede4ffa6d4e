/** An operation of a description becomes a Target: valid requests that vary, with what it declares as success expected. */
import type { Api, Media, Operation, Parameter } from '../../openapi/api.js';
import type { Json } from '../../openapi/json.js';
import { Problem } from '../../text/problem.js';
import type { ConnectionOptions, RequestPlan, Target, Variant } from '../plan.js';
import { chance, createRandom, pick, type Random } from '../requests/random.js';
import { fits } from './checkShape.js';
import { sampleShape } from './sampleShape.js';
import { credentialsFor, type SecretNeed } from './security.js';
import { serverAddress } from './servers.js';
import { isReadOnly, type Shapes, shapesOf } from './shapes.js';
import { chooseMedia, kindOf } from './writeBody.js';
import { type ParameterValue, type RequestParts, writeRequest } from './writeRequest.js';

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

export interface Scenario {
  readonly target: Target;
  /** All that the operation needs; those without a value in `variables` have to be asked for before the run. */
  readonly secrets: readonly SecretNeed[];
  /** What the user should know before believing the figures. */
  readonly notes: readonly string[];
}

/** @throws Problem when there is no valid value for something required, with what to do. */
export function operationTarget(api: Api, operation: Operation, options: ScenarioOptions): Scenario {
  const { request, secrets, notes } = operationRequest(api, operation, options);
  return { target: scenarioTarget(operationName(operation), options, [request]), secrets, notes };
}

/** `GET /users/{id}` */
export function operationName({ method, path }: Pick<Operation, 'method' | 'path'>): string {
  return `${method.toUpperCase()} ${path}`;
}

export function scenarioTarget(name: string, options: ScenarioOptions, requests: readonly RequestPlan[]): Target {
  const { origin, socketPath } = serverAddress(options.server);
  const { connection } = options;
  return {
    name,
    origin,
    connection: {
      http: '1.1',
      pipelining: 1,
      ...(socketPath !== undefined && { socketPath }),
      ...connection,
      tls: { verify: true, ...connection?.tls },
    },
    flow: {
      kind: 'oneOf',
      requests,
      setup: [],
      teardown: [],
      cookies: false,
      redirects: 0,
      variables: options.variables ?? {},
    },
  };
}

interface OperationRequest {
  readonly request: RequestPlan;
  readonly secrets: readonly SecretNeed[];
  readonly notes: readonly string[];
}

/** The request alone: a whole-API scenario has many. @throws Problem */
export function operationRequest(api: Api, operation: Operation, options: ScenarioOptions): OperationRequest {
  const credentials = credentialsFor(operation, api, new Set(Object.keys(options.variables ?? {})));
  const prefix = serverAddress(options.server).path;
  const shapes = shapesOf(api);
  const variants = new Map<string, Variant>();
  for (let index = 0; index < (options.variants ?? 50); index++) {
    const seed = options.seed * 1000 + index;
    const parts = sampleParts(operation, shapes, createRandom(options.seed, index), index === 0, options.parameters);
    const variant = writeRequest({ ...parts, operation, prefix, credentials, seed });
    const key = JSON.stringify([variant.path, variant.headers, variant.body?.toString()]);
    if (!variants.has(key)) variants.set(key, variant);
  }
  return {
    request: {
      name: operationName(operation),
      weight: 1,
      method: operation.method.toUpperCase(),
      variants: [...variants.values()],
      captures: [],
      expect: expectedOf(operation),
      stopOnFailure: false,
    },
    secrets: credentials.secrets,
    notes: notesOf(operation, options),
  };
}

/** Declared success; none declared: whatever is below 400. */
function expectedOf({ responses }: Operation): string[] {
  return responses.map(({ status }) => status).filter(status => /^[23](?:\d\d|XX)$/.test(status));
}

function notesOf({ parameters }: Operation, { parameters: given = {} }: ScenarioOptions): string[] {
  const madeUp = parameters.filter(
    ({ in: place, name, shape }) => place === 'path' && !Object.hasOwn(given, name) && !isShown(shape),
  );
  return madeUp.map(
    ({ name }) =>
      `The values of {${name}} are made up, so there may be nothing at them: give the parameter an example.`,
  );
}

function isShown({ examples, enum: listed, const: constant }: Parameter['shape']): boolean {
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
  given: Readonly<Record<string, string>> = {},
): Sampled {
  const parameters: [Parameter, ParameterValue][] = [];
  for (const parameter of operation.parameters) {
    if (Object.hasOwn(given, parameter.name)) {
      parameters.push([parameter, { template: given[parameter.name]! }]);
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
