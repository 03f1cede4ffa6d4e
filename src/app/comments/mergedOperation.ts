/** An operation that was read, and what a block says of it. */
import type { Json } from '../../openapi/json.js';
import { isObject, type JsonObject } from './apiBlocks.js';

/** `names`: what the block calls the path's parameters → what the route calls them. `components`: by kind and name. */
export function mergedOperation(
  read: JsonObject,
  block: JsonObject,
  names: ReadonlyMap<string, string>,
  components: ReadonlyMap<string, ReadonlyMap<string, Json>>,
  tell: (what: string) => void,
): JsonObject {
  const { parameters, responses, requestBody, ...said } = block;
  const own = (Array.isArray(read.parameters) ? read.parameters : []) as readonly JsonObject[];
  const given = ((parameters ?? []) as readonly JsonObject[])
    .map(one => ofParameter(one, tell))
    .map(one =>
      one.in === 'path' && typeof one.name === 'string'
        ? { ...one, name: names.get(one.name) ?? one.name, required: true }
        : one,
    );
  const inPath = new Set(own.filter(one => one.in === 'path').map(one => one.name));
  const fitting = given.filter(one => {
    const fits = one.in !== 'path' || inPath.has(one.name!);
    if (!fits) tell(`The block has the path parameter ${String(one.name)}, which the route's path has not.`);
    return fits;
  });
  const keyOf = (one: JsonObject) => (one.$ref ? String(one.$ref) : `${String(one.in)} ${String(one.name)}`);
  const all = new Map([...own, ...fitting].map(one => [keyOf(one), one]));
  const readResponses = (read.responses ?? {}) as JsonObject;
  const blockResponses = isObject(responses) ? responses : {};
  for (const status of Object.keys(readResponses)) {
    if (!/^2\d\d$/.test(status) || Object.keys(blockResponses).length === 0) continue;
    if (blockResponses[status] || blockResponses['2XX'] || blockResponses.default) continue;
    tell(`The handler answers ${status}, of which the block says nothing.`);
  }
  // What is only known to be some answer is what the block says.
  const { default: unknown, ...known } = readResponses;
  const rest = Object.keys(blockResponses).length > 0 ? known : { ...known, ...(unknown ? { default: unknown } : {}) };
  const body = requestBody === undefined ? read.requestBody : preferred(requestBody, read.requestBody, components);
  const { operationId, tags, requestBody: _body, parameters: _own, responses: _given, ...others } = read;
  return {
    ...(operationId === undefined ? {} : { operationId }),
    ...(tags === undefined ? {} : { tags }),
    ...said,
    ...Object.fromEntries(Object.entries(others).filter(([key]) => !Object.hasOwn(said, key))),
    ...(all.size > 0 ? { parameters: [...all.values()] } : {}),
    ...(body === undefined ? {} : { requestBody: body }),
    responses: Object.fromEntries(
      Object.entries({ ...rest, ...blockResponses })
        .sort(([a], [b]) => a.localeCompare(b))
        .map(([status, one]) => [status, preferred(one, readResponses[status], components)]),
    ),
  };
}

const ofParameters =
  /^(\$ref|name|in|description|required|deprecated|allowEmptyValue|style|explode|allowReserved|schema|examples?|content|x-.*)$/;

/** Without what OpenAPI does not know of parameters, which lines in the wrong column make. */
function ofParameter(parameter: JsonObject, tell: (what: string) => void): JsonObject {
  const entries = Object.entries(parameter);
  const kept = entries.filter(([key]) => ofParameters.test(key));
  if (kept.length === entries.length) return parameter;
  const others = entries.filter(([key]) => !ofParameters.test(key)).map(([key]) => key);
  tell(`Nothing is made of ${others.join(', ')} beside the parameter ${String(parameter.name)} in this block.`);
  return Object.fromEntries(kept);
}

/** What was read of the content, where the block refers to what nothing defines. */
function preferred(
  block: Json,
  read: Json | undefined,
  components: ReadonlyMap<string, ReadonlyMap<string, Json>>,
): Json {
  if (!isObject(block) || !isObject(read) || read.content === undefined) return block;
  const refs = JSON.stringify(block).matchAll(/"\$ref":"#\/components\/(\w+)\/([^"/]*)"/g);
  if (Array.from(refs).every(([, kind, name]) => components.get(kind!)?.has(name!))) return block;
  const { $ref, content: _content, ...rest } = block;
  return $ref === undefined ? { ...read, ...rest, content: read.content } : read;
}
