/** Walks over a query's expressions. Loops, as `a || b || …` nests as deep as it is long; never into subqueries. */
import type { BoolExpr, ColumnRef, FuncCall, MultiAssignRef, Node, SubLink } from '@pgsql/types';
import { strings } from './nodes.js';

/** Every tagged node of trees (or lists of them), in the order in which they are written. */
function walk(roots: unknown, visit: (tag: string, node: unknown) => void): void {
  const open: unknown[] = [roots];
  while (open.length > 0) {
    const node = open.pop();
    if (Array.isArray(node)) {
      for (let i = node.length - 1; i >= 0; i--) open.push(node[i]);
    } else if (typeof node === 'object' && node !== null) {
      const children: unknown[] = [];
      for (const [key, value] of Object.entries(node)) {
        if (key === 'subselect' || typeof value !== 'object' || isRepeated(key, value)) continue;
        visit(key, value);
        children.push(value);
      }
      open.push(...children.reverse());
    }
  }
}

/** `SET (a, b) = (SELECT …)`: each of the columns has the whole source. */
function isRepeated(tag: string, node: object | null): boolean {
  return tag === 'MultiAssignRef' && ((node as MultiAssignRef).colno ?? 1) > 1;
}

/** Columns that are read in there. */
export function columnNodesIn(root: Node): ColumnRef[] {
  const found: ColumnRef[] = [];
  walk(root, (tag, node) => {
    if (tag === 'ColumnRef') found.push(node as ColumnRef);
  });
  return found;
}

export interface Subqueries {
  readonly links: readonly SubLink[];
  /** `x NOT IN (…)`: the negation around it. */
  readonly negated: ReadonlyMap<SubLink, BoolExpr>;
}

export function subqueriesIn(places: readonly unknown[]): Subqueries {
  const links: SubLink[] = [];
  const negated = new Map<SubLink, BoolExpr>();
  walk(places, (tag, node) => {
    if (tag === 'SubLink') links.push(node as SubLink);
    if (tag !== 'BoolExpr') return;
    const { boolop, args } = node as BoolExpr;
    const [arg] = args ?? [];
    if (boolop !== 'NOT_EXPR' || !arg || !('SubLink' in arg)) return;
    if (arg.SubLink.subLinkType === 'ANY_SUBLINK' && !arg.SubLink.operName) negated.set(arg.SubLink, node as BoolExpr);
  });
  return { links, negated };
}

/** PostgreSQL's own aggregates (manual §9.21); those of extensions are only known by their syntax. */
const aggregates: ReadonlySet<string> = new Set(
  `any_value array_agg avg bit_and bit_or bit_xor bool_and bool_or corr count covar_pop covar_samp every json_agg json_agg_strict
  json_object_agg jsonb_agg jsonb_agg_strict jsonb_object_agg max min mode percentile_cont percentile_disc range_agg
  range_intersect_agg regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy stddev stddev_pop
  stddev_samp string_agg sum var_pop var_samp variance xmlagg`.split(/\s+/),
);

export function hasAggregate(targets: readonly Node[]): boolean {
  let found = false;
  walk(targets, (tag, node) => {
    if (tag === 'JsonAggConstructor' || (tag === 'FuncCall' && isAggregate(node as FuncCall))) found = true;
  });
  return found;
}

function isAggregate(call: FuncCall): boolean {
  if (call.over) return false;
  if (call.agg_star || call.agg_filter || call.agg_order || call.agg_distinct || call.agg_within_group) return true;
  return aggregates.has(strings(call.funcname).at(-1) ?? '');
}
