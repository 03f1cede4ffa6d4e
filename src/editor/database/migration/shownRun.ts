/** In the thread: what a run came to, as an editor shows it. */
import nodePath from 'node:path';
import type { DryRun, DryStatement } from '../../../database/apply/dryRunTypes.js';
import type { Failure, Outcome, StatementOutcome } from '../../../database/apply/outcome.js';
import { dryRunMarkdown, outcomeMarkdown } from '../../../database/apply/output/markdown.js';
import { shownStatements } from '../../../database/apply/output/shownStatements.js';
import { countOf, dryRunHead, outcomeHead, span, whatIsLeft } from '../../../database/apply/output/words.js';
import { type DirectionProof, type FileProof, isProven } from '../../../database/prove/file/fileProof.js';
import { proofLabel, proofMarkdown, proofSentence } from '../../../database/prove/file/proofWords.js';
import type { ShownMark, ShownProblem, ShownRun } from './migrationCalls.js';
import { rowProblems } from './rowProblems.js';

export function shownOutcome(outcome: Outcome, server: string): ShownRun {
  const { status, path, statements, failure, notes, segments } = outcome;
  const labels: Readonly<Record<Outcome['status'], string>> = {
    ...{ applied: 'Applied to', rolledBack: 'Rolled back on', alreadyApplied: 'Applied to' },
    ...{ failed: 'Failed on', cancelled: 'Cancelled on' },
  };
  const left = whatIsLeft(outcome);
  const why = failure && failure.kind !== 'cancelled' ? [lineOf(failure)] : [];
  return {
    ...{ status, isFine: !failure, label: labels[status] },
    summary: [outcomeHead(outcome, server), ...why, ...(left === undefined ? [] : [left]), ...notes].join(' '),
    report: outcomeMarkdown(outcome, server),
    problems: failure ? failureProblems(failure) : [],
    marks: shownStatements(statements).shown.flatMap(one => statementMark(path, one)),
    isLocked: failure?.kind === 'lockTimeout',
    saysPatience: statements.some(({ head }) => /^SET\s+(?:(?:LOCAL|SESSION)\s+)?lock_timeout\b/i.test(head)),
    isPartial: failure !== undefined && segments.done > 0,
  };
}

export function shownDryRun(dryRun: DryRun, server: string): ShownRun {
  const { status, path, statements, failure, notes } = dryRun;
  const labels: Readonly<Record<DryRun['status'], string>> = {
    fine: dryRun.direction === 'up' ? 'Would be applied to' : 'Would be taken back on',
    ...{ alreadyApplied: 'Applied to', failed: 'Would fail on', cancelled: 'Dry run cancelled on' },
  };
  const why = failure && failure.kind !== 'cancelled' ? [lineOf(failure)] : [];
  return {
    ...{ status, isFine: !failure, label: labels[status] },
    summary: [dryRunHead(dryRun, server), ...why, ...notes].join(' '),
    report: dryRunMarkdown(dryRun, server),
    problems: failure ? failureProblems(failure) : [],
    marks: status === 'alreadyApplied' ? [] : shownStatements(statements).shown.flatMap(one => dryMark(path, one)),
    isLocked: false,
    saysPatience: false,
    isPartial: false,
  };
}

export function shownProof(proof: FileProof): ShownRun {
  const { name, up, down, promise, rows } = proof;
  const isGood = isProven(proof);
  return {
    ...{ status: isGood ? 'proven' : 'notProven', isFine: isGood, label: proofLabel(proof) },
    summary: `${isGood ? 'Proven' : 'Not proven'}: ${name}. ${proofSentence(proof)}${failureOf(proof)}`,
    report: proofMarkdown(proof),
    problems: [
      ...directionProblems(up),
      ...(down ? directionProblems(down) : []),
      ...(promise?.isReached === false
        ? [
            atTop(
              up.path,
              'error',
              `This leads to another schema (${promise.found}) than its header promises (${promise.wanted}). Compare again, or take the header out.`,
            ),
          ]
        : []),
      ...(rows ? rowProblems(proof, rows) : []),
    ],
    marks: [up, ...(down ? [down] : [])].flatMap(one =>
      shownStatements(one.statements).shown.flatMap(each => dryMark(one.path, each)),
    ),
    isLocked: false,
    saysPatience: false,
    isPartial: false,
  };
}

function directionProblems({ path, failure, differences }: DirectionProof): readonly ShownProblem[] {
  const most = 5;
  const more = differences.length > most ? ` and ${differences.length - most} more` : '';
  return [
    ...(failure ? failureProblems(failure) : []),
    ...(differences.length === 0
      ? []
      : [
          atTop(
            path,
            'error',
            `This does not lead back to the schema that was there before: ${differences.slice(0, most).join(', ')}${more}.`,
          ),
        ]),
  ];
}

/** A rollback that only the history has is no file. */
function failureProblems({ kind, path, position, message, detail, hint }: Failure): readonly ShownProblem[] {
  if (kind === 'cancelled' || !nodePath.isAbsolute(path)) return [];
  const lines = [
    message,
    ...(detail === undefined ? [] : [`Detail: ${detail}`]),
    ...(hint === undefined ? [] : [`Hint: ${hint}`]),
  ];
  return [{ path, at: position, severity: 'error', message: lines.join('\n') }];
}

function atTop(path: string, severity: ShownProblem['severity'], message: string): ShownProblem {
  return { path, at: { line: 0, character: 0 }, severity, message };
}

function lineOf({ message, position }: Failure): string {
  return `Line ${position.line + 1}: ${message}`;
}

function failureOf({ up, down }: FileProof): string {
  const failure = up.failure ?? down?.failure;
  return failure ? ` ${failure.message}` : '';
}

function statementMark(path: string, { position, state, milliseconds, rows }: StatementOutcome): readonly ShownMark[] {
  if (!nodePath.isAbsolute(path) || state === 'notRun' || state === 'failed') return [];
  const words = {
    done: [...(milliseconds === undefined ? ['done'] : [span(milliseconds)]), ...rowWords(rows)],
    ...{ doneBefore: ['done before'], undone: ['undone'], unknown: ['not known whether it is done'] },
  }[state];
  return [{ path, line: position.line, text: words.join(' · '), tone: state === 'done' ? 'good' : 'plain' }];
}

function dryMark(path: string, one: DryStatement): readonly ShownMark[] {
  const { position, state, milliseconds, rows, locks = [], rewrites } = one;
  if (!nodePath.isAbsolute(path) || state === 'notRun' || state === 'failed') return [];
  if (state === 'doneBefore') return statementMark(path, one);
  const strong = locks.filter(({ mode }) => mode !== 'ACCESS SHARE' && mode !== 'ROW SHARE');
  const words = [
    ...(milliseconds === undefined ? [] : [span(milliseconds)]),
    ...rowWords(rows),
    ...strong.map(({ mode, relation }) => `${mode} on ${relation}`),
    ...rewrites.map(name => `writes all rows of ${name} anew`),
  ];
  const isStrong = rewrites.length > 0 || strong.some(({ mode }) => mode === 'ACCESS EXCLUSIVE');
  return words.length === 0
    ? []
    : [{ path, line: position.line, text: words.join(' · '), tone: isStrong ? 'strong' : 'plain' }];
}

function rowWords(rows: number | undefined): readonly string[] {
  return rows === undefined ? [] : [countOf(rows, 'row')];
}
