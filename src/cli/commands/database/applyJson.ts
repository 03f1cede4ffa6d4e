/** What was applied or tried, as JSON. */
import type { DryRun, DryStatement } from '../../../database/apply/dryRunTypes.js';
import { historyTable } from '../../../database/apply/history.js';
import type { Failure, Outcome, StatementOutcome } from '../../../database/apply/outcome.js';
import { shownPath } from '../../print.js';

/** Names in the manner of the other reports: words with underscores, durations in milliseconds, lines from one. */
export function outcomeJson(outcome: Outcome, server: string): object {
  const { status, name, path, checksum, segments, statements, failure, notes, milliseconds } = outcome;
  return {
    status: snake(status),
    applied: status === 'applied' || status === 'alreadyApplied',
    ...{ name, file: fileOf(path), checksum, server },
    pieces: { total: segments.total, done: segments.done, done_before: segments.before },
    statements: statements.map(statementJson),
    error: failure ? failureJson(failure) : null,
    notes,
    history: historyTable,
    duration_ms: rounded(milliseconds),
  };
}

export function dryRunJson(dryRun: DryRun, server: string): object {
  const { status, direction, name, path, where, engine, reason, statements, failure, queries, notes, milliseconds } =
    dryRun;
  return {
    status: status === 'fine' ? 'success' : snake(status),
    applied: false,
    ...{ direction, name, file: fileOf(path), server, where, engine, reason: reason ?? null },
    statements: statements.map(dryStatementJson),
    error: failure ? failureJson(failure) : null,
    ...{ queries, notes },
    duration_ms: rounded(milliseconds),
  };
}

function statementJson({ position, head, state, milliseconds, rows, notices }: StatementOutcome) {
  return {
    ...{ line: position.line + 1, column: position.character + 1, sql: head, state: snake(state) },
    duration_ms: milliseconds === undefined ? null : rounded(milliseconds),
    rows: rows ?? null,
    notices: notices ?? [],
  };
}

function dryStatementJson(statement: DryStatement): object {
  const { locks, rewrites, plan } = statement;
  return {
    ...statementJson(statement),
    locks: locks ?? null,
    rewrites,
    plan: plan ? { cost: plan.cost, rows: plan.rows, sequential_scans: plan.sequentialScans } : null,
  };
}

function failureJson({ kind, message, path, position, code, server, detail, hint, attempts, blockers }: Failure) {
  return {
    ...{ kind: snake(kind), message, file: fileOf(path), line: position.line + 1, column: position.character + 1 },
    ...{ code, server_message: server, detail: detail ?? null, hint: hint ?? null, attempts, blockers },
  };
}

function fileOf(path: string): string {
  return shownPath(path).replaceAll('\\', '/');
}

function snake(word: string): string {
  return word.replaceAll(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}
