/** FROM: relations, the conditions that join them, and the subqueries in it. */
import type { JoinExpr, Node, RangeVar, SelectStmt } from '@pgsql/types';
import type { WrittenName } from '../commands.js';
import type { Query, QueryUse, Relation } from '../query.js';
import { strings } from './nodes.js';
import { nameSpan, type QueryText } from './querySpans.js';

export interface Scope {
  readonly relations: Relation[];
  /** Conditions of ON. Those of outer joins leave rows of one side whatever they say. */
  readonly conditions: { readonly node: Node; readonly outer: boolean }[];
  readonly joins: Query['joins'][number][];
  readonly at: QueryText;
  /** Reads a subquery and gives its place among the inner ones; -1 when it is nested too deep to be read. */
  readonly addInner: (node: Node | SelectStmt, use: QueryUse) => number;
}

export function writtenName(at: QueryText, { schemaname, relname = '', location = 0 }: RangeVar): WrittenName {
  const span = nameSpan(at, location, schemaname === undefined ? 1 : 2);
  return { ...(schemaname !== undefined && { schema: schemaname }), name: relname, span };
}

export function addTable({ relations, at }: Scope, table: RangeVar, join: Relation['join']): void {
  const alias = table.alias?.aliasname;
  relations.push({ table: writtenName(at, table), ...(alias !== undefined && { alias }), join, lateral: false });
}

/** One item of FROM with all that is joined to it. Joins nest to the left as deep as there are tables. */
export function readFrom(scope: Scope, item: Node, how: Relation['join'] = 'from'): void {
  const joins: JoinExpr[] = [];
  let first: Node | undefined = item;
  while (first && 'JoinExpr' in first) {
    joins.push(first.JoinExpr);
    first = first.JoinExpr.larg;
  }
  if (first) readItem(scope, first, how);
  for (const join of joins.reverse()) {
    const before = scope.relations.length;
    if (join.rarg) readFrom(scope, join.rarg, joinOf(join));
    if (join.quals) scope.conditions.push({ node: join.quals, outer: joinOf(join) !== 'inner' });
    addUsing(scope, join, before);
  }
}

function joinOf({ jointype, quals, usingClause, isNatural }: JoinExpr): Relation['join'] {
  if (jointype === 'JOIN_LEFT') return 'left';
  if (jointype === 'JOIN_RIGHT') return 'right';
  if (jointype === 'JOIN_FULL') return 'full';
  return quals || usingClause || isNatural ? 'inner' : 'cross';
}

function readItem({ relations, at, addInner }: Scope, node: Node, join: Relation['join']): void {
  if ('RangeVar' in node) addTable({ relations, at } as Scope, node.RangeVar, join);
  else if ('RangeTableSample' in node && node.RangeTableSample.relation) {
    readItem({ relations, at, addInner } as Scope, node.RangeTableSample.relation, join);
  } else if ('RangeSubselect' in node) {
    const { subquery, alias, lateral = false } = node.RangeSubselect;
    const inner = subquery && addInner(subquery, 'from');
    relations.push({
      ...aliasOf(alias?.aliasname),
      join,
      lateral,
      ...(inner !== undefined && inner >= 0 && { inner }),
    });
  } else if ('RangeFunction' in node) {
    const { alias, lateral = false } = node.RangeFunction;
    relations.push({ ...aliasOf(alias?.aliasname), join, lateral });
  } else if ('RangeTableFunc' in node) {
    const { alias, lateral = false } = node.RangeTableFunc;
    relations.push({ ...aliasOf(alias?.aliasname), join, lateral });
  } else if ('JsonTable' in node) {
    relations.push({ ...aliasOf(node.JsonTable.alias?.aliasname), join, lateral: node.JsonTable.lateral ?? false });
  }
}

function aliasOf(alias: string | undefined): { readonly alias?: string } {
  return alias === undefined ? {} : { alias };
}

/** `a JOIN b USING (x)` is `a.x = b.x`; of several relations on the left nobody knows which has the column. */
function addUsing({ relations, joins }: Scope, { usingClause }: JoinExpr, before: number): void {
  const [right, ...others] = relations.slice(before);
  if (!right || others.length > 0) return;
  const left = before === 1 ? relations[0] : undefined;
  const span = right.table?.span ?? { start: 0, end: 0 };
  for (const column of strings(usingClause)) {
    joins.push({
      left: { ...relationOf(left), column, span },
      right: { ...relationOf(right), column, span },
      span,
    });
  }
}

function relationOf(relation: Relation | undefined): { readonly relation?: string } {
  const name = relation && (relation.alias ?? relation.table?.name);
  return name === undefined ? {} : { relation: name };
}
