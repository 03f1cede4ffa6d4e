/** What single settings should not be. Values are as pg_settings has them: times in milliseconds, `on` and `off`. */
import type { Severity } from '../../../text/finding.js';
import type { LiveRule } from '../liveRules.js';
import type { Setting } from '../read/settings.js';
import { randomPageCost } from '../thresholds.js';

export interface SettingRule {
  readonly level: Severity;
  readonly title: string;
  readonly why: string;
  /** Of the manual. */
  readonly page: string;
  readonly isWrong: (value: string, setting: Setting) => boolean;
  /** What to set it to. */
  readonly set?: string;
  readonly restarts?: boolean;
  readonly remedy?: string;
}

const isOff = (value: string) => value === 'off';
const isOn = (value: string) => value === 'on';

export const settingRules: Readonly<Record<string, SettingRule>> = {
  autovacuum: {
    level: 'error',
    title: 'Nothing removes dead rows and keeps statistics',
    why: 'Tables and indexes grow, plans get worse, and transaction ids run out.',
    page: 'runtime-config-vacuum.html#GUC-AUTOVACUUM',
    isWrong: isOff,
    set: 'on',
  },
  track_counts: {
    level: 'error',
    title: 'The server counts nothing, and autovacuum does not know where to go',
    why: 'Autovacuum needs these counters, and so does this analysis.',
    page: 'runtime-config-statistics.html#GUC-TRACK-COUNTS',
    isWrong: isOff,
    set: 'on',
  },
  fsync: {
    level: 'error',
    title: 'A crash of the machine can destroy the database',
    why: 'Writes are not waited for: after a power failure files do not fit together.',
    page: 'runtime-config-wal.html#GUC-FSYNC',
    isWrong: isOff,
    set: 'on',
  },
  full_page_writes: {
    level: 'error',
    title: 'A page that was half written in a crash cannot be mended',
    why: 'Only file systems that write whole pages at once may do without.',
    page: 'runtime-config-wal.html#GUC-FULL-PAGE-WRITES',
    isWrong: isOff,
    set: 'on',
  },
  zero_damaged_pages: {
    level: 'error',
    title: 'Damaged pages become empty ones without a word',
    why: 'It is for saving the rest of a broken database, and destroys the rows of the page.',
    page: 'runtime-config-developer.html#GUC-ZERO-DAMAGED-PAGES',
    isWrong: isOn,
    set: 'off',
  },
  ignore_system_indexes: {
    level: 'warning',
    title: 'Catalogs are read without their indexes',
    why: 'It is for repairing a broken catalog; each lookup of a name reads a whole table.',
    page: 'runtime-config-developer.html#GUC-IGNORE-SYSTEM-INDEXES',
    isWrong: isOn,
  },
  data_checksums: {
    level: 'info',
    title: 'Damage on the disk is not noticed',
    why: 'A page that a disk changed is read as it is, and gets into backups. New clusters of PostgreSQL 18 have checksums.',
    page: 'checksums.html',
    isWrong: isOff,
    remedy: 'pg_checksums --enable on a server that is stopped; or a new server, by logical replication.',
  },
  synchronous_commit: {
    level: 'info',
    title: 'The last transactions before a crash can be lost, though they were said to be done',
    why: 'Nothing is destroyed, but up to three times wal_writer_delay of commits are gone.',
    page: 'runtime-config-wal.html#GUC-SYNCHRONOUS-COMMIT',
    isWrong: isOff,
    remedy: 'Set it off only for the transactions that may be lost: SET LOCAL synchronous_commit = off.',
  },
  random_page_cost: {
    level: 'hint',
    title: 'The planner thinks that the server has a spinning disk',
    why: 'On SSDs, and where most is in memory, a random page costs little more than the next one: 1.1 is usual. With 4, indexes are passed over.',
    page: 'runtime-config-query.html#GUC-RANDOM-PAGE-COST',
    isWrong: value => Number(value) >= randomPageCost,
    set: '1.1',
  },
  statement_timeout: {
    level: 'info',
    title: 'A statement may run for ever',
    why: 'A query that went wrong keeps its connection, its memory and its locks until somebody finds it.',
    page: 'runtime-config-client.html#GUC-STATEMENT-TIMEOUT',
    isWrong: value => value === '0',
    remedy:
      "Set it for the application's role: ALTER ROLE … SET statement_timeout = '30s'. For all, backups and migrations would meet it.",
  },
  idle_in_transaction_session_timeout: {
    level: 'info',
    title: 'A transaction may be left open for ever',
    why: 'An application that hangs between BEGIN and COMMIT keeps its locks and keeps VACUUM from its work.',
    page: 'runtime-config-client.html#GUC-IDLE-IN-TRANSACTION-SESSION-TIMEOUT',
    isWrong: value => value === '0',
    set: "'5min'",
  },
  log_min_duration_statement: {
    level: 'hint',
    title: 'Slow statements are not logged',
    why: 'When somebody asks why it was slow at nine, nobody knows.',
    page: 'runtime-config-logging.html#GUC-LOG-MIN-DURATION-STATEMENT',
    isWrong: value => value === '-1',
    set: "'1s'",
  },
  log_lock_waits: {
    level: 'hint',
    title: 'Waiting for locks is not logged',
    why: 'Who waited for whom is known only while they wait.',
    page: 'runtime-config-logging.html#GUC-LOG-LOCK-WAITS',
    isWrong: isOff,
    set: 'on',
  },
  track_io_timing: {
    level: 'hint',
    title: 'Nobody knows how long reading and writing takes',
    why: 'Plans and pg_stat_statements then tell blocks and no time. Measure its cost with pg_test_timing first.',
    page: 'runtime-config-statistics.html#GUC-TRACK-IO-TIMING',
    isWrong: isOff,
    set: 'on',
  },
  password_encryption: {
    level: 'warning',
    title: 'New passwords are kept as MD5',
    why: 'What is stolen from the server is as good as the password, and PostgreSQL will drop it.',
    page: 'auth-password.html',
    isWrong: value => value === 'md5',
    set: "'scram-sha-256'",
    remedy: 'Then have each role set its password anew.',
  },
  max_slot_wal_keep_size: {
    level: 'hint',
    title: 'A replication slot may keep WAL until the disk is full',
    why: 'A consumer that does not come back stops the server in the end.',
    page: 'runtime-config-replication.html#GUC-MAX-SLOT-WAL-KEEP-SIZE',
    isWrong: value => value === '-1',
    remedy: 'Set it to what the disk can spare.',
  },
};

