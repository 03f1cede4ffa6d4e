/** What a server says of a statement, as a failure with its place in the file. */

import { codePointOffset } from '../../schema/reading/utf.js';
import { positionTable } from '../../text/lines.js';
import { withStop } from '../../text/sentence.js';
import { refusalWords } from '../refusalWords.js';
import type { ServerMessage } from '../session.js';
import type { Blocker, Failure } from './outcome.js';
import { describeBlocker } from './runLock.js';
import type { MigrationScript, ScriptSegment, ScriptStatement } from './script.js';

export interface FailedAt {
  readonly segment: ScriptSegment;
  /** Absent: the COMMIT. */
  readonly statement?: { readonly index: number; readonly is: ScriptStatement };
  readonly attempts: number;
  readonly blockers: readonly Blocker[];
  readonly isCancelled: boolean;
}

const lost = '08006';
const lockTimeout = '55P03';

/** Whether trying again may help: a lock that is not to be had, a deadlock, a conflict of serializable transactions. */
export function isPassing(code: string): boolean {
  return code === lockTimeout || code === '40P01' || code === '40001';
}

export function isLost({ code }: ServerMessage): boolean {
  return code === lost;
}

export function failureOf({ path, text }: MigrationScript, server: ServerMessage, at: FailedAt): Failure {
  const { statement, segment, attempts, blockers, isCancelled } = at;
  const kind =
    isCancelled && (server.code === '57014' || isLost(server))
      ? 'cancelled'
      : isLost(server)
        ? 'connectionLost'
        : server.code === lockTimeout
          ? 'lockTimeout'
          : 'refused';
  return {
    kind,
    message: messageOf(kind, server, at),
    path,
    position: statement ? placeOf(text, statement.is, server) : segment.end,
    ...(statement && { statement: statement.index }),
    code: server.code,
    server: server.message,
    ...(server.detail !== undefined && { detail: server.detail }),
    ...(server.hint !== undefined && { hint: server.hint }),
    attempts,
    blockers,
  };
}

function placeOf(text: string, { sql, start }: ScriptStatement, { position }: ServerMessage) {
  const offset = position === undefined ? 0 : codePointOffset(sql, position - 1);
  return positionTable(text)(start + Math.min(offset, sql.length));
}

function messageOf(kind: Failure['kind'], server: ServerMessage, { attempts, blockers, statement }: FailedAt): string {
  switch (kind) {
    case 'cancelled':
      return 'It was cancelled.';
    case 'connectionLost':
      return withStop(server.message);
    case 'lockTimeout': {
      const who = blockers.length === 0 ? '' : ` It is held by ${blockers.map(describeBlocker).join(', ')}.`;
      const times = attempts === 1 ? '' : ` It was tried ${attempts} times.`;
      return `A lock could not be had in time.${who}${times} Try again when the table is less busy.`;
    }
    case 'refused':
      return `${refusalWords(server, statement ? 'this statement' : 'the COMMIT')}${advice(server)}`;
  }
}

function advice({ code }: ServerMessage): string {
  switch (code) {
    case '2D000':
      return ' What commits by itself needs a file that says BEGIN and COMMIT for the others: outside of them statements run one by one.';
    case '57014':
      return ' Set a longer statement_timeout in the file.';
    default:
      return '';
  }
}
