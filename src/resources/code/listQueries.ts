/** Lists: of a table, and of the part of it that belongs to one row of another. */
import { memberAccess, stringLiteral } from '../../scaffold/source.js';
import type { ColumnType } from '../../schema/relation.js';
import type { Filter, NestedList, Resource } from '../resource.js';
import { valueKind } from '../typeKinds.js';
import { arrayOf, head, type Part, type QueriesContext } from './queryParts.js';
import { comparison, identifier, parameterOf, relationName, sqlTemplate } from './sqlText.js';

export function listPart(resource: Resource, { typeOf }: QueriesContext): Part | undefined {
  const type = typeOf(`list${resource.collection}`);
  if (type === undefined) return undefined;
  const filters = resource.filters.filter(({ within }) => within === undefined);
  return listFunction({ name: 'list', type, resource, filters, before: [], parameters: [], comment: '' });
}

export function nestedPart(
  resource: Resource,
  nested: NestedList,
  { typeOf, resource: find }: QueriesContext,
): Part | undefined {
  const type = typeOf(`list${nested.name}`);
  if (type === undefined) return undefined;
  const parent = find(nested.parent);
  const owned = new Set(nested.fields);
  const filters = resource.filters.filter(
    ({ within, field }) => (within === undefined || within === nested.name) && !owned.has(field),
  );
  const conditions = nested.fields.map((field, index) =>
    comparison(field, '=', parameterOf(nested.parameters[index]!)),
  );
  const key = parent.key.map((field, index) => comparison(field, '=', parameterOf(nested.parameters[index]!)));
  const list = listFunction({
    name: `list${nested.name}`,
    type,
    resource,
    filters,
    before: conditions,
    parameters: [`params: t.${type}Request['params']`],
    comment: `/** Of one of ${commented(relationName(parent.relation))}. @throws HttpError 404 when that is not there */\n`,
    after: unlessThere(parent, key),
  });
  return { source: list.source, uses: [...list.uses, 'isThere', 'notFound'] };
}

/** A page without rows: was there anything that could have had some? */
export function unlessThere(parent: Resource, key: readonly string[]): string {
  return `  const isEmpty = page.data.length === 0 && query.cursor === undefined;
  const key = ${arrayOf(key, '  ')};
  if (isEmpty && !(await isThere(db, ${sqlTemplate(relationName(parent.relation))}, key))) throw notFound();
  return page;
`;
}

/** Names of a database in a comment of ours. */
export function commented(text: string): string {
  return text.replaceAll('*/', '* /').replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, '\u{FFFD}');
}

function listFunction(list: {
  readonly name: string;
  readonly type: string;
  readonly resource: Resource;
  readonly filters: readonly Filter[];
  readonly before: readonly string[];
  readonly parameters: readonly string[];
  readonly comment: string;
  readonly after?: string;
}): Part {
  const { name, type, resource, filters, before, parameters, comment, after } = list;
  const conditions = [...before, ...filters.map(filterSource)];
  const paged = resource.sorts.length > 0;
  const order = orderables(resource).map(field => sqlTemplate(identifier(field)));
  const read = paged ? 'readPage' : 'readOffsetPage';
  const call = `${read}(
    db,
    {
      from: table,
      columns,
      where: ${arrayOf(conditions, '      ')},
      ${paged ? 'sorts' : `order: ${arrayOf(order, '      ')}`},
    },
    query,
  );
`;
  const body = after === undefined ? `  return ${call}` : `  const page = await ${call}${after}`;
  const all = ['db: Queryable', ...parameters, `query: t.${type}Request['query']`];
  return {
    source: `${comment}${head(name, all, after !== undefined)}${body}}\n`,
    uses: [read, 'type Queryable', ...(conditions.length > 0 || !paged ? ['sql'] : [])],
  };
}

/** What rows without a key are ordered by: all that is known to have an order. */
function orderables({ fields }: Resource): readonly string[] {
  return fields.filter(({ type, access }) => access !== 'writeOnly' && hasOrder(type)).map(({ name }) => name);
}

function hasOrder(type: ColumnType): boolean {
  if (type.element) return hasOrder(type.element);
  return valueKind(type) !== undefined || /^(?:bytea|jsonb|money)$/.test(type.name);
}

function filterSource({ parameter, field, operator }: Filter): string {
  const value = `query${memberAccess(parameter)}`;
  // Every object has a `constructor` and the like, whatever was asked for.
  const isGiven = parameter in {} ? `Object.hasOwn(query, ${stringLiteral(parameter)})` : `${value} !== undefined`;
  return `${isGiven} && ${comparison(field, operator, value)}`;
}
