/** A report as Markdown: for pull requests and wikis. */
import { escapeMarkdown } from '../../text/markup.js';
import type { Report } from '../report.js';
import { isPassed } from '../verdict/judge.js';
import type { Verdicts } from '../verdict/verdict.js';
import { closingSections, type Item, notices, type Section, type Tone, targetSections } from './sections.js';
import { printable } from './text.js';

const marks: Readonly<Record<Tone, string>> = { good: '✅', bad: '❌', warning: '⚠️', plain: '•' };

export function reportMarkdown(report: Report, verdicts: Verdicts): string {
  const names = report.targets.map(({ name }) => escaped(name)).join(', ');
  const word = verdicts.checks.length === 0 ? '' : isPassed(verdicts) ? ' ✅ passed' : ' ❌ failed';
  const lines = [
    `# Load test: ${names}${word}`,
    '',
    `${escaped(report.startedAt)}`,
    '',
    ...notices(report).flatMap(itemLines),
  ];
  for (const index of report.targets.keys()) {
    const { name, sections } = targetSections(report, index, verdicts);
    if (report.targets.length > 1) lines.push('', `## ${escaped(name)}`);
    for (const section of sections) lines.push(...sectionLines(section, report.targets.length > 1 ? '###' : '##'));
  }
  for (const section of closingSections(verdicts)) lines.push(...sectionLines(section, '##'));
  return `${lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}

function sectionLines(section: Section, level: string): string[] {
  const head = section.title === '' ? [''] : ['', `${level} ${escaped(section.title)}`, ''];
  if (section.kind === 'items') return [...head, ...section.items.flatMap(itemLines)];
  if (section.kind === 'facts') {
    return [...head, '| | |', '| --- | --- |', ...section.rows.map(({ label, value }) => row([label, value]))];
  }
  if (section.lead) head.push(...itemLines(section.lead), '');
  if (section.rows.length === 0) return [...head, 'none'];
  const textFrom = section.textFrom ?? Infinity;
  const rules = section.columns.map((_, c) => (c === 0 || c >= textFrom ? '---' : '---:'));
  return [...head, row(section.columns), `| ${rules.join(' | ')} |`, ...section.rows.map(({ cells }) => row(cells))];
}

function row(cells: readonly string[]): string {
  return `| ${cells.map(escaped).join(' | ')} |`;
}

function itemLines({ tone, title, lines }: Item): string[] {
  return [`- ${marks[tone]} **${escaped(title)}**`, ...lines.map(line => `  ${escaped(line)}`)];
}

function escaped(text: string): string {
  return escapeMarkdown(printable(text));
}
