/** Bodies that only the program has, their fields, and fields that it takes as something else than what is described. */
import type { Body, Media, Shape } from '../../openapi/api.js';
import type { Json } from '../../openapi/json.js';
import { below, isJson, propertiesOf, type Spec, specOf } from '../../openapi/lint/spec.js';
import { isObject, member } from '../../openapi/values.js';
import type { Change } from './changes.js';
import { type Description, type JsonObject, type Pair, placeAt, resolvedShape, titleOf } from './described.js';
import { typeChange } from './parameters.js';
import { isOwn } from './place.js';
import { addTo, type Comparing, type Planned } from './planned.js';
import { contradict, resolvedSchema, typeNames, typesDescribed, typesSaid } from './types.js';

export function bodyDrifts(pair: Pair, comparing: Comparing): Planned[] {
  const { operation, route, said } = pair;
  const content = member(said.requestBody, 'content');
  if (!isObject(said.requestBody) || !isObject(content)) return [];
  const { method, path, body } = operation;
  if (!body) {
    if (method === 'get' || method === 'head') return [];
    const message = `${titleOf(operation)} takes a body, which is not described.`;
    const changes = addTo(comparing, operation, said.requestBody, value => ({
      ...{ kind: 'member', at: operation.at, key: 'requestBody', value },
    }));
    const described = placeAt(comparing.description, operation.at);
    return [{ kind: 'body-drift', method, path, message, described, route: route.route, changes }];
  }
  return Object.entries(content).flatMap(([type, media]) => {
    const described = mediaFor(body, type);
    const schema = member(media, 'schema');
    if (!described?.shape || schema === undefined) return [];
    const whole = `the body of ${titleOf(operation)}`;
    const isKnown = route.open !== undefined && !route.open.includes('body');
    return fieldDrifts({ pair, comparing, schema, shape: described.shape, way: [], whole, isAnswer: false, isKnown });
  });
}

/** Fields that the program answers and nobody describes, or answers as something else. */
export function answerDrifts(pair: Pair, comparing: Comparing): Planned[] {
  const { operation, route, said } = pair;
  const responses = isObject(said.responses) ? said.responses : {};
  if (comparing.doubts.areAnswersOpen(route)) return [];
  return operation.responses.flatMap(({ status, media }) => {
    const content = member(responses[status], 'content');
    if (!isObject(content)) return [];
    return Object.entries(content).flatMap(([type, answered]) => {
      const described = media.find(one => one.type === type || (isJson(type) && isJson(one.type)));
      const schema = member(answered, 'schema');
      if (!described?.shape || schema === undefined) return [];
      const whole = `the answer ${status} of ${titleOf(operation)}`;
      return fieldDrifts({
        pair,
        comparing,
        schema,
        shape: described.shape,
        way: [],
        whole,
        isAnswer: true,
        isKnown: false,
      });
    });
  });
}

function mediaFor({ media }: Body, type: string): Media | undefined {
  const isForm = (one: Media) => /^(?:multipart\/form-data|application\/x-www-form-urlencoded)\b/i.test(one.type);
  return (
    media.find(one => one.type === type) ??
    media.find(one => (isJson(type) ? isJson(one.type) : isForm(one))) ??
    // Parsers of forms and of JSON give handlers the same.
    media.find(one => isForm(one))
  );
}

interface Fields {
  readonly pair: Pair;
  readonly comparing: Comparing;
  readonly schema: Json;
  readonly shape: Shape;
  /** From the body to the object. */
  readonly way: readonly string[];
  /** `the body of POST /users` */
  readonly whole: string;
  readonly isAnswer: boolean;
  /** It is known all that the program reads of it. */
  readonly isKnown: boolean;
}

const deepest = 6;

function fieldDrifts(fields: Fields): Planned[] {
  const { comparing, schema, shape, way } = fields;
  const { description, program } = comparing;
  const properties = propertiesSaid(schema, program);
  const described = propertiesOf(specFor(description), shape);
  // Where nothing is said of fields, any are allowed.
  if (!properties || !described || described.size === 0 || way.length > deepest) return [];
  const both = Object.entries(properties).flatMap(([name, inside]): Planned[] => {
    const there = described.get(name);
    // What is asked for by name alone is described, too.
    const isAny = Object.keys(resolvedSchema(inside, program)).length === 0;
    const isNamed = isAny && (resolvedShape(description, shape).required?.includes(name) ?? false);
    if (!there) return isNamed || isOpen(comparing, shape) ? [] : [missing(fields, name, inside)];
    const [said, written] = [typesSaid(inside, program), typesDescribed(there, description)];
    if (said && written && contradict(said, written)) return [otherType(fields, name, inside, there)];
    const needs = isNeeded(fields, name) ? [needed(fields, name, there)] : [];
    return [...needs, ...fieldDrifts({ ...fields, schema: inside, shape: there, way: [...way, name] })];
  });
  return [...both, ...unread(fields, properties, described)];
}

