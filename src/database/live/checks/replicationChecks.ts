import { quoteLiteral } from '../../../schema/print.js';
import type { Archiver, Replica, Slot } from '../read/replication.js';
import type { DatabaseFinding } from '../report.js';
import { replicationLag, slotBytes } from '../thresholds.js';
import { bytesText, counted, named, spanText } from '../words.js';
import { findingOf, gravity } from './finding.js';

export function slotFindings(slots: readonly Slot[]): DatabaseFinding[] {
  return slots.flatMap(({ name, isActive, state, kept, idle }) => {
    const isLost = state === 'lost';
    const severity = isLost || state === 'unreserved' ? 'error' : gravity(kept ?? 0, slotBytes);
    if (!severity) return [];
    const since = idle === null ? '' : ` for ${spanText(idle)}`;
    const use = isActive ? 'is in use and' : `has had no consumer${since} and`;
    const message = isLost
      ? `The slot ${named(name)} is lost: WAL that its consumer needed is gone.`
      : `The slot ${named(name)} ${use} keeps ${bytesText(kept ?? 0)} of WAL${state === 'unreserved' ? ', which will be removed at the next checkpoint' : ''}.`;
    return findingOf('slot-keeps-wal', {
      severity,
      object: name,
      message,
      ...(!isActive && { suggestion: `SELECT pg_drop_replication_slot(${quoteLiteral(name)});` }),
      remedy: isActive
        ? 'See why its consumer is slow.'
        : 'Drop it when its consumer will not come back: it has to begin anew then. max_slot_wal_keep_size sets a limit for all slots.',
      numbers: { kept_bytes: kept, idle_seconds: idle },
      cost: kept ?? 0,
    });
  });
}

/** `standby`: seconds that this server itself is late. */
export function lagFindings(replicas: readonly Replica[], standby: number | null): DatabaseFinding[] {
  const late = replicas.map(({ application, lag }) => ({
    who: `The replica ${named(application ?? '?')}`,
    lag,
    name: application,
  }));
  const all = [...late, { who: 'This replica', lag: standby, name: null }];
  return all.flatMap(({ who, lag, name }) => {
    const severity = gravity(lag ?? 0, replicationLag);
    if (!severity) return [];
    return findingOf('replication-lag', {
      severity,
      ...(name && { object: name }),
      message: `${who} is ${spanText(lag!)} late.`,
      remedy:
        'See whether a long query there holds replay back (max_standby_streaming_delay), or the network or the disk is full.',
      numbers: { lag_seconds: lag },
      cost: lag!,
    });
  });
}

export function archiverFindings({ isFailing, failures }: Archiver): DatabaseFinding[] {
  if (!isFailing) return [];
  return [
    findingOf('archiving-fails', {
      severity: 'error',
      message: `The last attempt to archive WAL failed (${counted(failures, 'failure')}).`,
      remedy: 'The server log has the words of archive_command.',
      numbers: { failures },
      cost: failures,
    }),
  ];
}
