import type { Column } from '../../catalog.js';
import { typeSql } from '../../print.js';
import type { Filter } from '../../query.js';
import type { QueryContext, QueryRule, Violation } from '../../rule.js';
import { baseType } from '../types.js';
import { compareTypes, familyOf, isText } from './castTypes.js';
import { indexesOn } from './indexUse.js';
import { type OwnColumn, ownColumn, placeOf, textOf } from './queryTables.js';

/** Strings in quotes and parameters without a cast take the column's type; other constants have one of their own (manual §4.1.2.7). */
export const implicitCast: QueryRule = {
  id: 'implicit-cast',
  category: 'query',
  level: 'warning',
  title: 'A comparison fails for its types, or makes PostgreSQL cast the column',
  looksAt: 'query',
  views: true,
  *check(context) {
    if (context.catalog.dialect !== 'postgresql') return;
    for (const filter of context.query.filters) {
      const own = filter.wrappedIn.length === 0 && !filter.row ? ownColumn(context, filter.column) : undefined;
      const other = own && isWritten(context, filter) ? otherType(filter) : undefined;
      if (own && other !== undefined) yield* compared(context, own, other, filter.span);
      else if (own) yield* matched(context, own, filter);
    }
    for (const { left, right, span } of context.query.joins) yield* joined(context, left, right, span);
  },
};

/** A variable of psql or of a driver may have been read as a number. */
function isWritten(context: QueryContext, { constant, span }: Filter): boolean {
  const isNumber = constant?.kind === 'integer' || constant?.kind === 'number';
  return !isNumber || textOf(context, span).includes(constant.text.replace(/^-/, ''));
}

const compares: ReadonlySet<Filter['operator']> = new Set(['equality', 'range', 'inequality']);

function integerType(value: number): string {
  if (Math.abs(value) < 2 ** 31) return 'integer';
  return Math.abs(value) < 2 ** 63 ? 'bigint' : 'numeric';
}

/** As format_type prints it; undefined when the other side takes the type of the column, or nobody knows. */
function otherType({ operator, sign = '', constant, castTo }: Filter): string | undefined {
  if (!compares.has(operator) || !/^(?:=|<>|<|<=|>|>=|BETWEEN.*)$/.test(sign)) return undefined;
  if (castTo !== undefined) return castTo;
  if (constant?.kind === 'integer') return integerType(Number(constant.text));
  if (constant?.kind === 'number') return 'numeric';
  return constant?.kind === 'boolean' ? 'boolean' : undefined;
}

function* compared(context: QueryContext, own: OwnColumn, other: string, span: Filter['span']): Iterable<Violation> {
  const type = typeOf(context, own.column);
  const known = (name: string) => familyOf(name, one => isEnum(context, one));
  const [column, beside] = [type && known(type), known(other)];
  const comparison = column && beside ? compareTypes(column, beside) : 'fine';
  if (comparison === 'error')
    yield violation(
      context,
      own,
      span,
      `PostgreSQL has no operator between ${described(own.column)} and \`${other}\`: the query fails. Write the value in the column's type.`,
    );
  if (comparison !== 'column' || indexesOn(own.table, own.column.name).length === 0) return;
  const trap = column === 'citext' ? ' and the comparison minds upper and lower case' : '';
  yield violation(
    context,
    own,
    span,
    `Beside \`${other}\` PostgreSQL casts ${described(own.column)} in every row: the index on it is not used${trap}. Cast the value to \`${typeSql(own.column.type)}\` instead.`,
  );
}

/** LIKE is for text. */
function* matched(context: QueryContext, own: OwnColumn, { sign, span }: Filter): Iterable<Violation> {
  const type = typeOf(context, own.column);
  const family = type && familyOf(type, one => isEnum(context, one));
  if (!family || !/^!?~~\*?$/.test(sign ?? '') || isText(family)) return;
  yield violation(
    context,
    own,
    span,
    `\`LIKE\` is for text, and ${described(own.column)} is none: the query fails. Cast the column to \`text\`, or compare it with a value of its type.`,
  );
}

type Ref = Filter['column'];

function* joined(context: QueryContext, left: Ref, right: Ref, span: Filter['span']): Iterable<Violation> {
  const [a, b] = [ownColumn(context, left), ownColumn(context, right)];
  if (!a || !b) return;
  const [typeA, typeB] = [typeOf(context, a.column), typeOf(context, b.column)];
  if (typeA === undefined || typeB === undefined) return;
  const found = [...compared(context, a, typeB, span), ...compared(context, b, typeA, span)];
  yield* found.slice(0, 1);
}

function violation(
  context: QueryContext,
  { table, column }: OwnColumn,
  span: Filter['span'],
  message: string,
): Violation {
  return { message, place: placeOf(context, span), table, column: column.name };
}

const described = ({ name, type }: Column): string => `\`${name}\` (\`${typeSql(type)}\`)`;

/** Undefined for arrays. */
function typeOf({ catalog }: QueryContext, column: Column): string | undefined {
  const { name, array } = baseType(catalog, column.type);
  return array ? undefined : name;
}

function isEnum({ catalog }: QueryContext, name: string): boolean {
  return catalog.types.some(
    type => type.kind === 'enum' && (type.name === name || `${type.schema}.${type.name}` === name),
  );
}
