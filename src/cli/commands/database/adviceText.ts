/** Index advice of a living server for the terminal and as JSON. */
import type { IndexAdvice } from '../../../database/advise/adviseIndexes.js';
import type { RepeatedQuery } from '../../../database/advise/repeatedQueries.js';
import { shownNumber } from '../../../database/explain/finding.js';
import { cut } from '../../../database/explain/planText.js';
import { adviceJson as jsonOf } from '../../../database/live/output/advice.js';
import { type Printer, printable, shownPath } from '../../print.js';

/** The names of the first lines are those of the advice for files. */
export function adviceJson(advice: IndexAdvice, repeated: readonly RepeatedQuery[], file: string | undefined): object {
  const shown = (path: string) => shownPath(path).replaceAll('\\', '/');
  return jsonOf(advice, repeated, file === undefined ? [] : [shown(file)], shown);
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
