/** Conjuncts of WHERE and ON → filters and joins. What fits neither is only known to be there. */
import type { A_Expr, Node, SubLink } from '@pgsql/types';
import type { ColumnRef, Filter, Query } from '../query.js';
import { expressionKey } from './expressionKey.js';
import { strings } from './nodes.js';
import { comparisonOf, type Found, mayFlip, ranges, turned } from './queryComparisons.js';
import { operatorOf, type WrappedColumn, wrappedColumn } from './queryNodes.js';
import { conditionSpan, type QueryText, spanBefore, spanBehind } from './querySpans.js';
import { columnNodesIn } from './queryWalk.js';

export interface Conditions {
  readonly at: QueryText;
  /** Aliases or names of the query's own relations: others are an outer query's. */
  readonly own: ReadonlySet<string>;
  readonly filters: Filter[];
  readonly joins: Query['joins'][number][];
  readonly lookups: (readonly ColumnRef[])[];
  others: boolean;
}

/** Adds what a condition says. `joinsOnly`: the ON of an outer join, which keeps rows of one side whatever it says. */
export function readCondition(conditions: Conditions, root: Node, joinsOnly = false): void {
  const open = [root];
  const found: Conditions = joinsOnly ? { ...conditions, filters: [] } : conditions;
  for (let node = open.pop(); node; node = open.pop()) {
    if ('BoolExpr' in node && node.BoolExpr.boolop === 'AND_EXPR') {
      open.push(...[...(node.BoolExpr.args ?? [])].reverse());
    } else if (!isTrue(node) && !readConjunct(found, node)) found.others = true;
  }
}

function isTrue(node: Node): boolean {
  return 'A_Const' in node && node.A_Const.boolval?.boolval === true;
}

/** False: it says something that the model has no words for. */
function readConjunct(conditions: Conditions, node: Node): boolean {
  if ('A_Expr' in node) return readComparison(conditions, node, node.A_Expr);
  if ('SubLink' in node && node.SubLink.subLinkType === 'ANY_SUBLINK' && isEquality(node.SubLink)) {
    addLookup(conditions, node.SubLink.testexpr);
  }
  const test = testOf(node);
  const column = test && ownColumn(conditions, test.column);
  if (!test || !column) return false;
  addFilter(conditions, node, { column, side: test.column }, { operator: test.operator });
  return true;
}

/** IN has no name for its operator. */
function isEquality({ operName }: SubLink): boolean {
  return operName === undefined || strings(operName).at(-1) === '=';
}

/** A column, or a row of them, that is compared with something from elsewhere in the query. */
function addLookup(conditions: Conditions, side: Node | undefined): void {
  const parts = side && 'RowExpr' in side ? (side.RowExpr.args ?? []) : side ? [side] : [];
  const columns = parts.flatMap(part => {
    const column = ownColumn(conditions, part);
    return column && column.wrappedIn.length === 0 ? [column.ref] : [];
  });
  if (columns.length > 0) conditions.lookups.push(columns);
}

/** Conditions on one column with nothing to compare it with. */
function testOf(node: Node): { readonly column: Node; readonly operator: Filter['operator'] } | undefined {
  if ('ColumnRef' in node) return { column: node, operator: 'boolean' };
  if ('NullTest' in node) {
    const { arg, nulltesttype } = node.NullTest;
    return arg && { column: arg, operator: nulltesttype === 'IS_NULL' ? 'isNull' : 'isNotNull' };
  }
  if ('BooleanTest' in node) {
    const { arg, booltesttype } = node.BooleanTest;
    const plain = booltesttype === 'IS_TRUE' || booltesttype === 'IS_FALSE';
    return arg && plain ? { column: arg, operator: 'boolean' } : undefined;
  }
  if ('BoolExpr' in node && node.BoolExpr.boolop === 'NOT_EXPR') {
    const [arg] = node.BoolExpr.args ?? [];
    return arg && 'ColumnRef' in arg ? { column: arg, operator: 'boolean' } : undefined;
  }
  return undefined;
}

interface Sides {
  readonly column: WrappedColumn;
  /** The side that the column stands in. */
  readonly side: Node;
  readonly other?: Node;
  readonly expression?: A_Expr;
}

function addFilter({ at, filters }: Conditions, node: Node, sides: Sides, found: Found): void {
  const { column, side } = sides;
  const span = conditionSpan(at, node);
  const { relation } = column.ref;
  const isFixed = found.constant !== undefined || sides.expression === undefined;
  filters.push({
    column: column.ref,
    wrappedIn: column.wrappedIn,
    leadingWildcard: false,
    ...found,
    ...(sides.expression && signOf(sides.expression, side)),
    ...placesOf(at, sides, span.end),
    sideKey: expressionKey(side, relation),
    ...(isFixed && { key: expressionKey(node, relation) }),
    span,
  });
}

