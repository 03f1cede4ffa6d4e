/** Sequences, sessions, replication: what is full, what waits, what is late. */
import { displayName, quoteName, quoteQualified } from '../../../schema/print.js';
import type { Connections, OpenTransaction, PreparedTransaction, Waiting } from '../read/activity.js';
import type { DatabaseFinding, LiveSequence } from '../report.js';
import {
  connectionsUsed,
  idleSeconds,
  preparedSeconds,
  sequenceUsed,
  transactionSeconds,
  waitingSeconds,
} from '../thresholds.js';
import { countText, named, percentText, spanText } from '../words.js';
import { findingOf, gravity } from './finding.js';

const sizes = ['smallint', 'integer', 'bigint'];

export function sequenceFindings(sequences: readonly LiveSequence[]): DatabaseFinding[] {
  return sequences.flatMap(sequence => {
    const severity = gravity(sequence.used, sequenceUsed);
    if (!severity || sequence.lastValue === undefined || sequence.cycles) return [];
    const name = displayName(sequence);
    const [narrow] = [...sequence.columns].sort((a, b) => sizes.indexOf(a.type) - sizes.indexOf(b.type));
    const column = narrow && `${displayName({ schema: narrow.schema, name: narrow.table })}.${narrow.column}`;
    const fills = narrow ? `, which fills ${named(column!)} (${narrow.type}),` : '';
    const isNarrow = narrow !== undefined && narrow.type !== 'bigint' && sizes.includes(narrow.type);
    return findingOf('sequence-near-end', {
      severity,
      ...(narrow && { table: displayName({ schema: narrow.schema, name: narrow.table }), column: narrow.column }),
      object: name,
      message: `${named(name)}${fills} is at ${countText(sequence.lastValue)} of ${countText(sequence.limit)}: ${percentText(sequence.used)}.`,
      ...(isNarrow && {
        suggestion: `ALTER TABLE ${quoteQualified({ schema: narrow.schema, name: narrow.table }, { withPublic: true })} ALTER COLUMN ${quoteName(narrow.column)} TYPE bigint;\nALTER SEQUENCE ${quoteQualified(sequence, { withPublic: true })} AS bigint;`,
        remedy:
          'That rewrites the table under a lock. On a large one add a bigint column, keep it equal by a trigger, fill it in batches and swap the two; columns that refer to it first.',
      }),
      ...(!isNarrow && {
        suggestion: `ALTER SEQUENCE ${quoteQualified(sequence, { withPublic: true })} AS bigint ${sequence.increment > 0 ? 'NO MAXVALUE' : 'NO MINVALUE'};`,
      }),
      numbers: { last_value: sequence.lastValue, limit: sequence.limit, used_share: sequence.used },
      cost: sequence.used,
    });
  });
}

export function connectionFindings({ used, available }: Connections): DatabaseFinding[] {
  const share = available > 0 ? used / available : 1;
  const severity = gravity(share, connectionsUsed);
  if (!severity) return [];
  return [
    findingOf('connections-near-limit', {
      severity,
      message: `${countText(used)} of ${countText(available)} connections are in use: ${percentText(share)}.`,
      remedy:
        'Give each process of the application a smaller pool, or put a pooler (PgBouncer) before the server; see who is idle in pg_stat_activity.',
      numbers: { connections: used, available, used_share: share },
      cost: share,
    }),
  ];
}

/** Who it is, for people: names are data of whoever connects. */
function who({ pid, user, application, database }: OpenTransaction): string {
  const name = application ? ` (${named(application)})` : '';
  return `Session ${pid} of ${named(user ?? '?')}${name}${database ? ` in ${named(database)}` : ''}`;
}

export function transactionFindings(transactions: readonly OpenTransaction[]): DatabaseFinding[] {
  return transactions.flatMap(one => {
    const idle = one.idle === null ? undefined : gravity(one.idle, idleSeconds);
    const suggestion = `SELECT pg_terminate_backend(${one.pid});`;
    const numbers = { pid: one.pid, transaction_seconds: one.age, idle_seconds: one.idle };
    if (idle) {
      return findingOf('idle-in-transaction', {
        severity: idle,
        object: String(one.pid),
        message: `${who(one)} has done nothing for ${spanText(one.idle!)} in a transaction that began ${spanText(one.age)} ago.`,
        suggestion,
        remedy: 'Find where the application waits between BEGIN and COMMIT; set idle_in_transaction_session_timeout.',
        numbers,
        cost: one.age,
      });
    }
    const severity = gravity(one.age, transactionSeconds);
    if (!severity) return [];
    return findingOf('long-transaction', {
      severity,
      object: String(one.pid),
      message: `${who(one)} has been in a transaction for ${spanText(one.age)}.`,
      suggestion: suggestion.replace('terminate', 'cancel'),
      remedy: 'Cut long work into batches, each with its own transaction; run reports on a replica.',
      numbers,
      cost: one.age,
    });
  });
}

export function waitingFindings(waiting: readonly Waiting[]): DatabaseFinding[] {
  return waiting.flatMap(({ pid, blockers, mode, relation, waits }) => {
    // Before PostgreSQL 14 nobody knows since when.
    const severity = waits === null ? 'info' : gravity(waits, waitingSeconds);
    if (!severity) return [];
    const on = relation === null ? '' : ` on ${named(relation)}`;
    const time = waits === null ? '' : ` for ${spanText(waits)}`;
    return findingOf('blocked-session', {
      severity,
      object: String(pid),
      message: `Session ${pid} has waited${time} for ${mode.replace(/Lock$/, '')}${on}, behind ${blockers.length === 1 ? 'session' : 'sessions'} ${[...new Set(blockers)].join(', ')}.`,
      ...(blockers[0] && { suggestion: `SELECT pg_cancel_backend(${blockers[0]});` }),
      remedy: 'See what the first in the row does; set lock_timeout in migrations.',
      numbers: { pid, waiting_seconds: waits, blockers: blockers.length },
      cost: waits ?? 0,
    });
  });
}

export function preparedFindings(prepared: readonly PreparedTransaction[]): DatabaseFinding[] {
  return prepared.flatMap(({ id, owner, database, age }) => {
    const severity = gravity(age, preparedSeconds);
    if (!severity) return [];
    return findingOf('prepared-transaction', {
      severity,
      object: id,
      message: `${named(id)} of ${named(owner)} in ${named(database)} was prepared ${spanText(age)} ago and is still open.`,
      remedy: 'Ask the transaction manager that made it; ROLLBACK PREPARED or COMMIT PREPARED ends it.',
      numbers: { age_seconds: age },
      cost: age,
    });
  });
}
