import type { CollationChange, DatabaseCounters } from '../read/server.js';
import type { DatabaseFinding, LiveStatement, ServerFacts } from '../report.js';
import {
  cacheHit,
  endOfLifeSoonDays,
  lastDays,
  percentile95,
  statementCalls,
  statementMilliseconds,
  statementShare,
  temporaryBytesPerDay,
} from '../thresholds.js';
import { bytesText, counted, countText, millisecondsText, named, percentText } from '../words.js';
import { findingOf, gravity } from './finding.js';

export function counterFindings(counters: DatabaseCounters, { statisticsDays }: ServerFacts): DatabaseFinding[] {
  const { blocksHit, blocksRead, deadlocks, temporaryBytes, temporaryFiles, checksumFailures } = counters;
  const found: DatabaseFinding[] = [];
  const blocks = blocksHit + blocksRead;
  const hit = blocks === 0 ? 1 : blocksHit / blocks;
  const missed =
    blocks < cacheHit.leastBlocks
      ? undefined
      : gravity(1 - hit, { warning: 1 - cacheHit.warning, error: 1 - cacheHit.error });
  if (missed)
    found.push(
      findingOf('cache-hit-ratio', {
        severity: missed,
        message: `${percentText(hit)} of the blocks were found in shared_buffers.`,
        remedy:
          'Mend sequential scans and bloat first; then see whether shared_buffers is about a quarter of the memory.',
        numbers: { hit_share: hit, blocks_hit: blocksHit, blocks_read: blocksRead },
      }),
    );
  if (temporaryBytes > temporaryBytesPerDay * Math.max(1, statisticsDays))
    found.push(
      findingOf('temporary-files', {
        severity: 'info',
        message: `${counted(temporaryFiles, 'temporary file')} with ${bytesText(temporaryBytes)} were written.`,
        remedy: 'Set log_temp_files to see which queries it is, and raise work_mem for these.',
        numbers: { files: temporaryFiles, bytes: temporaryBytes, statistics_days: statisticsDays },
      }),
    );
  if (deadlocks > 0)
    found.push(
      findingOf('deadlocks', {
        severity: 'info',
        message: `${counted(deadlocks, 'deadlock')} since the statistics were reset.`,
        remedy: 'The server log names the statements of each.',
        numbers: { deadlocks, statistics_days: statisticsDays },
      }),
    );
  if ((checksumFailures ?? 0) > 0)
    found.push(
      findingOf('checksum-failures', {
        severity: 'error',
        message: `${counted(checksumFailures!, 'page')} of this database failed the check of their checksum.`,
        remedy:
          'Take a backup aside before anything else, move to other hardware or a replica, and see the server log for the files.',
        numbers: { failures: checksumFailures },
      }),
    );
  return found;
}

export function collationFindings(changes: readonly CollationChange[], { database }: ServerFacts): DatabaseFinding[] {
  return changes.map(({ collation, recorded, actual }) =>
    findingOf('collation-changed', {
      severity: 'error',
      object: collation ?? database,
      message: `${collation === null ? 'The sort order of the database' : `The collation ${named(collation)}`} had version ${recorded} and has ${actual} now.`,
      remedy: `Reindex what depends on it (REINDEX DATABASE CONCURRENTLY rebuilds all), then ALTER ${collation === null ? 'DATABASE' : 'COLLATION'} … REFRESH [COLLATION] VERSION.`,
    }),
  );
}

export function versionFindings({ version, versionNumber, takenAt }: ServerFacts): DatabaseFinding[] {
  const major = Math.floor(versionNumber / 10_000);
  const last = lastDays[major];
  if (last === undefined) return [];
  const days = (Date.parse(last) - Date.parse(takenAt)) / 86_400_000;
  if (days > endOfLifeSoonDays) return [];
  const isOver = days < 0;
  return [
    findingOf('version-out-of-support', {
      severity: isOver ? 'warning' : 'info',
      object: version,
      message: isOver
        ? `PostgreSQL ${version} has had no fixes since ${last}.`
        : `PostgreSQL ${version} gets fixes until ${last}.`,
      remedy: 'Plan the way to a newer major version: pg_upgrade, or logical replication where it may not stop.',
      numbers: { days_left: days },
    }),
  ];
}

/** Statements that cost much and are slow: by the 95th percentile that mean and deviation let expect. */
export function statementFindings(statements: readonly LiveStatement[]): DatabaseFinding[] {
  return statements.flatMap(
    ({ id, calls, share, meanMilliseconds: mean, deviationMilliseconds: deviation, totalMilliseconds: total }) => {
      const p95 = mean + percentile95 * deviation;
      if (share < statementShare || calls < statementCalls || p95 < statementMilliseconds.info) return [];
      return findingOf('slow-statement', {
        severity: p95 >= statementMilliseconds.warning ? 'warning' : 'info',
        object: id,
        message: `A statement takes ${millisecondsText(mean)} (95 of 100 calls up to about ${millisecondsText(p95)}), was called ${countText(calls)} times and took ${percentText(share)} of all time.`,
        remedy: 'Look at its plan: EXPLAIN (ANALYZE, BUFFERS).',
        numbers: { calls, mean_milliseconds: mean, p95_milliseconds: p95, total_milliseconds: total, share },
        statements: [id],
        cost: total,
      });
    },
  );
}
