/** What a query gives: its columns, stars and aggregates, its sort and its bounds. */
import type { Node, ResTarget, SortBy } from '@pgsql/types';
import type { ColumnRef, Query, SortKey } from '../query.js';
import { strings } from './nodes.js';
import { columnRef, constantOf } from './queryNodes.js';
import { boundSpan, clauseSpan, nameSpan, type QueryText } from './querySpans.js';

type Output = Query['output'][number];

/** Columns and stars in the order in which they are written; each knows where it stands. */
export function readOutput(at: QueryText, targets: readonly Node[]): Pick<Query, 'output' | 'stars'> {
  const output: Output[] = [];
  const stars: Query['stars'][number][] = [];
  for (const target of targets) {
    if (!('ResTarget' in target)) continue;
    const { val, location = 0 } = target.ResTarget;
    const fields = val && 'ColumnRef' in val ? (val.ColumnRef.fields ?? []) : [];
    if (fields.some(field => 'A_Star' in field)) {
      const relation = strings(fields).at(-1);
      stars.push({ ...(relation !== undefined && { relation }), span: nameSpan(at, location, fields.length) });
    } else output.push(outputOf(at, target.ResTarget));
  }
  return { output, stars };
}

function outputOf(at: QueryText, { name, val, location = 0 }: ResTarget): Output {
  const column = val && 'ColumnRef' in val ? columnRef(at, val.ColumnRef) : undefined;
  const called = name ?? (val && nameOf(val));
  return { ...(called !== undefined && { name: called }), ...(column && { column }), start: at.toUtf16(location) };
}

/** FigureColname of PostgreSQL's src/backend/parser/parse_target.c, told by what it does. */
function nameOf(node: Node): string | undefined {
  if ('ColumnRef' in node) return strings(node.ColumnRef.fields).at(-1);
  if ('FuncCall' in node) return strings(node.FuncCall.funcname).at(-1);
  if ('TypeCast' in node) {
    const { arg, typeName } = node.TypeCast;
    return (arg && nameOf(arg)) ?? strings(typeName?.names).at(-1);
  }
  if ('CollateClause' in node) return node.CollateClause.arg && nameOf(node.CollateClause.arg);
  if ('A_Indirection' in node) {
    return strings(node.A_Indirection.indirection).at(-1) ?? (node.A_Indirection.arg && nameOf(node.A_Indirection.arg));
  }
  if ('CaseExpr' in node) return (node.CaseExpr.defresult && nameOf(node.CaseExpr.defresult)) ?? 'case';
  if ('CoalesceExpr' in node) return 'coalesce';
  if ('MinMaxExpr' in node) return node.MinMaxExpr.op === 'IS_GREATEST' ? 'greatest' : 'least';
  if ('A_ArrayExpr' in node) return 'array';
  if ('RowExpr' in node) return 'row';
  if ('SubLink' in node) return subqueryName(node.SubLink.subLinkType, node.SubLink.subselect);
  if ('A_Expr' in node && node.A_Expr.kind === 'AEXPR_NULLIF') return 'nullif';
  if ('SQLValueFunction' in node) return node.SQLValueFunction.op?.replace(/^SVFOP_|_N$/g, '').toLowerCase();
  return undefined;
}

function subqueryName(kind: string | undefined, subselect: Node | undefined): string | undefined {
  if (kind === 'EXISTS_SUBLINK') return 'exists';
  if (kind === 'ARRAY_SUBLINK') return 'array';
  if (kind !== 'EXPR_SUBLINK' || !subselect || !('SelectStmt' in subselect)) return undefined;
  const [first] = subselect.SelectStmt.targetList ?? [];
  if (!first || !('ResTarget' in first)) return undefined;
  return first.ResTarget.name ?? (first.ResTarget.val && nameOf(first.ResTarget.val));
}

type Outputs = Pick<Query, 'output' | 'stars'>;

export function readSort(at: QueryText, keys: readonly Node[], output: Outputs): SortKey[] {
  return keys.flatMap(key => ('SortBy' in key ? [sortKey(at, key.SortBy, output)] : []));
}

function sortKey(at: QueryText, { node, sortby_dir, sortby_nulls }: SortBy, output: Outputs): SortKey {
  const column = node && sortedColumn(at, node, output);
  const nulls =
    sortby_nulls === 'SORTBY_NULLS_FIRST' ? 'first' : sortby_nulls === 'SORTBY_NULLS_LAST' ? 'last' : undefined;
  return {
    ...(column && { column }),
    descending: sortby_dir === 'SORTBY_DESC',
    ...(nulls && { nulls }),
    span: node ? clauseSpan(at, node) : { start: 0, end: 0 },
  };
}

/** ORDER BY takes a name or a number as an output column's first (manual, SELECT, "ORDER BY Clause"). */
function sortedColumn(at: QueryText, node: Node, outputs: Outputs): ColumnRef | undefined {
  if ('A_Const' in node) return byPosition(node, outputs);
  if (!('ColumnRef' in node)) return undefined;
  const ref = columnRef(at, node.ColumnRef);
  if (!ref || ref.relation !== undefined) return ref;
  const named = outputs.output.find(({ name }) => name === ref.column);
  return named ? named.column : ref;
}

/** GROUP BY takes a name as an input column's first. */
export function readGroups(at: QueryText, keys: readonly Node[], outputs: Outputs): ColumnRef[] {
  return keys.flatMap(key => {
    const ref = 'ColumnRef' in key ? columnRef(at, key.ColumnRef) : byPosition(key, outputs);
    return ref ? [ref] : [];
  });
}

/** Behind a star nobody can tell, as it counts as what it stands for. */
function byPosition(node: Node, { output, stars }: Outputs): ColumnRef | undefined {
  const value = 'A_Const' in node ? constantOf(node.A_Const) : undefined;
  const found = value?.kind === 'integer' ? output[Number(value.text) - 1] : undefined;
  const star = stars[0]?.span.start ?? Number.POSITIVE_INFINITY;
  return found && (found.start ?? 0) < star ? found.column : undefined;
}

/** `LIMIT ALL` and `LIMIT NULL` are no limits. */
export function readLimit(at: QueryText, limit: Node | undefined): Pick<Query, 'limit'> {
  if (!limit || ('A_Const' in limit && limit.A_Const.isnull)) return {};
  return { limit: boundSpan(at, limit) };
}

export function readOffset(at: QueryText, offset: Node | undefined): Pick<Query, 'offset'> {
  if (!offset || ('A_Const' in offset && offset.A_Const.isnull)) return {};
  const constant = 'A_Const' in offset ? constantOf(offset.A_Const) : undefined;
  const value = constant?.kind === 'integer' ? Number(constant.text) : undefined;
  return { offset: { span: boundSpan(at, offset), ...(value !== undefined && { value }) } };
}
