/** From where on something is said. Shares from 0 to 1, times in seconds unless named otherwise. */

/** Of the statistics, from which on "never used" means something: a week has its weekend, a month its month's end. */
export const statisticsDays = { short: 7, long: 30 };

/** Small indexes cost little to keep; the smallest that pg_index_usage checks of check_postgres and pganalyze speak of. */
export const unusedIndexBytes = 8 * 1024;
/** Used once and never since: half a year holds every report that is drawn quarterly. PostgreSQL 16 and later know. */
export const forgottenIndexDays = 180;

/** Reading all of a smaller table costs no more than its index would. */
export const sequentialScans = { leastRows: 10_000, leastScans: 50, leastShareOfRows: 0.5 };

/** As check_postgres and pgsql-bloat-estimation are mostly used: half of a relation, and enough of it to matter. */
export const bloat = { leastPages: 128, share: 0.5, infoBytes: 8 * 1024 ** 2, warningBytes: 256 * 1024 ** 2 };

/** Tables with fewer rows are read as a whole whatever statistics say. */
export const neverAnalyzedRows = 1_000;
/** How far beyond the point where autovacuum should have come: it runs once a minute and may be at other tables. Manual §24.1.6. */
export const autovacuumBehind = 2;
export const leastDeadRows = 10_000;

/**
 * Transaction ids of 2^31 that may be spent. Autovacuum begins at 200 million (autovacuum_freeze_max_age); the server gives up all care
 * at 1.6 thousand million (vacuum_failsafe_age), and stops at 2.1. Manual §24.1.5.
 */
export const transactionAge = { warning: 1_000_000_000, error: 1_600_000_000 };

/** Of what a sequence or its column can hold. */
export const sequenceUsed = { warning: 0.7, error: 0.9 };

/** Of max_connections: the alert thresholds of the reference guides, 70 and 90 %. */
export const connectionsUsed = { warning: 0.7, error: 0.9 };

/** What an open transaction holds back: VACUUM everywhere, locks, and a connection of the pool. */
export const transactionSeconds = { warning: 5 * 60, error: 60 * 60 };
export const idleSeconds = { warning: 60, error: 10 * 60 };
export const waitingSeconds = { warning: 5, error: 60 };
export const preparedSeconds = { warning: 5 * 60, error: 60 * 60 };

/** Blocks found in shared_buffers: below 95 % and below 90 %, the alert thresholds of the reference guides. */
export const cacheHit = { warning: 0.95, error: 0.9, leastBlocks: 100_000 };

/** Replayed so many seconds late: 30 s and 5 min, the alert thresholds of the reference guides. */
export const replicationLag = { warning: 30, error: 5 * 60 };

/** WAL that is kept for a slot. */
export const slotBytes = { warning: 1024 ** 3, error: 10 * 1024 ** 3 };

/**
 * 95th percentile of a statement's time, 500 ms and 2 s, the alert thresholds of the reference guides. It is estimated from mean and
 * deviation (mean + 1.645 deviations), and for a report at night it does not matter: a step less grave than the guides have it.
 */
export const statementMilliseconds = { info: 500, warning: 2_000 };
export const percentile95 = 1.645;
/** Of all time that is spent: what costs less is not worth anybody's. */
export const statementShare = 0.01;
export const statementCalls = 20;

/** A day's worth of sorts that did not fit into work_mem. */
export const temporaryBytesPerDay = 10 * 1024 ** 3;

/** Checkpoints that WAL forced, of all: manual §28.5, checkpoint_warning. */
export const requestedCheckpoints = { share: 0.5, least: 20 };

/** A database that does not fit into the 128 MB that shared_buffers is when nobody sets it. Manual §19.4.1: 25 % of the memory. */
export const databaseBeyondBuffers = 1024 ** 3;
/** With SSDs and without knowing, this is where seeks begin to be chosen wrongly. */
export const randomPageCost = 4;

/** Last day with bug fixes: https://www.postgresql.org/support/versioning/ */
export const lastDays: Readonly<Record<number, string>> = {
  13: '2025-11-13',
  14: '2026-11-12',
  15: '2027-11-11',
  16: '2028-11-09',
  17: '2029-11-08',
  18: '2030-11-14',
};
export const endOfLifeSoonDays = 180;
