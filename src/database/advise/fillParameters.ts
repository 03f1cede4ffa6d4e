/** Values for `$1`, `$2`, … of a normalised statement, taken from the statistics of the columns that they are compared with. */

import { quoteLiteral } from '../../schema/print.js';
import type { Query } from '../../schema/query.js';
import { replaceParameters } from '../explain/sqlTokens.js';
import type { Condition, Demand } from './demands.js';
import type { ColumnStatistics, LiveTable } from './tables.js';

export interface Filling {
  readonly sql: string;
  /** `the rarest values`: what was assumed. */
  readonly assumed: string;
}

/** Sets of values: what a lookup usually meets, what is common, what is rare. */
const variants = [
  { name: 'values from the middle', quantile: 0.95, pick: 'middle' },
  { name: 'the most common values', quantile: 0.5, pick: 'common' },
  { name: 'rare values', quantile: 0.995, pick: 'rare' },
] as const;
type Variant = (typeof variants)[number];

export interface ToFill {
  readonly sql: string;
  readonly query: Query;
  readonly parameters: number;
  readonly rowsPerCall: number | undefined;
}

/**
 * Different texts only, at most three; empty when a condition has a parameter for which there is no value to be found: then only a
 * generic plan is honest.
 * @param tableOf the table of a demand's relation.
 */
export function fillParameters(
  { sql, query, parameters, rowsPerCall }: ToFill,
  demands: readonly Demand[],
  tableOf: (demand: Demand) => LiveTable | undefined,
): readonly Filling[] {
  if (parameters === 0) return [{ sql, assumed: 'as written' }];
  const found = new Map<number, { readonly condition: Condition; readonly statistics: ColumnStatistics }>();
  for (const demand of demands) {
    for (const condition of demand.conditions) {
      const column = tableOf(demand)?.columns.find(({ name }) => name === condition.filter.column.column);
      for (const number of condition.parameters) {
        const hasValues =
          column?.statistics && (column.statistics.common.length > 0 || column.statistics.bounds.length > 0);
        if (!hasValues || !column.statistics || !isFillable(condition)) return [];
        found.set(number, { condition, statistics: column.statistics });
      }
    }
  }
  const bounds = boundParameters(sql, query);
  const filled = variants.map((variant): Filling => {
    const seen = new Map<string, number>();
    const text = replaceParameters(sql, number => {
      if (bounds.limit === number) return quoteLiteral(String(Math.max(1, Math.round(rowsPerCall ?? 20))));
      if (bounds.offset === number) return `'0'`;
      const known = found.get(number);
      if (!known) return 'NULL';
      const { column } = known.condition.filter.column;
      const order = seen.get(column) ?? 0;
      seen.set(column, order + 1);
      return quoteLiteral(valueFor(known.condition, known.statistics, variant, order));
    });
    return { sql: text, assumed: variant.name };
  });
  return filled.filter(({ sql: text }, at) => filled.findIndex(other => other.sql === text) === at);
}

/** Functions around the column give other values than the column has; what a document holds nobody counted. */
function isFillable({ filter, parameters }: Condition): boolean {
  if (filter.row) return false;
  // `now() - $1` is another value than the column's.
  const isCompared = filter.operator === 'equality' || filter.operator === 'range';
  if (isCompared && !filter.list && !filter.parameter) return false;
  const operators = ['equality', 'range', 'pattern', 'prefix', 'inequality'];
  const wraps = filter.wrappedIn.filter(wrap => !/^(?:::(?:text|varchar|bpchar)|lower|upper)$/.test(wrap));
  return operators.includes(filter.operator) && wraps.length === 0 && parameters.length > 0;
}

/** Parameters of LIMIT and OFFSET, which plans do not show. */
function boundParameters(sql: string, { limit, offset }: Query): { readonly limit?: number; readonly offset?: number } {
  const numberAt = (span: { readonly start: number; readonly end: number } | undefined) =>
    span && /^\$(\d+)$/.exec(sql.slice(span.start, span.end).trim())?.[1];
  const [first, second] = [numberAt(limit), numberAt(offset?.span)];
  return { ...(first && { limit: Number(first) }), ...(second && { offset: Number(second) }) };
}

/** @param order which parameter it is of those that are compared with this column. */
function valueFor(
  { filter, text }: Condition,
  statistics: ColumnStatistics,
  { quantile, pick }: Variant,
  order: number,
): string {
  const wrapped = filter.wrappedIn.at(0);
  const written = (value: string) =>
    wrapped === 'lower' ? value.toLowerCase() : wrapped === 'upper' ? value.toUpperCase() : value;
  if (filter.operator === 'range') {
    const isUpper = filter.sign === '<' || filter.sign === '<=';
    // A second bound of the same column closes the range: a hundredth of it is between them.
    const at =
      order > 0 ? (isUpper ? Math.min(1, quantile + 0.01) : quantile - 0.01) : isUpper ? 1 - quantile : quantile;
    return written(quantileOf(statistics, at));
  }
  const value = written(lookupOf(statistics, pick, order));
  if (filter.operator === 'pattern' || filter.operator === 'prefix') {
    const [from] = [Math.floor(value.length / 3)];
    return `%${value.slice(from, from + 5).replace(/[%_\\]/g, '')}%`;
  }
  if (!/\bANY \(\$/i.test(text)) return value;
  const several = [0, 1, 2, 3, 4].map(more => written(lookupOf(statistics, pick, order + more)));
  return `{${[...new Set(several)].map(one => `"${one.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
}

function quantileOf({ bounds, common }: ColumnStatistics, at: number): string {
  // Without a histogram the common values are all that there are.
  const values = bounds.length > 0 ? bounds : sorted(common);
  return values[Math.round(at * (values.length - 1))] ?? '';
}

function sorted(values: readonly string[]): readonly string[] {
  const isNumeric = values.every(value => value !== '' && Number.isFinite(Number(value)));
  return [...values].sort((a, b) => (isNumeric ? Number(a) - Number(b) : a < b ? -1 : 1));
}

function lookupOf({ common, bounds }: ColumnStatistics, pick: Variant['pick'], order: number): string {
  if (pick === 'common' && common[order] !== undefined) return common[order];
  if (pick === 'rare' && common.length > 0 && bounds.length === 0)
    return common[Math.max(0, common.length - 1 - order)] ?? '';
  const values = bounds.length > 0 ? bounds : common;
  const middle = Math.floor(values.length / (pick === 'rare' ? 3 : 2));
  return values[(middle + order) % values.length] ?? '';
}
