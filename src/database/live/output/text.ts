/** A report for a terminal. */
import type { DatabaseReport, Item, Section } from '../report.js';
import { printable, printableSql } from './plainText.js';
import { sectionsOf, summaryText } from './sections.js';

/** How a terminal shows what: `tone` is a severity, `plain`, `title` or `soft`. */
export type Styling = (tone: Item['tone'] | 'title' | 'soft', text: string) => string;

/** With `style`, colours of a terminal; without, plain text. */
export function reportText(report: DatabaseReport, style: Styling = (_, text) => text): string {
  const sections = sectionsOf(report, { tables: 20, statements: 10 });
  const lines = sections.flatMap(section => [style('title', printable(section.title)), ...linesOf(section, style), '']);
  return `${[...lines, `${summaryText(report)}.`].join('\n')}\n`;
}

function linesOf(section: Section, style: Styling): readonly string[] {
  if (section.kind === 'facts') {
    const width = Math.max(...section.rows.map(([label]) => label.length));
    return section.rows.map(
      ([label, value]) => `  ${style('soft', printable(label).padEnd(width))}  ${printable(value)}`,
    );
  }
  if (section.kind === 'items')
    return section.items.length === 0 ? ['  none'] : section.items.flatMap(item => itemLines(item, style));
  const rows = [section.columns, ...section.rows].map(row => row.map(printable));
  const widths = section.columns.map((_, column) =>
    Math.min(widest, Math.max(...rows.map(row => row[column]!.length))),
  );
  const textFrom = section.textFrom ?? Infinity;
  const shown = rows.map((row, at) => {
    const cells = row.map((cell, c) => {
      const cut = cell.length > widest ? `${cell.slice(0, widest - 1)}…` : cell;
      return c === 0 || c >= textFrom ? cut.padEnd(widths[c]!) : cut.padStart(widths[c]!);
    });
    return `  ${style(at === 0 ? 'soft' : 'plain', cells.join('  ').trimEnd())}`;
  });
  return section.omitted ? [...shown, style('soft', `  … and ${section.omitted} more`)] : shown;
}

/** Of a column. */
const widest = 60;

function itemLines({ tone, title, lines, sql, rule }: Item, style: Styling): readonly string[] {
  const word = tone === 'plain' ? '' : `${style(tone, tone.padEnd(7))}  `;
  const name = rule === undefined ? '' : `  ${style('soft', rule)}`;
  const indent = ' '.repeat(tone === 'plain' ? 4 : 11);
  return [
    `  ${word}${printable(title)}${name}`,
    ...lines.map(line => `${indent}${style('soft', printable(line))}`),
    ...(sql === undefined ? [] : printableSql(sql).map(line => `${indent}${line}`)),
  ];
}
