import { quoteName, quoteQualified } from '../../print.js';
import type { ColumnRef, NotIn, Query } from '../../query.js';
import type { QueryContext, QueryRule, Violation } from '../../rule.js';
import { isPlain, ownColumn, placeOf, relationName, relationTables, textOf } from './queryTables.js';

/**
 * One NULL among the subquery's rows, and NOT IN is true for nothing (manual §9.24.2); and PostgreSQL has no anti-join for it.
 */
export const notInSubquery: QueryRule = {
  id: 'not-in-subquery',
  category: 'query',
  level: 'warning',
  title: 'NOT IN finds nothing once the subquery gives a NULL',
  looksAt: 'query',
  views: true,
  *check(context) {
    // Asked for the subquery, whose columns are looked up in its own tables.
    const { query, outer } = context;
    const notIn = outer?.notIns?.find(({ inner }) => outer.inner[inner] === query);
    const [output] = query.output;
    if (!outer || !notIn || !output?.column || query.stars.length > 0 || !mayBeNull(context, output.column)) return;
    yield violation(context, outer, notIn, output.column);
  },
};

/** Also when nobody knows the table, for then the trap may be there; but an `id` is a key, and what CTEs give is not followed. */
function mayBeNull(context: QueryContext, ref: ColumnRef): boolean {
  const { query, statement } = context;
  const own = ownColumn(context, ref);
  const ctes = new Set(statement.commands.flatMap(command => ('query' in command ? ctesOf(command.query) : [])));
  const areTables = query.relations.every(({ table }) => table && !ctes.has(table.name));
  if (!own && (!areTables || ref.column === 'id')) return false;
  const isStrict = query.filters.some(
    ({ column, operator, wrappedIn }) =>
      column.column === ref.column &&
      column.relation === ref.relation &&
      wrappedIn.length === 0 &&
      operator !== 'isNull' &&
      operator !== 'boolean',
  );
  if (isStrict) return false;
  const outerJoined = query.relations.some(({ join }) => join === 'left' || join === 'right' || join === 'full');
  return !own?.column.notNull || outerJoined;
}

/** Of all the queries of a statement. */
function ctesOf(query: Query | undefined): readonly string[] {
  return query ? [...query.ctes, ...query.inner.flatMap(ctesOf)] : [];
}

function violation(context: QueryContext, outer: Query, notIn: NotIn, column: ColumnRef): Violation {
  const own = ownColumn(context, column);
  const name = own ? `\`${own.column.name}\`, which may be NULL` : `\`${column.column}\``;
  const place = placeOf(context, notIn.span);
  const suggestion = rewritten(context, outer, notIn, column);
  return {
    message: `\`NOT IN\` is true for no row at all once the subquery gives one NULL${own ? '' : ' (nothing says that it cannot)'}: it reads ${name}. \`NOT EXISTS\` means what is wanted, and is quicker.`,
    place,
    ...(own && { table: own.table, column: own.column.name }),
    ...(suggestion !== undefined && {
      suggestion,
      fixes: [{ title: 'Rewrite as NOT EXISTS', edits: [{ ...place, text: suggestion }] }],
    }),
  };
}

/** Undefined: it has more parts than FROM one table and WHERE. */
function rewritten(
  context: QueryContext,
  outer: Query,
  { column, span }: NotIn,
  output: ColumnRef,
): string | undefined {
  const { query, catalog } = context;
  const [relation] = query.relations;
  const isSimple = query.relations.length === 1 && query.sort.length + query.groupBy.length + query.ctes.length === 0;
  const isWhole = query.limit || query.offset || query.aggregates || query.distinct || query.setOperation;
  if (!isSimple || isWhole || !relation?.table || !column || !isPlain(textOf(context, span))) return undefined;
  const inner = relationName(relation)!;
  const around = column.relation ?? soleName(outer);
  if (around === undefined || around === inner || !relationTables(context)[0]) return undefined;
  const quote = (name: string) => quoteName(name, catalog.dialect);
  const { schema, name } = relation.table;
  const table = quoteQualified({ schema: schema ?? '', name }, { dialect: catalog.dialect, withPublic: true });
  const alias = relation.alias === undefined ? '' : ` ${quote(relation.alias)}`;
  const equal = `${quote(inner)}.${quote(output.column)} = ${quote(around)}.${quote(column.column)}`;
  const where = query.where ? ` AND ${conditionText(context, query)}` : '';
  return `NOT EXISTS (SELECT 1 FROM ${table}${alias} WHERE ${equal}${where})`;
}

function conditionText(context: QueryContext, query: Query): string {
  const text = textOf(context, query.where!);
  return query.otherConditions ? `(${text})` : text;
}

function soleName({ relations }: Query): string | undefined {
  const [only, ...others] = relations;
  return only && others.length === 0 ? relationName(only) : undefined;
}
