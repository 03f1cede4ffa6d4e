/** libpg-query's trees of SELECT, INSERT, UPDATE, DELETE, MERGE and VALUES → Query. */
import type { InsertStmt, Node, SelectStmt, WithClause } from '@pgsql/types';
import type { Span } from '../commands.js';
import type { NotIn, Query, QueryUse } from '../query.js';
import { strings } from './nodes.js';
import { type Conditions, readCondition } from './queryFilters.js';
import { columnRef } from './queryNodes.js';
import { readGroups, readLimit, readOffset, readOutput, readSort } from './queryOutput.js';
import { addTable, readFrom, type Scope } from './queryScope.js';
import { clauseSpan, conditionSpan, type QueryText, querySpan } from './querySpans.js';
import { hasAggregate, type Subqueries, subqueriesIn } from './queryWalk.js';

/**
 * Spans are UTF-16 offsets in `text`, the whole statement that the tree came from (a view's query stands in the middle of it); the
 * tree's own locations are bytes of it. Never throws: what it does not know is left out.
 */
export function readQuery(node: Node, text: string, toUtf16: (byteOffset: number) => number): Query {
  const at: QueryText = { text, toUtf16 };
  const isWhole = /^[\s(]*(?:select|with|insert|update|delete|merge|values|table)\b/i.test(text);
  return readNode(at, node, undefined, 0, isWhole ? { start: 0, end: text.length } : querySpan(at, node, false));
}

/** Deeper nesting is nobody's query. */
const deepest = 100;

/** Lists that are filled on the way. */
interface Draft extends Scope {
  readonly inner: Query[];
  readonly ctes: string[];
  readonly notIns: NotIn[];
}

function draftOf(at: QueryText, depth: number): Draft {
  const inner: Query[] = [];
  const addInner = (node: Node | SelectStmt, use: QueryUse) => {
    if (depth >= deepest) return -1;
    return inner.push(readNode(at, node, use, depth + 1, querySpan(at, node, use === 'half'))) - 1;
  };
  return { at, inner, addInner, relations: [], conditions: [], joins: [], ctes: [], notIns: [] };
}

function readNode(at: QueryText, node: Node | SelectStmt, use: QueryUse | undefined, depth: number, span: Span): Query {
  const draft = draftOf(at, depth);
  const base = { span, ...(use && { use }) };
  if ('SelectStmt' in node) return { ...base, ...readSelect(draft, node.SelectStmt) };
  if ('InsertStmt' in node) return { ...base, ...readInsert(draft, node.InsertStmt) };
  if ('UpdateStmt' in node) {
    const { relation, targetList, fromClause, whereClause, returningClause, withClause } = node.UpdateStmt;
    readCtes(draft, withClause);
    if (relation) addTable(draft, relation, 'target');
    for (const item of fromClause ?? []) readFrom(draft, item);
    const parts = { targets: returningClause?.exprs, where: whereClause, expressions: targetList };
    return { ...base, verb: 'update', ...finish(draft, parts) };
  }
  if ('DeleteStmt' in node) {
    const { relation, usingClause, whereClause, returningClause, withClause } = node.DeleteStmt;
    readCtes(draft, withClause);
    if (relation) addTable(draft, relation, 'target');
    for (const item of usingClause ?? []) readFrom(draft, item);
    return { ...base, verb: 'delete', ...finish(draft, { targets: returningClause?.exprs, where: whereClause }) };
  }
  if ('MergeStmt' in node) {
    const { relation, sourceRelation, joinCondition, mergeWhenClauses, returningClause, withClause } = node.MergeStmt;
    readCtes(draft, withClause);
    if (relation) addTable(draft, relation, 'target');
    if (sourceRelation) readFrom(draft, sourceRelation);
    if (joinCondition) draft.conditions.push({ node: joinCondition, outer: true });
    return {
      ...base,
      verb: 'merge',
      ...finish(draft, { targets: returningClause?.exprs, expressions: mergeWhenClauses }),
    };
  }
  // A SelectStmt as a field, without its tag: one side of a UNION.
  return { ...base, ...readSelect(draft, node as SelectStmt) };
}

type Body = Omit<Query, 'span' | 'use'>;

function readSelect(draft: Draft, select: SelectStmt): Body {
  readCtes(draft, select.withClause);
  if (select.op && select.op !== 'SETOP_NONE') return readSetOperation(draft, select);
  for (const item of select.fromClause ?? []) readFrom(draft, item);
  const { whereClause, havingClause, groupClause, distinctClause, valuesLists, lockingClause } = select;
  const expressions = [...(havingClause ? [havingClause] : []), ...(groupClause ?? []), ...(valuesLists ?? [])];
  const body = finish(draft, { targets: select.targetList, where: whereClause, expressions, bounds: select });
  return {
    ...body,
    verb: valuesLists ? 'values' : 'select',
    groupBy: readGroups(draft.at, groupClause ?? [], body),
    distinct: distinctClause !== undefined,
    aggregates: body.aggregates || groupClause !== undefined || havingClause !== undefined,
    locking: lockingClause !== undefined,
  };
}

const operations = { SETOP_UNION: 'union', SETOP_INTERSECT: 'intersect', SETOP_EXCEPT: 'except' } as const;

/** Chains of UNION nest to the left as deep as they are long. */
function readSetOperation(draft: Draft, select: SelectStmt): Body {
  const halves: SelectStmt[] = [];
  let left: SelectStmt | undefined = select;
  while (left?.op && left.op !== 'SETOP_NONE' && (left === select || isBareOperation(left))) {
    if (left.rarg) halves.push(left.rarg);
    left = left.larg;
  }
  if (left) halves.push(left);
  for (const half of halves.reverse()) draft.addInner(half, 'half');
  const setOperation =
    select.op === 'SETOP_UNION' && select.all ? 'all' : operations[select.op as keyof typeof operations];
  const first = draft.inner.find(({ use }) => use === 'half');
  const output = (first?.output ?? []).map(({ column: _, ...rest }) => rest);
  const body = finish(draft, { bounds: select });
  return {
    ...body,
    verb: 'select',
    setOperation,
    output,
    sort: readSort(draft.at, select.sortClause ?? [], { output, stars: first?.stars ?? [] }),
  };
}

function isBareOperation({ sortClause, limitCount, limitOffset, withClause }: SelectStmt): boolean {
  return !sortClause && !limitCount && !limitOffset && !withClause;
}

function readInsert(draft: Draft, insert: InsertStmt): Body {
  const { relation, selectStmt, onConflictClause, returningClause, withClause } = insert;
  readCtes(draft, withClause);
  if (relation) addTable(draft, relation, 'target');
  const expressions: object[] = onConflictClause ? [onConflictClause] : [];
  if (selectStmt && 'SelectStmt' in selectStmt && selectStmt.SelectStmt.valuesLists) {
    readCtes(draft, selectStmt.SelectStmt.withClause);
    expressions.push(selectStmt.SelectStmt.valuesLists);
  } else if (selectStmt) draft.addInner(selectStmt, 'insert');
  return { verb: 'insert', ...finish(draft, { targets: returningClause?.exprs, expressions }) };
}

function readCtes(draft: Draft, clause: WithClause | undefined): void {
  for (const node of clause?.ctes ?? []) {
    if (!('CommonTableExpr' in node)) continue;
    const { ctename = '', ctequery } = node.CommonTableExpr;
    draft.ctes.push(ctename);
    const at = ctequery === undefined ? -1 : draft.addInner(ctequery, 'cte');
    const query = draft.inner[at];
    if (query) draft.inner[at] = { ...query, cte: ctename };
  }
}

interface Parts {
  readonly targets?: readonly Node[] | undefined;
  readonly where?: Node | undefined;
  /** Other places in which subqueries stand. */
  readonly expressions?: readonly object[] | undefined;
  readonly bounds?: Pick<SelectStmt, 'sortClause' | 'limitCount' | 'limitOffset'>;
}

/** Everything that needs the relations to be known. */
function finish(draft: Draft, { targets = [], where, expressions = [], bounds = {} }: Parts): Omit<Body, 'verb'> {
  const { at, relations } = draft;
  const own = new Set(relations.flatMap(({ alias, table }) => alias ?? table?.name ?? []));
  const conditions: Conditions = { at, own, filters: [], joins: draft.joins, lookups: [], others: false };
  const { sortClause = [], limitCount, limitOffset } = bounds;
  const places = [targets, where, draft.conditions, expressions, sortClause, limitCount, limitOffset];
  addSubqueries(draft, subqueriesIn(places));
  if (where) readCondition(conditions, where);
  const { others } = conditions;
  for (const { node, outer } of draft.conditions) readCondition(conditions, node, outer);
  const { output, stars } = readOutput(at, targets);
  return {
    relations,
    filters: conditions.filters,
    joins: draft.joins,
    ...(conditions.lookups.length > 0 && { lookups: conditions.lookups }),
    ...(where && { where: clauseSpan(at, where) }),
    otherConditions: others,
    sort: readSort(at, sortClause, { output, stars }),
    ...readLimit(at, limitCount),
    ...readOffset(at, limitOffset),
    groupBy: [],
    distinct: false,
    aggregates: hasAggregate(targets),
    stars,
    output,
    notInSubqueries: draft.notIns.map(({ span }) => span),
    notIns: draft.notIns,
    inner: draft.inner,
    ctes: draft.ctes,
    locking: false,
  };
}

function addSubqueries(draft: Draft, { links, negated }: Subqueries): void {
  for (const link of links) {
    const { subLinkType, subselect, testexpr } = link;
    if (!subselect) continue;
    const compared = subLinkType === 'ANY_SUBLINK' || subLinkType === 'ALL_SUBLINK';
    const inner = draft.addInner(subselect, subLinkType === 'EXISTS_SUBLINK' ? 'exists' : compared ? 'in' : 'value');
    const not =
      negated.get(link) ?? (subLinkType === 'ALL_SUBLINK' && strings(link.operName).at(-1) === '<>' ? link : undefined);
    if (!not || inner < 0) continue;
    const column = testexpr && 'ColumnRef' in testexpr ? columnRef(draft.at, testexpr.ColumnRef) : undefined;
    draft.notIns.push({ span: conditionSpan(draft.at, not), inner, ...(column && { column }) });
  }
}
