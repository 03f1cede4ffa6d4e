/** Index advice of a living server for the terminal and as JSON. */
import type { IndexAdvice } from '../../../database/advise/adviseIndexes.js';
import type { RepeatedQuery } from '../../../database/advise/repeatedQueries.js';
import type { QuerySource } from '../../../database/advise/workload.js';
import { shownNumber } from '../../../database/explain/finding.js';
import { cut } from '../../../database/explain/planText.js';
import { type Printer, printable, shownPath } from '../../print.js';

/** The names of the first lines are those of the advice for files. */
export function adviceJson(advice: IndexAdvice, repeated: readonly RepeatedQuery[], file: string | undefined): object {
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
    files: file === undefined ? [] : [shownPath(file).replaceAll('\\', '/')],
  };
}

function sourceJson(source: QuerySource): object {
  if (source.kind === 'statistics') return { query_id: source.id };
  const { path, line, name } = source;
  return { file: shownPath(path).replaceAll('\\', '/'), line: line + 1, ...(name !== undefined && { name }) };
}

export function adviceLines(
  advice: IndexAdvice,
  repeated: readonly RepeatedQuery[],
  file: string | undefined,
  printer: Printer,
): readonly string[] {
  const { suggestions, examined, skipped, notes } = advice;
  const dim = (text: string) => printer.style('dim', printable(text));
  const lines = suggestions.flatMap(({ table, columns, reason, sql, confidence, helps, replaces }) => [
    `${printer.style('bold', printable(`${table} (${columns.join(', ')})`))}  ${printable(reason)}`,
    `  ${printer.style('green', printable(sql))}`,
    ...replaces.map(({ sql: drop }) => `  ${printable(drop)}`),
    ...helps
      .slice(0, 5)
      .map(({ sql: query, calls, costBefore, costAfter }) =>
        dim(
          `  ${shownNumber(Math.round(costBefore))} → ${shownNumber(Math.round(costAfter))}, ${shownNumber(calls)} calls: ${cut(query, 120)}`,
        ),
      ),
    dim(`  ${confidence}`),
  ]);
  const loops = repeated.flatMap(({ reason, advice: words, instead, certainty }) => [
    `${printer.style('yellow', certainty === 'likely' ? 'N+1' : 'N+1?')}  ${printable(reason)}`,
    `  ${printable(words)} ${printable(instead)}`,
  ]);
  const left =
    skipped.length === 0 ? [] : [dim(`${skipped.length} queries were left out: ${cut(skipped[0]?.reason ?? '')}`)];
  const done =
    suggestions.length === 0
      ? `${printer.style('green', '✔')} No index pays for itself: `
      : `${suggestions.length} suggested, `;
  return [
    ...lines,
    ...loops,
    ...(file === undefined ? [] : [`Written: ${printable(shownPath(file))}`]),
    ...notes.map(dim),
    ...left,
    `${done}${examined} ${examined === 1 ? 'query' : 'queries'} looked at.`,
  ];
}
