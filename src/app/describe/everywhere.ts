/** What middlewares read of nearly every request: it says nothing of one operation. */
import type { Json } from '../../openapi/json.js';
import { isObject, type JsonObject } from '../../openapi/values.js';
import type { PartRole } from '../handlers/part.js';
import type { Usage } from '../handlers/usage.js';
import type { tree } from '../parse.js';

/** Something that only middlewares read, and that requests can be without. */
export interface Beside {
  /** As OpenAPI names it: `query page`, `header x-version`, `body token`. */
  readonly name: string;
  /** Where it is read first. */
  readonly node: tree.Node;
}

const places: readonly (readonly [PartRole, string])[] = [
  ['query', 'query'],
  ['headers', 'header'],
  ['cookies', 'cookie'],
  ['body', 'body'],
];

/** Of one request; of a route without middlewares nothing. */
export function besidesOf(usage: Usage): Beside[] {
  return places.flatMap(([role, place]) =>
    [...usage[role].members].flatMap(([name, { own, needed, site }]) =>
      own || needed ? [] : [{ name: `${place} ${name}`, node: site.node }],
    ),
  );
}

/** Fewer operations tell nothing. */
const fewest = 4;

/** Where more than half of the operations' requests are read. */
export function readEverywhere(operations: readonly (readonly Beside[])[]): ReadonlySet<tree.Node> {
  const counts = new Map<tree.Node, number>();
  for (const besides of operations) {
    for (const node of new Set(besides.map(one => one.node))) counts.set(node, (counts.get(node) ?? 0) + 1);
  }
  const enough = Math.max(fewest, operations.length / 2);
  return new Set([...counts].flatMap(([node, count]) => (count > enough ? [node] : [])));
}

/** The operation without `names`, unless it says more of them than that they are read. */
export function withoutNamed(operation: JsonObject, names: ReadonlySet<string>): JsonObject {
  if (names.size === 0) return operation;
  const { parameters, requestBody, ...rest } = operation;
  const kept = ((parameters ?? []) as readonly JsonObject[]).filter(one => !names.has(`${one.in} ${one.name}`));
  const body = isObject(requestBody) ? withoutFields(requestBody, names) : requestBody;
  const entries = Object.entries({ ...rest, parameters: kept.length > 0 ? kept : undefined, requestBody: body });
  // In the order in which it was written.
  const order = Object.keys(operation);
  return Object.fromEntries(
    entries
      .flatMap(([key, value]): [string, Json][] => (value === undefined ? [] : [[key, value as Json]]))
      .sort(([a], [b]) => order.indexOf(a) - order.indexOf(b)),
  );
}

/** Undefined: nothing is left of it. */
function withoutFields(body: JsonObject, names: ReadonlySet<string>): JsonObject | undefined {
  const content = isObject(body.content) ? body.content : {};
  const media = Object.entries(content).map(([type, one]) => {
    const schema = isObject(one) && isObject(one.schema) ? lean(one.schema, names) : undefined;
    return [type, schema] as const;
  });
  if (media.every(([, schema]) => schema === undefined)) return undefined;
  return { ...body, content: Object.fromEntries(media.map(([type, schema]) => [type, { schema: schema ?? {} }])) };
}

function lean(schema: JsonObject, names: ReadonlySet<string>): JsonObject | undefined {
  if (Array.isArray(schema.allOf)) {
    const all: JsonObject[] = (schema.allOf as readonly Json[]).flatMap(one => {
      const left = isObject(one) ? lean(one, names) : undefined;
      return left ? [left] : [];
    });
    return all.length === 1 ? all[0]! : { ...schema, allOf: all };
  }
  if (!isObject(schema.properties)) return schema;
  const fields = Object.entries(schema.properties);
  const kept = fields.filter(([name]) => !names.has(`body ${name}`));
  if (kept.length === fields.length) return schema;
  return kept.length === 0 ? undefined : { ...schema, properties: Object.fromEntries(kept) };
}
