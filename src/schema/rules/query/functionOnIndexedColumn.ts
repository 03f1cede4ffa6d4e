import type { IndexKey, Table } from '../../catalog.js';
import { typeSql } from '../../print.js';
import type { Filter } from '../../query.js';
import type { QueryContext, QueryRule, Violation } from '../../rule.js';
import { baseType } from '../types.js';
import { type Demand, demandsOf } from './demand.js';
import { indexName, liveIndexSql } from './indexSql.js';
import { answerOf, indexesOn, isUnique } from './indexUse.js';
import { isPlain, placeOf, runsOnce, textOf } from './queryTables.js';
import { dayRange } from './timeRange.js';

/** An index on a column says nothing of what a function makes of it (manual §11.7). */
export const functionOnIndexedColumn: QueryRule = {
  id: 'function-on-indexed-column',
  category: 'query',
  level: 'warning',
  title: 'A function around a column keeps its index from being used',
  looksAt: 'query',
  *check(context) {
    if (context.catalog.dialect !== 'postgresql' || runsOnce(context)) return;
    for (const demand of demandsOf(context)) {
      if (isUnique(demand) || isServed(demand)) continue;
      for (const filter of demand.filters) {
        if (hidesColumn(context, demand.table, filter)) yield violation(context, demand.table, filter);
      }
    }
  },
};

/** Another condition finds the rows by an index: the function is only asked for those. */
function isServed(demand: Demand): boolean {
  const rare = new Set(demand.equal.filter(one => one.rare).map(({ column }) => column.name));
  return demand.table.indexes.some(index => answerOf(index, demand).fixed.some(name => rare.has(name)));
}

function hidesColumn(context: QueryContext, table: Table, filter: Filter): boolean {
  const { column, operator, wrappedIn, sideKey } = filter;
  if (operator !== 'equality' && operator !== 'range' && operator !== 'prefix') return false;
  if (wrappedIn.length === 0 || wrappedIn.every(name => isNoop(context, table, column.column, name))) return false;
  if (indexesOn(table, column.column).length === 0) return false;
  return !table.indexes.some(({ keys }) => keys.some(({ expression }) => expression?.key === sideKey));
}

const alike: readonly ReadonlySet<string>[] = [new Set(['text', 'character varying'])];

/** Casts that change no bytes are none for an index; COLLATE is another thing. */
function isNoop({ catalog }: QueryContext, table: Table, name: string, wrapper: string): boolean {
  if (wrapper === 'collate') return true;
  if (!wrapper.startsWith('::')) return false;
  const type = table.columns.find(column => column.name === name)?.type;
  const from = type && baseType(catalog, type);
  if (!from || from.array) return true;
  const to = wrapper.slice(2);
  return from.name === to || type.name === to || alike.some(types => types.has(from.name) && types.has(to));
}

/** Whose result depends on nothing but their arguments, so that an index may hold it. */
const immutable: ReadonlySet<string> = new Set(
  `abs btrim ceil char_length coalesce floor initcap left length lower ltrim md5 regexp_replace replace reverse right round rtrim
  split_part substr substring trim upper`.split(/\s+/),
);

function violation(context: QueryContext, table: Table, filter: Filter): Violation {
  const { column, wrappedIn, span } = filter;
  const name = `\`${column.column}\``;
  const place = placeOf(context, span);
  const about = { place, table, column: column.column };
  const range = dayRange(context, table, filter);
  const [wrapper = ''] = wrappedIn;
  const shown = wrapper.startsWith('::')
    ? `A cast (\`${wrapper}\`)`
    : /^\w/.test(wrapper)
      ? `\`${wrapper}()\``
      : `\`${wrapper}\``;
  const says = `${shown} around ${name} keeps the index on ${name} from being used: the whole table is read.`;
  if (range !== undefined) {
    const fixes = isPlain(range) ? [{ title: 'Compare with a range', edits: [{ ...place, text: range }] }] : [];
    return { ...about, message: `${says} Compare the column itself with a range.`, suggestion: range, fixes };
  }
  if (wrappedIn.every(one => immutable.has(one)) && filter.side) {
    const index = { table, keys: [expressionKey(context, filter)] };
    const suggestion = liveIndexSql(context.catalog, index, indexName(context.catalog, index));
    return { ...about, message: `${says} Put an index on the expression.`, suggestion };
  }
  return { ...about, message: `${says} ${advice(table, filter)}` };
}

function expressionKey(context: QueryContext, { side, sideKey = '', column, wrappedIn }: Filter): IndexKey {
  const written = textOf(context, side!);
  const text = column.relation === undefined ? written : withoutRelation(context, written, side!.start, column);
  return {
    expression: { text, key: sideKey, columns: [column.column], functions: wrappedIn },
    order: 'asc',
    nulls: 'last',
  };
}

/** `lower(u.email)` → `lower(email)` */
function withoutRelation(context: QueryContext, text: string, start: number, { span }: Filter['column']): string {
  const last = /("(?:[^"]|"")+"|[^.\s]+)$/.exec(textOf(context, span))?.[0] ?? '';
  return text.slice(0, span.start - start) + last + text.slice(span.end - start);
}

function advice(table: Table, { wrappedIn, column }: Filter): string {
  const [wrapper = ''] = wrappedIn;
  if (/^(?:date_trunc|date_part|extract|timezone|date|to_char|age)$/.test(wrapper))
    return 'Compare the column itself with a range: `>=` its begin `AND <` its end.';
  if (/^\W/.test(wrapper) && !wrapper.startsWith('::'))
    return 'Do the calculation on the other side of the comparison.';
  const type = table.columns.find(({ name }) => name === column.column)?.type;
  return wrapper.startsWith('::') && type
    ? `Cast the other side to \`${typeSql(type)}\` instead.`
    : 'Compare the column itself.';
}