function signOf(expression: A_Expr, side: Node): Pick<Filter, 'sign'> {
  const sign = operatorOf(expression);
  return { sign: expression.lexpr === side ? sign : turned(sign) };
}

/** Only operators of two sides know where they stand. */
function placesOf(at: QueryText, { side, expression }: Sides, end: number): Pick<Filter, 'side' | 'other'> {
  if (expression?.kind !== 'AEXPR_OP' || !expression.lexpr) return {};
  const sign = operatorOf(expression);
  const start = at.toUtf16(expression.location ?? 0);
  if (!at.text.startsWith(sign, start)) return {};
  const left = spanBefore(at, expression.lexpr, start);
  const right = spanBehind(at, { start, end: start + sign.length }, end);
  return expression.lexpr === side ? { side: left, other: right } : { side: right, other: left };
}

function ownColumn({ at, own }: Conditions, node: Node): WrappedColumn | undefined {
  const column = wrappedColumn(at, node);
  return column && (column.ref.relation === undefined || own.has(column.ref.relation)) ? column : undefined;
}

/** No column of this query's is read in there, as far as names tell. */
function isOutside({ own }: Conditions, node: Node): boolean {
  return columnNodesIn(node).every(({ fields }) => {
    const relation = strings(fields).at(-2);
    return relation !== undefined && !own.has(relation);
  });
}

function readComparison(conditions: Conditions, node: Node, expression: A_Expr): boolean {
  const { lexpr, rexpr } = expression;
  if (!lexpr || !rexpr) return false;
  if ('RowExpr' in lexpr) return readRow(conditions, node, expression);
  const isEqual = expression.kind === 'AEXPR_OP' && operatorOf(expression) === '=';
  const left = ownColumn(conditions, lexpr);
  const right = ownColumn(conditions, rexpr);
  let isRead = false;
  if (left && right) isRead = isEqual && readJoin(conditions, node, left, right);
  else if (left) isRead = addComparison(conditions, node, { column: left, side: lexpr, other: rexpr, expression });
  else if (right && mayFlip(expression)) {
    isRead = addComparison(conditions, node, { column: right, side: rexpr, other: lexpr, expression });
  }
  if (!isRead && isEqual) for (const side of [lexpr, rexpr]) addLookup(conditions, side);
  return isRead;
}

function addComparison(conditions: Conditions, node: Node, sides: Required<Sides>): boolean {
  const { other, expression } = sides;
  if (!isOutside(conditions, other)) return false;
  const found = comparisonOf(expression, other);
  if (!found) return false;
  const outer = columnNodesIn(other).length > 0;
  addFilter(conditions, node, sides, { ...found, ...(outer && { outer }) });
  return true;
}

function readJoin({ at, joins }: Conditions, node: Node, left: WrappedColumn, right: WrappedColumn): boolean {
  if (left.wrappedIn.length > 0 || right.wrappedIn.length > 0) return false;
  if (left.ref.relation !== undefined && left.ref.relation === right.ref.relation) return false;
  joins.push({ left: left.ref, right: right.ref, span: conditionSpan(at, node) });
  return true;
}

/** `(a, b) > ($1, $2)`, which an index on a, b serves from that row on. */
function readRow(conditions: Conditions, node: Node, expression: A_Expr): boolean {
  const { lexpr, rexpr } = expression;
  if (!lexpr || !rexpr || !('RowExpr' in lexpr)) return false;
  const isList = expression.kind === 'AEXPR_IN' || expression.kind === 'AEXPR_OP_ANY';
  if (operatorOf(expression) === '=' && isList) addLookup(conditions, lexpr);
  if (expression.kind !== 'AEXPR_OP') return false;
  if (operatorOf(expression) === '=') return readRowEquality(conditions, node, lexpr, rexpr);
  const parts = (lexpr.RowExpr.args ?? []).map(part => ownColumn(conditions, part));
  const [first] = parts;
  const plain = parts.every(part => part?.wrappedIn.length === 0);
  if (!first || !plain || !ranges.has(operatorOf(expression)) || !isOutside(conditions, rexpr)) return false;
  const row = parts.map(part => part!.ref);
  addFilter(conditions, node, { column: first, side: lexpr, expression }, { operator: 'range', row });
  return true;
}

/** `(a, b) = (x, y)` is `a = x AND b = y`. False when a part of it is more than a join of columns. */
function readRowEquality(conditions: Conditions, node: Node, left: Node, right: Node): boolean {
  const [lefts, rights] = [left, right].map(side => ('RowExpr' in side ? (side.RowExpr.args ?? []) : [])) as [
    Node[],
    Node[],
  ];
  const pairs = lefts.map((part, at) => {
    const other = rights[at];
    const [a, b] = [ownColumn(conditions, part), other && ownColumn(conditions, other)];
    if (a && b && readJoin(conditions, node, a, b)) return true;
    addLookup(conditions, part);
    addLookup(conditions, other);
    return false;
  });
  return pairs.every(Boolean) && lefts.length === rights.length;
}
