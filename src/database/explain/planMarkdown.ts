/** A plan as a Markdown document: a tree in a block of code, then what was found, each with its place in the tree. */
import { markdownBlock, markdownCode, markdownText } from '../../schema/navigation/markdown.js';
import type { PlanReport } from './explainQuery.js';
import { type PlanFinding, shownTime } from './finding.js';
import { cut } from './planText.js';
import { type PlanRow, percent, planView, rowsText, shareBar } from './planView.js';

/** Statements, names and conditions are the user's: none of them becomes markup. */
export function planMarkdown(report: PlanReport): string {
  const { summary, measures, rows, findings } = planView(report);
  const found = [
    ...rows.flatMap(row => row.findings.map(finding => ({ finding, row }))),
    ...findings.map(finding => ({ finding, row: undefined })),
  ];
  const parts = [
    '# Plan',
    markdownBlock('sql', report.sql.split(/\r\n|\n|\r/)),
    `${summary} · PostgreSQL ${report.version}`,
    ...(report.renamed.length > 0
      ? [
          report.renamed
            .map(({ written, number }) => `${markdownCode(`$${number}`)} is ${markdownCode(written)}`)
            .join(', '),
        ]
      : []),
    markdownBlock('text', rows.flatMap(treeLines)),
    `Shares are of the ${measures}: what is spent in the node itself.`,
    ...(found.length > 0
      ? ['## What to do', found.map(({ finding, row }) => findingText(finding, row)).join('\n\n')]
      : []),
    ...settingsText(report),
  ];
  return `${parts.join('\n\n')}\n`;
}

function treeLines(row: PlanRow): readonly string[] {
  const { share, branch, stem, label, isCostly, details, ownTime } = row;
  const time = ownTime === undefined ? '' : `, ${shownTime(ownTime)}`;
  const mark = isCostly ? ' ◀' : '';
  const gutter = ' '.repeat(15);
  return [
    `${shareBar(share)} ${percent(share).padStart(5)} ${branch}${label}  (${rowsText(row)}${time})${mark}`,
    ...details.map(({ name, text }) => `${gutter}${stem}   ${name}: ${text}`),
  ].map(line => treeLine(line));
}

/** The fence is longer than any run of backticks in it, so that no line ends it (https://spec.commonmark.org/0.31.2/#fenced-code-blocks). */
/** Blanks at the start of a line are its place in the tree: only line breaks go. */
function treeLine(line: string): string {
  const flat = line.replace(/[\u0000-\u001f\u2028\u2029]+/g, ' ');
  return flat.length <= 240 ? flat : `${[...flat.slice(0, 239)].slice(0, -1).join('')}…`;
}

function findingText({ message, advice, sql, source }: PlanFinding, row: PlanRow | undefined): string {
  const place = row ? `**${markdownText(cut(row.label))}**: ` : '';
  const lines = [`- ${place}${markdownText(cut(message, 400))}  \n  ${markdownText(advice)} [Manual](${source})`];
  if (sql !== undefined) lines.push(markdownBlock('sql', [sql.replace(/\s+/g, ' ')]).replace(/^/gm, '  '));
  return lines.join('\n\n');
}

function settingsText({ plan: { settings } }: PlanReport): readonly string[] {
  const names = Object.entries(settings);
  if (names.length === 0) return [];
  return [
    `Settings that are not the default: ${names.map(([name, value]) => markdownCode(`${name} = ${value}`)).join(', ')}`,
  ];
}
