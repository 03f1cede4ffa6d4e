/** Index advice as sections of a report, and as its JSON. */
import type { IndexAdvice } from '../../advise/adviseIndexes.js';
import type { RepeatedQuery } from '../../advise/repeatedQueries.js';
import type { IndexSuggestion } from '../../advise/suggestions.js';
import type { QuerySource } from '../../advise/workload.js';
import { shownNumber } from '../../explain/finding.js';
import type { DatabaseReport, Item, Section } from '../report.js';
import { counted } from '../words.js';
import { shortened } from './plainText.js';

const longestQuery = 160;
const mostHelped = 5;
const mostSkipped = 5;

/** What was tested, to be shown with a report. */
export function reportAdvice(
  advice: IndexAdvice,
  repeated: readonly RepeatedQuery[],
): NonNullable<DatabaseReport['advice']> {
  return { sections: sectionsOf(advice, repeated), json: adviceJson(advice, repeated, [], path => path) };
}

function sectionsOf(advice: IndexAdvice, repeated: readonly RepeatedQuery[]): readonly Section[] {
  const { suggestions, skipped, notes, examined } = advice;
  const looked = `${counted(examined, 'query', 'queries')} looked at`;
  const closing: Item[] = [
    ...notes.map(note => ({ tone: 'plain' as const, title: note, lines: [] })),
    ...(skipped.length === 0
      ? []
      : [
          {
            tone: 'plain' as const,
            title: `${counted(skipped.length, 'query was', 'queries were')} left out.`,
            lines: skipped.slice(0, mostSkipped).map(({ sql, reason }) => `${reason} ${shortened(sql, longestQuery)}`),
          },
        ]),
  ];
  const none: Item = { tone: 'plain', title: `No index pays for itself: ${looked}.`, lines: [] };
  const items = suggestions.length === 0 ? [none] : suggestions.map(suggestionItem);
  return [
    { kind: 'items', title: 'Suggested indexes', items: [...items, ...closing] },
    ...(repeated.length === 0
      ? []
      : [{ kind: 'items' as const, title: 'Queries that repeat (N+1)', items: repeated.map(repeatedItem) }]),
  ];
}

function suggestionItem(suggestion: IndexSuggestion): Item {
  const { table, columns, reason, confidence, helps, sql, replaces } = suggestion;
  return {
    tone: 'info',
    title: `\`${table} (${columns.join(', ')})\``,
    lines: [
      reason,
      ...helps
        .slice(0, mostHelped)
        .map(
          ({ sql: query, calls, costBefore, costAfter }) =>
            `${shownNumber(Math.round(costBefore))} → ${shownNumber(Math.round(costAfter))}, ${counted(calls, 'call')}: ${shortened(query, longestQuery)}`,
        ),
      `${confidence[0]?.toUpperCase() ?? ''}${confidence.slice(1)}.`,
    ],
    sql: [sql, ...replaces.map(one => one.sql)].join('\n'),
  };
}

function repeatedItem({ reason, advice, instead, certainty, query }: RepeatedQuery): Item {
  return {
    tone: certainty === 'likely' ? 'warning' : 'info',
    title: reason,
    lines: [`${advice} ${instead}`, `Statement: ${shortened(query.sql, longestQuery)}`],
  };
}

/** @param shownPath what a file is called in the JSON. */
export function adviceJson(
  advice: IndexAdvice,
  repeated: readonly RepeatedQuery[],
  files: readonly string[],
  shownPath: (path: string) => string,
): object {
  const sourceJson = (source: QuerySource) =>
    source.kind === 'statistics'
      ? { query_id: source.id }
      : {
          file: shownPath(source.path),
          line: source.line + 1,
          ...(source.name !== undefined && { name: source.name }),
        };
  return {
    status: 'success',
    suggestions_count: advice.suggestions.length,
    suggestions: advice.suggestions.map(suggestion => ({
      table: suggestion.table,
      columns: suggestion.columns,
      reason: suggestion.reason,
      sql: suggestion.sql,
      rollback: suggestion.rollback,
      confidence: suggestion.confidence,
      bytes: suggestion.bytes,
      writes_per_second: suggestion.writesPerSecond,
      helps: suggestion.helps.map(({ sql, source, calls, costBefore, costAfter, savedTime, assumed }) => ({
        sql,
        source: sourceJson(source),
        calls,
        cost_before: costBefore,
        cost_after: costAfter,
        saved_ms: savedTime ?? null,
        assumed,
      })),
      replaces: suggestion.replaces,
    })),
    repeated_queries: repeated.map(
      ({ query, table, columns, related, certainty, callsPerSecond, reason, advice: words, instead }) => ({
        sql: query.sql,
        source: sourceJson(query.source),
        calls: query.calls,
        calls_per_second: callsPerSecond ?? null,
        table,
        columns,
        related,
        certainty,
        reason,
        advice: words,
        instead,
      }),
    ),
    examined: advice.examined,
    skipped: advice.skipped.map(({ sql, source, reason }) => ({ sql, source: sourceJson(source), reason })),
    notes: advice.notes,
    files,
  };
}
