/** The seconds of a run as a table: RFC 4180, one row for each target and second, milliseconds. */
import type { Report } from '../report.js';
import { printable } from './text.js';

const columns = [
  'target',
  'second',
  'answered',
  'failed',
  'latency_p50',
  'latency_p95',
  'latency_p99',
  'latency_max',
  'load',
];

export function reportCsv({ targets }: Report): string {
  const rows = targets.flatMap(({ name, series }) =>
    series.map(({ at, answered, failed, p50, p95, p99, max, load }) => [
      cell(name),
      ...[at, answered, failed, p50, p95, p99, max, load].map(value => String(Math.round(value * 1000) / 1000)),
    ]),
  );
  return `${[columns, ...rows].map(row => row.join(',')).join('\r\n')}\r\n`;
}

/**
 * Spreadsheets run cells that begin like a formula, and some look past blanks or take wide characters for it: those get an apostrophe,
 * which spreadsheets do not show. Terminals run what begins with ESC.
 */
function cell(text: string): string {
  const shown = printable(text);
  const safe = /^[\s\uFFFD]*[=+\-@＝＋－＠]/.test(shown) ? `'${shown}` : shown;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
