/** Small parts of a query's tree: names, constants, casts, and what stands around a column. */
import type { A_Const, A_Expr, ColumnRef as ColumnNode, Node, TypeName } from '@pgsql/types';
import type { ColumnRef, Filter } from '../query.js';
import { strings } from './nodes.js';
import { nameSpan, type QueryText } from './querySpans.js';
import { columnNodesIn } from './queryWalk.js';
import { readType } from './types.js';

/** `t.a` and `s.t.a`; undefined for stars and for fields of composite values. */
export function columnRef(at: QueryText, { fields = [], location }: ColumnNode): ColumnRef | undefined {
  const names = strings(fields);
  const column = names.at(-1);
  if (column === undefined || names.length !== fields.length) return undefined;
  const relation = names.at(-2);
  return { ...(relation !== undefined && { relation }), column, span: nameSpan(at, location ?? 0, names.length) };
}

export function operatorOf({ name }: A_Expr): string {
  return strings(name).at(-1) ?? '';
}

/** libpg-query leaves zero, empty strings and false out of its trees. */
export function constantOf(value: A_Const): NonNullable<Filter['constant']> {
  if (value.isnull) return { kind: 'null', text: 'NULL' };
  if (value.ival) return { kind: 'integer', text: String(value.ival.ival ?? 0) };
  if (value.fval) return numberOf(value.fval.fval ?? '0');
  if (value.boolval) return { kind: 'boolean', text: String(value.boolval.boolval ?? false) };
  return { kind: 'string', text: value.sval?.sval ?? value.bsval?.bsval ?? '' };
}

/** Integers beyond 32 bits come as floats. */
function numberOf(text: string): NonNullable<Filter['constant']> {
  return { kind: /^[+-]?\d+$/.test(text) ? 'integer' : 'number', text };
}

/** As format_type prints it, without modifiers; arrays end in `[]`. */
export function typeNameOf(type: TypeName | undefined): string {
  const { name, array } = readType(type);
  return array ? `${name}[]` : name;
}

/** One column in functions, casts and operators whose other arguments are no columns. */
export interface WrappedColumn {
  readonly ref: ColumnRef;
  readonly wrappedIn: readonly string[];
}

const deepest = 20;

/** Undefined: no column, several, or something that is no function of it (CASE, a field of a row). */
export function wrappedColumn(at: QueryText, root: Node): WrappedColumn | undefined {
  const wrappedIn: string[] = [];
  let node: Node | undefined = root;
  for (let depth = 0; node && depth < deepest; depth++) {
    if ('ColumnRef' in node) {
      const ref = columnRef(at, node.ColumnRef);
      return ref && { ref, wrappedIn };
    }
    const step = argumentOf(node);
    if (!step) return undefined;
    wrappedIn.push(step.name);
    node = step.argument;
  }
  return undefined;
}

function argumentOf(node: Node): { readonly name: string; readonly argument: Node | undefined } | undefined {
  if ('TypeCast' in node) return { name: `::${typeNameOf(node.TypeCast.typeName)}`, argument: node.TypeCast.arg };
  if ('CollateClause' in node) return { name: 'collate', argument: node.CollateClause.arg };
  if ('CoalesceExpr' in node) return { name: 'coalesce', argument: onlyWithColumn(node.CoalesceExpr.args) };
  if ('FuncCall' in node) {
    const { funcname, args, over } = node.FuncCall;
    return over ? undefined : { name: strings(funcname).at(-1) ?? '', argument: onlyWithColumn(args) };
  }
  if ('A_Expr' in node && node.A_Expr.kind === 'AEXPR_OP') {
    const { lexpr, rexpr } = node.A_Expr;
    return { name: operatorOf(node.A_Expr), argument: onlyWithColumn([lexpr, rexpr].filter(one => one !== undefined)) };
  }
  return undefined;
}

function onlyWithColumn(nodes: readonly Node[] | undefined): Node | undefined {
  const found = (nodes ?? []).filter(node => columnNodesIn(node).length > 0);
  return found.length === 1 ? found[0] : undefined;
}
