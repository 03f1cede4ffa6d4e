/** Puts what the tables of generated routes say into the operations that were read of them. */
import type { Json } from '../../openapi/json.js';
import { isObject, type JsonObject, member } from '../../openapi/values.js';
import { titleOfId } from '../describe/finished.js';
import { type Contract, schemeOf, type Tables } from './contracts.js';
import { standIns } from './runtimeTexts.js';

const places: Readonly<Record<string, string>> = {
  path: 'params',
  query: 'query',
  header: 'headers',
  cookie: 'cookies',
};

/** `isGenerated`: whether an operation of the document is one of generated code. */
export function complete(
  document: JsonObject,
  { contracts, schemes }: Tables,
  isGenerated: (method: string, path: string) => boolean,
): JsonObject {
  const used = new Set<string>();
  const paths: Record<string, Json> = {};
  for (const [path, item] of Object.entries(document.paths as JsonObject)) {
    paths[path] = Object.fromEntries(
      Object.entries(item as JsonObject).map(([method, operation]) => {
        const contract = isGenerated(method, path) && contracts.find(one => isOf(one, method, path));
        if (!contract || !isObject(operation)) return [method, operation];
        for (const need of listOf(contract.security)) for (const name of Object.keys(need as object)) used.add(name);
        return [method, completed(operation, contract)];
      }),
    );
  }
  const components = isObject(document.components) ? (withoutForbidden(document.components) as JsonObject) : {};
  const known = isObject(components.securitySchemes) ? components.securitySchemes : {};
  const added = [...used].map(name => [name, schemeOf(member(schemes, name) ?? {})] as const);
  const securitySchemes = { ...known, ...Object.fromEntries(added) };
  const all = { ...components, ...(Object.keys(securitySchemes).length > 0 ? { securitySchemes } : {}) };
  return { ...document, paths, ...(Object.keys(all).length > 0 ? { components: all } : {}) };
}

/** Generated routes may stand under a prefix. */
function isOf({ method, path }: Contract, wanted: string, full: string): boolean {
  return String(method).toLowerCase() === wanted && (full === path || full.endsWith(String(path)));
}

function completed(operation: JsonObject, contract: Contract): JsonObject {
  const { security: _read, requestBody: _body, responses, parameters, operationId, ...rest } = operation;
  // What the operation is called in words follows its name.
  const title = titleOfId(String(operationId));
  const words = rest.summary === title ? titleOfId(String(contract.id)) : undefined;
  const statuses = isObject(responses) ? responses : {};
  const content = member(statuses[standIns.body], 'content');
  const required = member(contract.body, 'required') === true;
  const security = listOf(contract.security);
  return {
    operationId: contract.id!,
    ...rest,
    ...(words === undefined ? {} : { summary: words, description: `${words}.` }),
    ...(parameters ? { parameters: listOf(parameters).map(one => styled(one, contract)) } : {}),
    ...(content ? { requestBody: { ...(required ? { required } : {}), content: withoutForbidden(content) } } : {}),
    responses: withoutStandIns(statuses),
    ...(security.length > 0 ? { security } : {}),
  };
}

/** How a value is written, where that is not what everybody expects. */
function styled(parameter: Json, contract: Contract): Json {
  const place = member(parameter, 'in');
  const table = listOf(contract[places[String(place)]!]);
  const wire = table.find(one => member(one, 'name') === member(parameter, 'name'));
  if (!isObject(parameter) || !isObject(wire)) return parameter;
  const { style, explode } = wire;
  // A default that the table does not have stands in for no parameter that is missing.
  const stands = wire.default !== undefined || member(parameter.schema, 'default') === undefined;
  return {
    ...parameter,
    ...(stands ? {} : { required: true }),
    ...(style === undefined ? {} : { style }),
    // Objects that are deep have no other way to be written.
    ...(explode === undefined ? (style === 'deepObject' ? { explode: true } : {}) : { explode }),
  };
}

function withoutStandIns(statuses: JsonObject): JsonObject {
  const names = new Map(Object.entries(standIns).map(([name, status]) => [String(status), name]));
  const kept = Object.entries(statuses).flatMap(([status, response]): [string, Json][] => {
    const name = names.get(status) ?? status;
    if (name === 'body') return [];
    // What only stands for a range of statuses has no name of its own.
    return [[name, name === status || !isObject(response) ? response : { ...response, description: wordsOf(name) }]];
  });
  return kept.length > 0 ? Object.fromEntries(kept) : { default: { description: 'Not known' } };
}

function wordsOf(status: string): string {
  return status === 'default' ? 'Any other answer' : `Any answer of ${status}`;
}

/** What must not be sent is what answers alone have: it is no field of requests. */
function withoutForbidden(schema: Json): Json {
  if (Array.isArray(schema)) return (schema as readonly Json[]).map(withoutForbidden);
  if (!isObject(schema)) return schema;
  const entries = Object.entries(schema).map(([key, inner]): [string, Json] => {
    if (key !== 'properties' || !isObject(inner)) return [key, withoutForbidden(inner)];
    const kept = Object.entries(inner).filter(([, one]) => !isForbidden(one));
    return [key, Object.fromEntries(kept.map(([name, one]) => [name, withoutForbidden(one)]))];
  });
  return Object.fromEntries(entries);
}

/** `{ not: {} }` */
function isForbidden(schema: Json): boolean {
  const not = member(schema, 'not');
  return isObject(not) && Object.keys(not).length === 0;
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
