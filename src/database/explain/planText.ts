/** A plan for the terminal. */
import type { PlanReport } from './explainQuery.js';
import { type PlanFinding, shownNumber, shownTime } from './finding.js';
import { type PlanRow, percent, planView, rowsText, shareBar } from './planView.js';

export interface PlanLine {
  readonly text: string;
  readonly tone: 'plain' | 'costly' | 'quiet' | 'finding' | 'sql';
}

/** Conditions of thousands of values are cut. */
const longest = 200;

/** Lines with a hint how to colour them. Control characters of the user's text are as they are: the printer takes care of them. */
export function planLines(report: PlanReport): readonly PlanLine[] {
  const { summary, measures, rows, findings } = planView(report);
  const lines: PlanLine[] = [{ text: `${summary} (shares are of the ${measures})`, tone: 'quiet' }];
  for (const { written, number } of report.renamed) lines.push({ text: `$${number} is ${written}`, tone: 'quiet' });
  for (const row of rows) lines.push(...rowLines(row));
  for (const finding of findings) lines.push(...findingLines(finding, ''));
  return lines.map(line => ({ ...line, text: line.text.replace(/[\r\n\u2028\u2029]+/g, ' ') }));
}

const gutter = ' '.repeat(15);

function rowLines(row: PlanRow): readonly PlanLine[] {
  const { branch, stem, label, share, isCostly, details, ownTime, cost } = row;
  const measure = ownTime === undefined ? `cost ${shownNumber(Math.round(cost))}` : shownTime(ownTime);
  const head = `${shareBar(share)} ${percent(share).padStart(5)} `;
  const inner = `${gutter}${stem}   `;
  return [
    { text: `${head}${branch}${label}  (${rowsText(row)}; ${measure})`, tone: isCostly ? 'costly' : 'plain' },
    ...details.map(({ name, text }) => ({ text: `${inner}${name}: ${cut(text)}`, tone: 'quiet' as const })),
    ...row.findings.flatMap(finding => findingLines(finding, inner)),
  ];
}

function findingLines({ message, advice, sql, source }: PlanFinding, indent: string): readonly PlanLine[] {
  return [
    { text: `${indent}▲ ${cut(message)}`, tone: 'finding' },
    { text: `${indent}  ${advice}`, tone: 'plain' },
    ...(sql === undefined ? [] : [{ text: `${indent}  ${sql}`, tone: 'sql' as const }]),
    { text: `${indent}  ${source}`, tone: 'quiet' },
  ];
}

export function cut(text: string, length = longest): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= length ? line : `${[...line.slice(0, length - 1)].slice(0, -1).join('')}…`;
}
