/** A report as Markdown: for pull requests and wikis. */

import { markdownBlock } from '../../../schema/navigation/markdown.js';
import { escapeMarkdown } from '../../../text/markup.js';
import type { DatabaseReport, Item, Section } from '../report.js';
import { partsOf, printable, printableSql } from './plainText.js';
import { sectionsOf, summaryText } from './sections.js';

const marks: Readonly<Record<Item['tone'], string>> = { error: '❌', warning: '⚠️', info: 'ℹ️', hint: '💡', plain: '•' };

export function reportMarkdown(report: DatabaseReport): string {
  const sections = sectionsOf(report, { tables: 200, statements: 50, indexes: 200 });
  const lines = [
    `# Database ${escaped(report.server.database)}`,
    '',
    `${summaryText(report)}.`,
    ...sections.flatMap(section => ['', `## ${escaped(section.title)}`, '', ...linesOf(section)]),
  ];
  return `${lines.join('\n').trim()}\n`;
}

function linesOf(section: Section): readonly string[] {
  if (section.kind === 'facts') return ['| | |', '| --- | --- |', ...section.rows.map(row => rowLine(row))];
  if (section.kind === 'items') return section.items.length === 0 ? ['none'] : section.items.flatMap(itemLines);
  const textFrom = section.textFrom ?? Infinity;
  const rules = section.columns.map((_, c) => (c === 0 || c >= textFrom ? '---' : '---:'));
  const rows = [rowLine(section.columns), `| ${rules.join(' | ')} |`, ...section.rows.map(rowLine)];
  return section.omitted ? [...rows, '', `… and ${section.omitted} more`] : rows;
}

function rowLine(cells: readonly string[]): string {
  return `| ${cells.map(escaped).join(' | ')} |`;
}

function itemLines({ tone, title, lines, sql, rule, source }: Item): string[] {
  const name = rule === undefined ? '' : ` ${ruleLink(rule, source)}`;
  return [
    `- ${marks[tone]} ${withCode(title)}${name}`,
    ...lines.flatMap(line => ['', `  ${withCode(line)}`]),
    ...(sql === undefined ? [] : ['', ...fenced(sql).map(line => `  ${line}`)]),
    '',
  ];
}

/** Ids and sources are ours. */
function ruleLink(rule: string, source: string | undefined): string {
  return source?.startsWith('https://') ? `([${rule}](${source}))` : `(${rule})`;
}

/** Names as code. A span of code can hold no backtick, so that nothing in it ends it; without one it is text. */
export function withCode(message: string): string {
  return partsOf(message)
    .map(({ isCode, text }) => {
      const shown = printable(text);
      // A blank at an end, or a table's line, would be read as something else.
      return isCode && /^[^\s|](?:[^|]*[^\s|])?$/.test(shown) ? `\`${shown}\`` : escaped(text);
    })
    .join('');
}

/** With a fence longer than any row of backticks in it. */
function fenced(sql: string): readonly string[] {
  return markdownBlock('sql', printableSql(sql)).split('\n');
}

export function escaped(text: string): string {
  return escapeMarkdown(printable(text));
}
