/** node-sql-parser's trees of SELECT, UPDATE and DELETE → Query, as far as they say it. Trees are outside data: every part may lack. */
import type { Span } from '../commands.js';
import type { ColumnRef, Filter, Query, Relation, SortKey } from '../query.js';
import { asList, asText, type Node, nodeOf, spanOf } from './tree.js';

/** Undefined when the tree is no query. */
export function readQueryTree(tree: unknown, text: string): Query | undefined {
  const node = nodeOf(Array.isArray(tree) ? tree[0] : tree);
  const verb = asText(node?.['type']);
  if (!node || (verb !== 'select' && verb !== 'update' && verb !== 'delete')) return undefined;
  return readQuery(node, verb, { start: 0, end: text.length });
}

function readQuery(node: Node, verb: Query['verb'], statement: Span): Query {
  const conditions = new Conditions(statement);
  const where = nodeOf(node['where']);
  if (where) conditions.add(where);
  const from = asList(node['from']);
  const targets = verb === 'select' ? [] : asList(node['table']);
  for (const one of from) {
    const on = nodeOf(one['on']);
    if (on) conditions.add(on);
  }
  const limit = nodeOf(node['limit']);
  const bounds = limit ? asList(limit['value']) : [];
  const limitSpan = limit && bounds.length ? spanOf(limit, statement) : undefined;
  const offset = limit ? offsetOf(limit, bounds) : undefined;
  const columns = asList(node['columns']);
  const refs = columns.map(column => columnOf(nodeOf(column['expr']), spanOf(column, statement)));
  const derived = from.map(one => nodeOf(one['expr'])?.['ast']).map(nodeOf);
  const union = nodeOf(node['_next']);
  const inner = [...derived, ...conditions.subqueries, union]
    .filter(one => one !== undefined)
    .map(one => readQuery(one, 'select', statement));
  return {
    verb,
    span: spanOf(node, statement),
    relations: [...targets, ...(verb === 'delete' ? [] : from)].map((one, index) =>
      relationOf(one, statement, verb, index),
    ),
    filters: conditions.filters,
    joins: conditions.joins,
    ...(where && { where: spanOf(where, statement) }),
    otherConditions: conditions.others,
    sort: asList(node['orderby']).map(one => sortOf(one, statement)),
    ...(limitSpan && { limit: limitSpan }),
    ...(offset !== undefined && limitSpan && { offset: { span: limitSpan, value: offset } }),
    groupBy: [],
    distinct: asText(nodeOf(node['distinct'])?.['type']) === 'DISTINCT',
    aggregates: columns.some(column => asText(nodeOf(column['expr'])?.['type']) === 'aggr_func'),
    stars: refs.flatMap(ref =>
      ref?.column === '*' ? [{ ...(ref.relation !== undefined && { relation: ref.relation }), span: ref.span }] : [],
    ),
    output: refs.map(ref => (ref && ref.column !== '*' ? { name: ref.column, column: ref } : {})),
    notInSubqueries: conditions.notIn,
    inner,
    ctes: asList(node['with']).flatMap(one => asText(nodeOf(one['name'])?.['value']) ?? []),
    locking: asText(node['locking_read']) !== undefined,
  };
}

function relationOf(node: Node, statement: Span, verb: Query['verb'], index: number): Relation {
  const name = asText(node['table']);
  const schema = asText(node['db']);
  const alias = asText(node['as']);
  const join = asText(node['join'])?.toLowerCase() ?? '';
  const kind = (['left', 'right', 'full', 'cross'] as const).find(word => join.startsWith(word));
  return {
    ...(name !== undefined && {
      table: { ...(schema !== undefined && { schema }), name, span: spanOf(node, statement) },
    }),
    ...(alias !== undefined && { alias }),
    join: kind ?? (join.includes('join') ? 'inner' : verb !== 'select' && index === 0 ? 'target' : 'from'),
    lateral: false,
  };
}

/** MySQL writes `LIMIT offset, count` as well. */
function offsetOf(limit: Node, bounds: readonly Node[]): number | undefined {
  if (bounds.length < 2) return undefined;
  const value = bounds[asText(limit['seperator']) === 'offset' ? 1 : 0]?.['value'];
  return typeof value === 'number' ? value : undefined;
}

function sortOf(node: Node, statement: Span): SortKey {
  const column = columnOf(nodeOf(node['expr']), statement);
  return { ...(column && { column }), descending: asText(node['type']) === 'DESC', span: column?.span ?? statement };
}

function columnOf(node: Node | undefined, statement: Span): ColumnRef | undefined {
  const column = node && asText(node['type']) === 'column_ref' ? asText(node['column']) : undefined;
  if (!node || column === undefined) return undefined;
  const relation = asText(node['table']);
  return { ...(relation !== undefined && { relation }), column, span: spanOf(node, statement) };
}

const operators: Readonly<Record<string, Filter['operator']>> = {
  '=': 'equality',
  IN: 'equality',
  '<': 'range',
  '<=': 'range',
  '>': 'range',
  '>=': 'range',
  BETWEEN: 'range',
  LIKE: 'pattern',
  '<>': 'inequality',
  '!=': 'inequality',
};

/** Collects what the conjuncts of WHERE and ON say. */
class Conditions {
  readonly filters: Filter[] = [];
  readonly joins: { left: ColumnRef; right: ColumnRef; span: Span }[] = [];
  readonly notIn: Span[] = [];
  readonly subqueries: Node[] = [];
  others = false;
  readonly #statement: Span;

  constructor(statement: Span) {
    this.#statement = statement;
  }

  add(node: Node): void {
    const operator = asText(node['operator'])?.toUpperCase() ?? '';
    const left = nodeOf(node['left']);
    const right = nodeOf(node['right']);
    if (operator === 'AND' && left && right) {
      this.add(left);
      this.add(right);
      return;
    }
    const span = spanOf(node, this.#statement);
    const subquery = subqueryOf(right);
    if (subquery) this.subqueries.push(subquery);
    if (operator === 'NOT IN' && subquery) this.notIn.push(span);
    const column = columnOf(left, this.#statement);
    const other = columnOf(right, this.#statement);
    if (operator === '=' && column && other) this.joins.push({ left: column, right: other, span });
    else if (column && (operators[operator] || /^IS(?: NOT)?$/.test(operator)))
      this.#filter(operator, column, right, span);
    else if (operator !== 'NOT IN') this.others = true;
  }

  #filter(operator: string, column: ColumnRef, right: Node | undefined, span: Span): void {
    const isNull = operator === 'IS' ? 'isNull' : operator === 'IS NOT' ? 'isNotNull' : undefined;
    const text = right && /string/.test(asText(right['type']) ?? '') ? asText(right['value']) : undefined;
    const isPrefix = operator === 'LIKE' && text !== undefined && !/^[%_]/.test(text);
    this.filters.push({
      column,
      operator: isNull ?? (isPrefix ? 'prefix' : operators[operator]!),
      wrappedIn: [],
      ...(text !== undefined && { constant: { kind: 'string' as const, text } }),
      leadingWildcard: operator === 'LIKE' && text !== undefined && /^[%_]/.test(text),
      span,
    });
  }
}

function subqueryOf(node: Node | undefined): Node | undefined {
  const direct = nodeOf(node?.['ast']);
  const listed = nodeOf(asList(node?.['value'])[0]?.['ast']);
  return direct ?? listed;
}
