/** What was chosen, as statements with their reasons. */
import { displayName, quoteName, quoteQualified } from '../../schema/print.js';
import { shownBytes, shownNumber, shownTime } from '../explain/finding.js';
import { candidateSql, keyColumns, keyText } from './candidates.js';
import type { Chosen, Measured } from './chooseIndexes.js';
import type { CostBench } from './costBench.js';
import type { QuerySource, Workload } from './workload.js';

export interface IndexSuggestion {
  /** `orders`, or `app.orders` outside of `public`. */
  readonly table: string;
  readonly name: string;
  /** Columns of the keys, in their order. */
  readonly columns: readonly string[];
  /** Sentences. */
  readonly reason: string;
  /** CREATE INDEX CONCURRENTLY with its semicolon; not for a transaction. */
  readonly sql: string;
  readonly rollback: string;
  /** `measured with HypoPG`, `on a copy with the server's statistics`. */
  readonly confidence: string;
  /** Estimated. */
  readonly bytes: number;
  /** Entries that writes would add a second, as far as the server counted. */
  readonly writesPerSecond: number;
  readonly helps: readonly HelpedQuery[];
  /** Indexes that are there and would not be needed any more. */
  readonly replaces: readonly { readonly name: string; readonly bytes: number; readonly sql: string }[];
}

export interface HelpedQuery {
  readonly sql: string;
  readonly source: QuerySource;
  readonly calls: number;
  /** In the planner's unit: with what is there now, and with all that is suggested. */
  readonly costBefore: number;
  readonly costAfter: number;
  /** Milliseconds of all calls that it would save if time falls as the cost does; absent: nobody measured. */
  readonly savedTime?: number;
  /** Which values stood for its parameters. */
  readonly assumed: string;
}

export function suggestionsOf(
  chosen: readonly Chosen[],
  _queries: readonly Measured[],
  bench: CostBench,
  workload: Workload,
): readonly IndexSuggestion[] {
  const taken = new Set<string>();
  return chosen.map(one => {
    const { candidate, bytes, writes } = one;
    const { name, sql } = candidateSql(candidate, { concurrently: true, taken });
    taken.add(name);
    const { table } = candidate;
    const helps = helpsOf(one);
    const replaces = replacedBy(one);
    const concurrently = table.kind === 'partitioned' ? '' : 'CONCURRENTLY ';
    return {
      table: displayName(table),
      name,
      columns: keyColumns(candidate.keys),
      reason: reasonOf(helps, { bytes, writes, replaces, workload }),
      sql,
      rollback: `DROP INDEX ${concurrently}IF EXISTS ${quoteName(table.schema)}.${quoteName(name)};`,
      confidence:
        bench.method === 'hypopg'
          ? 'measured with HypoPG'
          : `on a copy with the server's statistics, planned by PostgreSQL ${bench.version}`,
      bytes,
      writesPerSecond: writes,
      helps,
      replaces,
    };
  });
}

function helpsOf({ helps }: Chosen): readonly HelpedQuery[] {
  return helps
    .map(({ query: { query, before, texts }, after }) => ({
      ...{ sql: query.sql, source: query.source, calls: query.calls, costBefore: before, costAfter: after },
      ...(query.meanTime !== undefined && {
        savedTime: query.meanTime * query.calls * Math.max(0, 1 - after / Math.max(before, 0.01)),
      }),
      assumed: [...new Set(texts.map(({ assumed }) => assumed))].join(', '),
    }))
    .sort((a, b) => b.calls * (b.costBefore - b.costAfter) - a.calls * (a.costBefore - a.costAfter));
}

interface Reasons {
  readonly bytes: number;
  readonly writes: number;
  readonly replaces: IndexSuggestion['replaces'];
  readonly workload: Workload;
}

function reasonOf(helps: readonly HelpedQuery[], { bytes, writes, replaces, workload }: Reasons): string {
  const [first] = helps;
  const factor = first ? first.costBefore / Math.max(first.costAfter, 0.01) : 1;
  const who = helps.length === 1 ? 'A query costs' : `${helps.length} queries cost less, the first of them`;
  const costs = `${who} ${shownNumber(Math.round(factor * 10) / 10)} times less (${shownNumber(Math.round(first?.costBefore ?? 0))} → ${shownNumber(Math.round(first?.costAfter ?? 0))}).`;
  const saved = helps.reduce((sum, { savedTime = 0 }) => sum + savedTime, 0);
  const time =
    saved === 0
      ? ''
      : ` Of what was counted it would save about ${shownTime(saved)}${workload.seconds === undefined ? '' : ` in ${shownTime(workload.seconds * 1000)}`}.`;
  const size = ` About ${shownBytes(bytes)}`;
  const write =
    writes >= 0.01 ? `, and ${shownNumber(Math.round(writes * 10) / 10)} entries a second to keep up.` : '.';
  const instead =
    replaces.length === 0 ? '' : ` It does the work of ${replaces.map(({ name }) => name).join(' and ')}, too.`;
  return `${costs}${time}${size}${write}${instead}`;
}

/** Its first keys are all keys of the other one, in the same order. Unique ones and those of constraints stay. */
function replacedBy({ candidate }: Chosen): IndexSuggestion['replaces'] {
  const { table, keys, method, predicate } = candidate;
  if (method !== 'btree' || predicate !== undefined) return [];
  const wanted = keys.map(keyText);
  return table.indexes
    .filter(
      index =>
        index.method === 'btree' &&
        !index.unique &&
        !index.constraint &&
        index.predicate === undefined &&
        index.include.length === 0 &&
        index.keys.every((key, at) => wanted[at] === key),
    )
    .map(({ name, bytes }) => ({
      name,
      bytes,
      sql: `DROP INDEX CONCURRENTLY ${quoteQualified({ schema: table.schema, name }, { withPublic: true })};`,
    }));
}