export function settingRuleId(name: string): string {
  return `setting-${name.replaceAll('_', '-')}`;
}

/** As all rules are told of. */
export function ruleOf({ level, title, why, page }: Pick<SettingRule, 'level' | 'title' | 'why' | 'page'>): LiveRule {
  return { category: 'setting', level, title, why, source: `https://www.postgresql.org/docs/current/${page}` };
}

/** The settings that are more than a value: what they are compared with is asked for in `settingFindings`. */
export const otherSettingRules = {
  'setting-shared-buffers': ruleOf({
    level: 'info',
    title: 'shared_buffers was never set',
    why: '128 MB is meant for a server that starts everywhere. A quarter of the memory is a good beginning.',
    page: 'runtime-config-resource.html#GUC-SHARED-BUFFERS',
  }),
  'setting-planner-method-off': ruleOf({
    level: 'warning',
    title: 'The planner may not use all it knows',
    why: 'Turned off for one query, it makes others slow.',
    page: 'runtime-config-query.html#RUNTIME-CONFIG-QUERY-ENABLE',
  }),
  'setting-pending-restart': ruleOf({
    level: 'info',
    title: 'A changed setting waits for a restart',
    why: 'At the next restart, maybe in the night, the server becomes another one.',
    page: 'view-pg-settings.html',
  }),
  'setting-max-wal-size': ruleOf({
    level: 'info',
    title: 'Checkpoints come because WAL is full',
    why: 'After each checkpoint every changed page is written to WAL as a whole: the more often, the more is written.',
    page: 'wal-configuration.html',
  }),
  'pg-stat-statements-missing': ruleOf({
    level: 'info',
    title: 'Nobody counts what statements cost',
    why: 'Without pg_stat_statements nobody knows which queries take the time, and indexes are guesses.',
    page: 'pgstatstatements.html',
  }),
  'public-schema-open': ruleOf({
    level: 'warning',
    title: 'Everybody may make objects in the schema public',
    why: 'Who can connect can put a function or table there that others call by mistake. Since PostgreSQL 15 new databases do not allow it.',
    page: 'ddl-schemas.html#DDL-SCHEMAS-PATTERNS',
  }),
} satisfies Record<string, LiveRule>;

export type OtherSettingRule = keyof typeof otherSettingRules;
