/** What was applied or tried, in words. */

import type { DryRun, DryStatement } from '../../../database/apply/dryRunTypes.js';
import type { Failure, Outcome, StatementOutcome } from '../../../database/apply/outcome.js';
import { moreStatements, shownStatements } from '../../../database/apply/output/shownStatements.js';
import { dryRunHead, outcomeHead, span, stateWords, whatIsLeft } from '../../../database/apply/output/words.js';
import { counted } from '../../../text/sentence.js';
import { type Printer, printable, shownPlace } from '../../print.js';

export function outcomeLines(outcome: Outcome, server: string, printer: Printer): readonly string[] {
  const { statements, failure, notes } = outcome;
  const mark = failure ? printer.style('red', '✖') : printer.style('green', '✔');
  const left = whatIsLeft(outcome);
  return [
    `${mark} ${printable(outcomeHead(outcome, server))}`,
    ...(failure ? failureLines(failure, printer) : []),
    ...(failure ? stateLines(statements, printer) : []),
    ...(left === undefined ? [] : [left]),
    ...(printer.verbose && !failure ? statements.map(one => statementLine(one, printer)) : []),
    ...noticeLines(statements, printer),
    ...notes.map(note => `${printer.style('yellow', 'note:')} ${printable(note)}`),
  ];
}

export function dryRunLines(dryRun: DryRun, server: string, printer: Printer): readonly string[] {
  const { status, statements, failure, queries, notes } = dryRun;
  const mark =
    status === 'fine' || status === 'alreadyApplied' ? printer.style('green', '✔') : printer.style('red', '✖');
  const { shown, left } = shownStatements(statements);
  return [
    `${mark} ${printable(dryRunHead(dryRun, server))}`,
    ...(failure ? failureLines(failure, printer) : []),
    ...(status === 'alreadyApplied' ? [] : shown.flatMap(one => dryStatementLines(one, printer))),
    ...(status === 'alreadyApplied' || left === 0 ? [] : [`  ${moreStatements(left)}`]),
    ...queries.map(({ sql, before, after }) =>
      printable(`  cost ${before?.cost ?? '–'} → ${after?.cost ?? '–'}  ${sql}`),
    ),
    ...notes.map(note => `${printer.style('yellow', 'note:')} ${printable(note)}`),
  ];
}

/** What a migration says itself; that something is there already is of little interest. */
function noticeLines(statements: readonly StatementOutcome[], printer: Printer): readonly string[] {
  const all = statements.flatMap(({ position, notices = [] }) =>
    notices.map(text => ({ text, line: position.line + 1 })),
  );
  const told = printer.verbose ? all : all.filter(({ text }) => text.startsWith('WARNING'));
  return told.map(({ text, line }) => `  line ${line}: ${printable(text)}`);
}

function failureLines({ message, path, position, detail, hint }: Failure, printer: Printer): readonly string[] {
  return [
    `${printer.style('red', 'error:')} ${printable(`${shownPlace(path, position)} ${message}`)}`,
    ...(detail === undefined ? [] : [`  detail: ${printable(detail)}`]),
    ...(hint === undefined ? [] : [`  hint: ${printable(hint)}`]),
  ];
}

/** Neighbours of the same state are one line. */
function stateLines(statements: readonly StatementOutcome[], printer: Printer): readonly string[] {
  const lines: string[] = [];
  for (let at = 0; at < statements.length; ) {
    const { state, position, head } = statements[at]!;
    let end = at + 1;
    while (statements[end]?.state === state) end++;
    const more = end - at > 1 ? ` and ${counted(end - at - 1, 'more statement')}` : '';
    lines.push(`  ${stateWords[state].padEnd(11)} ${printable(`line ${position.line + 1}: ${head}${more}`)}`);
    at = end;
  }
  return printer.verbose ? statements.map(one => statementLine(one, printer)) : lines;
}

function statementLine({ state, position, head, milliseconds, rows }: StatementOutcome, printer: Printer): string {
  const facts = [
    ...(milliseconds === undefined ? [] : [span(milliseconds)]),
    ...(rows === undefined ? [] : [counted(rows, 'row')]),
  ];
  const end = facts.length === 0 ? '' : printer.style('dim', `  ${facts.join(', ')}`);
  return `  ${stateWords[state].padEnd(11)} ${printable(`line ${position.line + 1}: ${head}`)}${end}`;
}

function dryStatementLines(statement: DryStatement, printer: Printer): readonly string[] {
  const { locks = [], rewrites, plan, state } = statement;
  if (state === 'notRun' || state === 'doneBefore') return [statementLine(statement, printer)];
  const strong = locks.filter(({ mode }) => mode !== 'ACCESS SHARE');
  const facts = [
    ...strong.map(({ relation, mode }) => `${mode} on ${relation}`),
    ...rewrites.map(table => `writes all rows of ${table} anew`),
    ...(plan ? [`cost ${plan.cost}`, ...plan.sequentialScans.map(table => `reads all of ${table}`)] : []),
  ];
  return [statementLine(statement, printer), ...facts.map(fact => `              ${printable(fact)}`)];
}
