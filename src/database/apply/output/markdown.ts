/** Reports of migrations that were applied, taken back or tried, as Markdown: what files and servers say stays text. */
import { markdownCell, markdownCode, markdownText } from '../../../schema/navigation/markdown.js';
import type { DryRun, DryStatement } from '../dryRunTypes.js';
import { historyTable } from '../history.js';
import type { Failure, Outcome, StatementOutcome } from '../outcome.js';
import { moreStatements, shownStatements } from './shownStatements.js';
import { countOf, dryRunHead, outcomeHead, span, stateWords, whatIsLeft } from './words.js';

/** @param server `shop on localhost:5432 as ann` */
export function outcomeMarkdown(outcome: Outcome, server: string): string {
  const { status, name, statements, failure, notes, segments, checksum } = outcome;
  const mark = failure ? '✖' : '✔';
  const left = whatIsLeft(outcome);
  const pieces =
    segments.total > 1
      ? [`Pieces (transactions, and statements that run alone): ${segments.done} of ${segments.total}.`]
      : [];
  return document([
    `# ${mark} ${markdownText(name)}`,
    markdownText(outcomeHead(outcome, server)),
    ...(failure ? failureParts(failure) : []),
    ...(left === undefined ? [] : [`**${left}**`]),
    ...noteParts(notes),
    '## Statements',
    statementTable(statements),
    ...noticeParts(statements),
    ...(status === 'cancelled' && segments.done === 0 ? [] : pieces),
    `History: ${markdownCode(historyTable)}, checksum ${markdownCode(checksum.slice(0, 16))}`,
  ]);
}

export function dryRunMarkdown(dryRun: DryRun, server: string): string {
  const { status, name, statements, failure, notes, queries } = dryRun;
  const mark = status === 'fine' || status === 'alreadyApplied' ? '✔' : '✖';
  return document([
    `# ${mark} Dry run: ${markdownText(name)}`,
    markdownText(dryRunHead(dryRun, server)),
    'Nothing of it is left in the database.',
    ...(failure ? failureParts(failure) : []),
    ...noteParts(notes),
    '## Statements',
    dryTable(statements),
    ...noticeParts(statements),
    ...queries.map(
      ({ sql, before, after }) => `Cost ${before?.cost ?? '–'} → ${after?.cost ?? '–'} of ${markdownCode(sql)}`,
    ),
  ]);
}

/** Why it failed, and where: as a quotation. */
export function failureParts({ message, position, detail, hint, server }: Failure): readonly string[] {
  const lines = [
    `**Line ${position.line + 1}:** ${markdownText(message)}`,
    ...(detail === undefined ? [] : [`Detail: ${markdownText(detail)}`]),
    ...(hint === undefined ? [] : [`Hint: ${markdownText(hint)}`]),
    ...(server === '' || message.includes(server) ? [] : [`PostgreSQL: ${markdownText(server)}`]),
  ];
  return [lines.map(line => `> ${line}`).join('\n>\n')];
}

/** What each statement did: time, rows, locks on what was there before, tables that were written anew. */
export function dryTable(statements: readonly DryStatement[]): string {
  const { shown, left } = shownStatements(statements);
  const rows = shown.map(one => [...statementCells(one), lockCell(one)]);
  const all = table(
    ['', 'Line', 'Statement', 'Time', 'Rows', 'Locks and rewrites'],
    ['---', '---:', '---', '---:', '---:', '---'],
    rows,
  );
  return withMore(all, left);
}

export function noteParts(notes: readonly string[]): readonly string[] {
  return notes.length === 0 ? [] : [notes.map(note => `- ⚠ ${markdownText(note)}`).join('\n')];
}

export function document(parts: readonly string[]): string {
  return `${parts.filter(part => part !== '').join('\n\n')}\n`;
}

function statementTable(statements: readonly StatementOutcome[]): string {
  const { shown, left } = shownStatements(statements);
  const all = table(
    ['', 'Line', 'Statement', 'Time', 'Rows'],
    ['---', '---:', '---', '---:', '---:'],
    shown.map(statementCells),
  );
  return withMore(all, left);
}

function withMore(text: string, left: number): string {
  return left === 0 ? text : `${text}\n\n${moreStatements(left)}`;
}

function statementCells({ state, position, head, milliseconds, rows }: StatementOutcome): readonly string[] {
  return [
    stateWords[state],
    String(position.line + 1),
    markdownCell(head),
    // In one line: a narrow column would break it.
    milliseconds === undefined ? '' : span(milliseconds).replaceAll(' ', '\u00a0'),
    rows === undefined ? '' : String(rows),
  ];
}

function lockCell({ locks, rewrites, plan, state }: DryStatement): string {
  if (state === 'notRun' || state === 'doneBefore') return '';
  const strong = (locks ?? []).filter(({ mode }) => mode !== 'ACCESS SHARE');
  return [
    ...(locks === undefined ? ['locks not seen'] : []),
    ...strong.map(({ mode, relation }) => `${mode} on ${markdownCell(relation)}`),
    ...rewrites.map(name => `**writes all rows of ${markdownCell(name)} anew**`),
    ...(plan ? [`cost ${plan.cost}`, ...plan.sequentialScans.map(name => `reads all of ${markdownCell(name)}`)] : []),
  ].join('<br>');
}

/** Columns in which nothing stands are left out. */
function table(head: readonly string[], rules: readonly string[], rows: readonly (readonly string[])[]): string {
  const isKept = (_: string, column: number) => rows.length === 0 || rows.some(cells => cells[column] !== '');
  return [head, rules, ...rows].map(cells => `| ${cells.filter(isKept).join(' | ')} |`).join('\n');
}

const mostNotices = 50;

function noticeParts(statements: readonly StatementOutcome[]): readonly string[] {
  const all = statements.flatMap(({ position, notices = [] }) =>
    notices.map(text => `- Line ${position.line + 1}: ${markdownText(text)}`),
  );
  if (all.length === 0) return [];
  const more = all.length > mostNotices ? [`- … and ${countOf(all.length - mostNotices, 'more notice')}`] : [];
  return ['## Notices', [...all.slice(0, mostNotices), ...more].join('\n')];
}
