/** What is looked at in a database that lives, beside the rules about its schema. One place for ids, reasons and sources. */
import type { Category, Level } from '../../schema/rule.js';
import type { LiveCategory } from './report.js';

export interface LiveRule {
  readonly category: Category | LiveCategory;
  /** The gravest that it says. */
  readonly level: Level;
  /** One line for lists. */
  readonly title: string;
  readonly why: string;
  /** Address of a page. */
  readonly source: string;
}

const manual = (page: string) => `https://www.postgresql.org/docs/current/${page}`;

export const liveRules = {
  'sequential-scans': {
    category: 'index',
    level: 'warning',
    title: 'A large table is read as a whole again and again',
    why: 'Every such scan reads all rows to find some. What the queries look for has no index, or none that fits.',
    source: manual('monitoring-stats.html#MONITORING-PG-STAT-ALL-TABLES-VIEW'),
  },
  'unused-index': {
    category: 'index',
    level: 'warning',
    title: 'No query has used an index',
    why: 'Every INSERT, and most UPDATEs, write into it; it takes space in memory, in backups and on replicas. Replicas count for themselves: a report that runs there may use it.',
    source: manual('monitoring-stats.html#MONITORING-PG-STAT-ALL-INDEXES-VIEW'),
  },
  'forgotten-index': {
    category: 'index',
    level: 'info',
    title: 'An index was used once, and not since long ago',
    why: 'Every write keeps it for queries that nobody runs any more.',
    source: manual('monitoring-stats.html#MONITORING-PG-STAT-ALL-INDEXES-VIEW'),
  },
  'invalid-index': {
    category: 'index',
    level: 'error',
    title: 'An index is not valid',
    why: 'CREATE INDEX CONCURRENTLY or REINDEX CONCURRENTLY failed: no query uses it, every write keeps it, and a unique one does not keep doubles out.',
    source: manual('sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY'),
  },
  'bloated-index': {
    category: 'index',
    level: 'warning',
    title: 'Much of an index is empty',
    why: 'Empty pages are read, cached and copied as full ones are.',
    source: manual('routine-reindex.html'),
  },
  'bloated-table': {
    category: 'table',
    level: 'warning',
    title: 'Much of a table is empty',
    why: 'Empty space is read by each scan, cached and copied. VACUUM makes it usable again, and gives it back only at the end of the file.',
    source: manual('routine-vacuuming.html#VACUUM-FOR-SPACE-RECOVERY'),
  },
  'dead-rows': {
    category: 'table',
    level: 'warning',
    title: 'VACUUM does not come after the changes',
    why: 'Dead rows are read and skipped by each scan, and the table grows instead of using their space again.',
    source: manual('routine-vacuuming.html#AUTOVACUUM'),
  },
  'never-analyzed': {
    category: 'table',
    level: 'warning',
    title: 'The planner knows nothing of a table',
    why: 'Without statistics the planner guesses how many rows a condition leaves, and chooses plans by that.',
    source: manual('routine-vacuuming.html#VACUUM-FOR-STATISTICS'),
  },
  'stale-statistics': {
    category: 'table',
    level: 'warning',
    title: 'ANALYZE does not come after the changes',
    why: 'The planner chooses plans for data that is there no more.',
    source: manual('routine-vacuuming.html#VACUUM-FOR-STATISTICS'),
  },
  'table-autovacuum-off': {
    category: 'table',
    level: 'warning',
    title: 'Autovacuum is off for a table',
    why: 'Dead rows stay, statistics age; only the danger of wraparound makes the server vacuum it, at the worst moment.',
    source: manual('sql-createtable.html#RELOPTION-AUTOVACUUM-ENABLED'),
  },
  'transaction-id-age': {
    category: 'table',
    level: 'error',
    title: 'Transaction ids run out',
    why: 'At 2.1 thousand million the server takes no more writes until VACUUM has frozen old rows. Something keeps it from that: a transaction, a replication slot, a prepared transaction, or autovacuum that is off or too slow.',
    source: manual('routine-vacuuming.html#VACUUM-FOR-WRAPAROUND'),
  },
  'sequence-near-end': {
    category: 'sequence',
    level: 'error',
    title: 'A sequence is near its end',
    why: 'At its end every INSERT fails. The way to a larger type rewrites the table, and takes longest when it is urgent.',
    source: manual('datatype-numeric.html#DATATYPE-INT'),
  },
  'connections-near-limit': {
    category: 'session',
    level: 'error',
    title: 'Almost all connections are in use',
    why: 'At the limit nobody else can connect.',
    source: manual('runtime-config-connection.html#GUC-MAX-CONNECTIONS'),
  },
  'idle-in-transaction': {
    category: 'session',
    level: 'error',
    title: 'A session does nothing in an open transaction',
    why: 'It keeps its locks and its connection, and keeps VACUUM from removing what died since it began: mostly an application that waits for something else, or forgot to end it.',
    source: manual('runtime-config-client.html#GUC-IDLE-IN-TRANSACTION-SESSION-TIMEOUT'),
  },
  'long-transaction': {
    category: 'session',
    level: 'error',
    title: 'A transaction is open for long',
    why: 'As long as it lasts, VACUUM removes nothing that died since it began, in all tables of the database.',
    source: manual('routine-vacuuming.html#VACUUM-BASICS'),
  },
  'blocked-session': {
    category: 'session',
    level: 'error',
    title: 'A session waits for a lock',
    why: 'Who comes later for the same lock waits behind it.',
    source: manual('explicit-locking.html'),
  },
  'prepared-transaction': {
    category: 'session',
    level: 'error',
    title: 'A prepared transaction was left open',
    why: 'It keeps its locks, keeps VACUUM from its work, and survives restarts until somebody ends it.',
    source: manual('sql-prepare-transaction.html'),
  },
  'cache-hit-ratio': {
    category: 'server',
    level: 'error',
    title: 'Too little is found in memory',
    why: 'What is not in shared_buffers comes from the operating system, at worst from the disk. Mostly something reads more than it needs: see the sequential scans first.',
    source: manual('monitoring-stats.html#MONITORING-PG-STAT-DATABASE-VIEW'),
  },
  'temporary-files': {
    category: 'server',
    level: 'info',
    title: 'Sorts and hashes do not fit into work_mem',
    why: 'They are written to the disk and read again.',
    source: manual('runtime-config-resource.html#GUC-WORK-MEM'),
  },
  deadlocks: {
    category: 'server',
    level: 'info',
    title: 'Transactions waited for each other',
    why: 'The server ended one of each pair. Transactions that lock rows in the same order do not meet so.',
    source: manual('explicit-locking.html#LOCKING-DEADLOCKS'),
  },
  'checksum-failures': {
    category: 'server',
    level: 'error',
    title: 'Pages were damaged',
    why: 'What was read from the disk is not what was written: disk, memory or file system fail.',
    source: manual('checksums.html'),
  },
  'collation-changed': {
    category: 'server',
    level: 'error',
    title: 'The sort order has changed below the indexes',
    why: 'The library that sorts text was updated: indexes on text that were built before may not find their rows, and unique ones let doubles in.',
    source: manual('sql-altercollation.html#SQL-ALTERCOLLATION-NOTES'),
  },
  'version-out-of-support': {
    category: 'server',
    level: 'warning',
    title: 'The version gets no more fixes',
    why: 'Bugs that lose data and holes in security stay open.',
    source: 'https://www.postgresql.org/support/versioning/',
  },
  'slot-keeps-wal': {
    category: 'replication',
    level: 'error',
    title: 'A replication slot keeps WAL',
    why: 'Nobody fetches it, and it stays until the disk is full; a logical slot keeps VACUUM from its work, too.',
    source: manual('view-pg-replication-slots.html'),
  },
  'replication-lag': {
    category: 'replication',
    level: 'error',
    title: 'A replica is late',
    why: 'Who reads there reads what was; after a failover, what it has not got is lost.',
    source: manual('monitoring-stats.html#MONITORING-PG-STAT-REPLICATION-VIEW'),
  },
  'archiving-fails': {
    category: 'replication',
    level: 'error',
    title: 'WAL cannot be archived',
    why: 'It stays until the disk is full, and the backup cannot be brought to a point in time.',
    source: manual('monitoring-stats.html#MONITORING-PG-STAT-ARCHIVER-VIEW'),
  },
  'slow-statement': {
    category: 'query',
    level: 'warning',
    title: 'A statement that costs much is slow',
    why: 'Somebody waits for it.',
    source: manual('pgstatstatements.html'),
  },
} as const satisfies Record<string, LiveRule>;

export type LiveRuleId = keyof typeof liveRules;