const specs = new WeakMap<Description, Spec>();

/** Made once: it is asked for with each object of each body. */
function specFor(description: Description): Spec {
  const known = specs.get(description) ?? specOf(description.api, description.loaded);
  specs.set(description, known);
  return known;
}

/** The program asks for it, and the description does not. */
function isNeeded({ comparing, schema, shape, isAnswer }: Fields, name: string): boolean {
  const { description, program } = comparing;
  const { required } = resolvedSchema(schema, program);
  if (isAnswer || !Array.isArray(required) || !required.includes(name)) return false;
  const object = resolvedShape(description, shape);
  // Of several branches any may ask for it.
  return object.properties !== undefined && !object.allOf && !object.required?.includes(name);
}

function needed({ pair, comparing, shape, way, whole }: Fields, name: string, there: Shape): Planned {
  const { operation, route } = pair;
  const { description } = comparing;
  const { at } = resolvedShape(description, shape);
  const field = JSON.stringify([...way, name].join('.'));
  return {
    ...{ kind: 'body-drift', method: operation.method, path: operation.path, route: route.route },
    message: `The field ${field} in ${whole} is described as one that may be left out, but the program needs it.`,
    described: placeAt(description, there.at),
    changes: isOwn(description, operation, at) ? [{ kind: 'element', at: below(at, 'required'), value: name }] : [],
  };
}

/** Described, and nothing of the program reads it, where all that it reads is known. */
function unread(
  { pair, comparing, shape, way, whole, isKnown }: Fields,
  properties: JsonObject,
  described: ReadonlyMap<string, Shape>,
): Planned[] {
  const { operation, route } = pair;
  const { description } = comparing;
  if (!isKnown || way.length > 0 || isOpen(comparing, shape)) return [];
  return [...described].flatMap(([name, there]): Planned[] => {
    if (Object.hasOwn(properties, name) || resolvedShape(description, there).readOnly) return [];
    return [
      {
        ...{ kind: 'body-drift', method: operation.method, path: operation.path, route: route.route, changes: [] },
        message: `The field ${JSON.stringify(name)} in ${whole} is described, but the program never reads it.`,
        described: placeAt(description, there.at),
      },
    ];
  });
}

/** Undefined: no object, or one that comes in several kinds. */
function propertiesSaid(schema: Json, program: JsonObject): JsonObject | undefined {
  const found = resolvedSchema(schema, program);
  if (found.anyOf !== undefined || found.oneOf !== undefined) return undefined;
  const branches = Array.isArray(found.allOf) ? (found.allOf as readonly Json[]) : [];
  const all = branches.map(branch => propertiesSaid(branch, program) ?? {});
  const own = isObject(found.properties) ? found.properties : undefined;
  return own || all.length > 0 ? Object.assign({}, ...all, own) : undefined;
}

function isOpen({ description }: Comparing, shape: Shape): boolean {
  const { additionalProperties, patternProperties } = resolvedShape(description, shape);
  return (
    patternProperties !== undefined || (additionalProperties !== undefined && additionalProperties.always !== false)
  );
}

function missing(
  { pair, comparing, schema, shape, way, whole, isAnswer }: Fields,
  name: string,
  inside: Json,
): Planned {
  const { operation, route } = pair;
  const { description, program } = comparing;
  const object = resolvedShape(description, shape);
  const required = resolvedSchema(schema, program).required;
  const changes: Change[] = [];
  if (object.properties && isOwn(description, operation, object.at)) {
    const { at } = object;
    changes.push(
      ...addTo(comparing, { ...operation, at }, inside, value => ({
        ...{ kind: 'member', at: below(at, 'properties'), key: name, value },
      })),
    );
    if (!isAnswer && Array.isArray(required) && required.includes(name) && !object.required?.includes(name))
      changes.push({ kind: 'element', at: below(at, 'required'), value: name });
  }
  const field = JSON.stringify([...way, name].join('.'));
  return {
    ...{ kind: 'body-drift', method: operation.method, path: operation.path, route: route.route, changes },
    message: `The field ${field} in ${whole} is ${isAnswer ? 'answered' : 'read'} by the program, but not described.`,
    described: placeAt(description, object.at),
  };
}

function otherType(
  { pair, comparing, way, whole, isAnswer }: Fields,
  name: string,
  inside: Json,
  there: Shape,
): Planned {
  const { operation, route } = pair;
  const { description, program } = comparing;
  const [said, written] = [typesSaid(inside, program)!, typesDescribed(there, description)!];
  const field = `The field ${JSON.stringify([...way, name].join('.'))} in ${whole}`;
  return {
    ...{ kind: 'body-drift', method: operation.method, path: operation.path, route: route.route },
    message: `${field} is described as ${typeNames(written)}, but the program ${isAnswer ? 'answers' : 'takes'} ${typeNames(said)}.`,
    described: placeAt(description, there.at),
    changes: typeChange(description, operation, there, said),
  };
}
