/** Bodies that only the program has, their fields, and fields that it takes as something else than what is described. */
import type { Body, Media, Shape } from '../../openapi/api.js';
import type { Json } from '../../openapi/json.js';
import { below, isJson, propertiesOf, specOf } from '../../openapi/lint/spec.js';
import { isObject, member } from '../../openapi/values.js';
import type { Change } from './changes.js';
import { type JsonObject, type Pair, placeAt, resolvedShape, titleOf } from './described.js';
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
    return described?.shape && schema !== undefined
      ? fieldDrifts({ pair, comparing, schema, shape: described.shape, way: [] })
      : [];
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
}

const deepest = 6;

function fieldDrifts(fields: Fields): Planned[] {
  const { pair, comparing, schema, shape, way } = fields;
  const { description, program } = comparing;
  const properties = propertiesSaid(schema, program);
  const described = propertiesOf(specOf(description.api, description.loaded), shape);
  // Where nothing is said of fields, any are allowed.
  if (!properties || !described || described.size === 0 || way.length > deepest) return [];
  return Object.entries(properties).flatMap(([name, inside]): Planned[] => {
    const there = described.get(name);
    if (!there) return isOpen(comparing, shape) ? [] : [missing(fields, name, inside)];
    const [said, written] = [typesSaid(inside, program), typesDescribed(there, description)];
    if (said && written && contradict(said, written)) return [otherType(fields, name, inside, there)];
    return fieldDrifts({ pair, comparing, schema: inside, shape: there, way: [...way, name] });
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

function missing({ pair, comparing, schema, shape, way }: Fields, name: string, inside: Json): Planned {
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
    if (Array.isArray(required) && required.includes(name) && !object.required?.includes(name))
      changes.push({ kind: 'element', at: below(at, 'required'), value: name });
  }
  const field = JSON.stringify([...way, name].join('.'));
  return {
    ...{ kind: 'body-drift', method: operation.method, path: operation.path, route: route.route, changes },
    message: `The field ${field} in the body of ${titleOf(operation)} is read by the program, but not described.`,
    described: placeAt(description, object.at),
  };
}

function otherType({ pair, comparing, way }: Fields, name: string, inside: Json, there: Shape): Planned {
  const { operation, route } = pair;
  const { description, program } = comparing;
  const [said, written] = [typesSaid(inside, program)!, typesDescribed(there, description)!];
  const field = `The field ${JSON.stringify([...way, name].join('.'))} in the body of ${titleOf(operation)}`;
  return {
    ...{ kind: 'body-drift', method: operation.method, path: operation.path, route: route.route },
    message: `${field} is described as ${typeNames(written)}, but the program takes ${typeNames(said)}.`,
    described: placeAt(description, there.at),
    changes: typeChange(description, operation, there, said),
  };
}
