import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { allLiveRules } from '../../../../src/database/live/allLiveRules.js';
import { indexFindings } from '../../../../src/database/live/checks/indexChecks.js';
import { archiverFindings, lagFindings, slotFindings } from '../../../../src/database/live/checks/replicationChecks.js';
import {
  collationFindings,
  counterFindings,
  statementFindings,
  versionFindings,
} from '../../../../src/database/live/checks/serverChecks.js';
import {
  connectionFindings,
  preparedFindings,
  sequenceFindings,
  transactionFindings,
  waitingFindings,
} from '../../../../src/database/live/checks/sessionChecks.js';
import { settingFindings } from '../../../../src/database/live/checks/settingChecks.js';
import { otherSettingRules, settingRuleId, settingRules } from '../../../../src/database/live/checks/settingRules.js';
import { databaseAgeFindings, tableFindings } from '../../../../src/database/live/checks/tableChecks.js';
import { rankFindings } from '../../../../src/database/live/rankFindings.js';
import type { Setting } from '../../../../src/database/live/read/settings.js';
import type { DatabaseFinding } from '../../../../src/database/live/report.js';
import { index, server, statement, table } from './example.js';

const graves = (findings: readonly DatabaseFinding[]) => findings.map(({ severity }) => severity);
const one = (findings: readonly DatabaseFinding[]) => findings.map(({ rule, severity }) => [rule, severity]);

describe('live checks', () => {
  it('connections: 70 % and 90 % of those that are there', () => {
    const at = (used: number) => graves(connectionFindings({ used, available: 97 }));
    assert.deepEqual([at(10), at(67), at(68), at(87), at(88)], [[], [], ['warning'], ['warning'], ['error']]);
    assert.deepEqual(graves(connectionFindings({ used: 1, available: 0 })), ['error']);
  });

  it('open transactions: by the time that nothing is done in them, or else by their age', () => {
    const open = { pid: 7, user: 'app', application: 'api', database: 'shop', state: 'active', age: 0, idle: null };
    const at = (age: number, idle: number | null) => one(transactionFindings([{ ...open, age, idle }]));
    assert.deepEqual(at(299, null), []);
    assert.deepEqual(at(300, null), [['long-transaction', 'warning']]);
    assert.deepEqual(at(3600, 1), [['long-transaction', 'error']]);
    assert.deepEqual(at(61, 60), [['idle-in-transaction', 'warning']]);
    assert.deepEqual(at(700, 600), [['idle-in-transaction', 'error']]);
    const [finding] = transactionFindings([{ ...open, age: 7300, idle: null }]);
    assert.equal(finding?.message, 'Session 7 of `app` (`api`) in `shop` has been in a transaction for 2 h.');
    assert.equal(finding?.suggestion, 'SELECT pg_cancel_backend(7);');
  });

  it('who waits for whom, and what was prepared', () => {
    const waiting = { pid: 8, blockers: [7, 7], mode: 'AccessExclusiveLock', relation: 'public.a', waits: 6 };
    const [finding] = waitingFindings([waiting]);
    assert.equal(
      finding?.message,
      'Session 8 has waited for 6 s for AccessExclusive on `public.a`, behind sessions 7.',
    );
    assert.deepEqual(graves(waitingFindings([{ ...waiting, waits: 4 }])), []);
    assert.deepEqual(graves(waitingFindings([{ ...waiting, waits: null }])), ['info']);
    const prepared = { id: 'x', owner: 'app', database: 'shop', age: 301 };
    assert.deepEqual(graves(preparedFindings([prepared, { ...prepared, age: 10 }])), ['warning']);
  });

  it('slots: by the WAL that they keep, and by what the server says of them', () => {
    const slot = { name: "o'slot", isActive: false, state: 'reserved', kept: 0, idle: null };
    const at = (kept: number, state = 'reserved') => graves(slotFindings([{ ...slot, kept, state }]));
    assert.deepEqual([at(1024 ** 3 - 1), at(1024 ** 3), at(10 * 1024 ** 3)], [[], ['warning'], ['error']]);
    assert.deepEqual([at(0, 'unreserved'), at(0, 'lost')], [['error'], ['error']]);
    assert.equal(
      slotFindings([{ ...slot, state: 'lost' }])[0]?.suggestion,
      `SELECT pg_drop_replication_slot('o''slot');`,
    );
    assert.equal(slotFindings([{ ...slot, state: 'lost', isActive: true }])[0]?.suggestion, undefined);
  });

  it('replicas: 30 s and 5 min late; and archiving', () => {
    const at = (lag: number | null) => graves(lagFindings([{ application: 'r', state: 'streaming', lag }], null));
    assert.deepEqual([at(null), at(29), at(30), at(300)], [[], [], ['warning'], ['error']]);
    assert.deepEqual(one(lagFindings([], 31)), [['replication-lag', 'warning']]);
    assert.deepEqual(one(archiverFindings({ failures: 3, isFailing: true })), [['archiving-fails', 'error']]);
    assert.deepEqual(archiverFindings({ failures: 3, isFailing: false }), []);
  });

  it('the cache: below 95 % and 90 %, when enough was read', () => {
    const counters = {
      blocksHit: 0,
      blocksRead: 0,
      deadlocks: 0,
      temporaryFiles: 0,
      temporaryBytes: 0,
      checksumFailures: null,
    };
    const at = (hit: number, of = 1_000_000) =>
      graves(counterFindings({ ...counters, blocksHit: hit * of, blocksRead: (1 - hit) * of }, server));
    assert.deepEqual([at(1), at(0.96), at(0.94), at(0.89), at(0.5, 1000)], [[], [], ['warning'], ['error'], []]);
    assert.deepEqual(counterFindings(counters, server), []);
    assert.deepEqual(one(counterFindings({ ...counters, checksumFailures: 1, deadlocks: 2 }, server)), [
      ['deadlocks', 'info'],
      ['checksum-failures', 'error'],
    ]);
    assert.deepEqual(graves(counterFindings({ ...counters, temporaryBytes: 2 * 1024 ** 4 }, server)), ['info']);
  });

  it('transaction ids: of tables and of all databases', () => {
    const at = (transactionAge: number) => graves(tableFindings([table({ transactionAge })], undefined));
    assert.deepEqual([at(200e6), at(1e9), at(1.6e9)], [[], ['warning'], ['error']]);
    const [finding] = databaseAgeFindings([{ database: 'other', transactionAge: 5, multixactAge: 1.7e9 }], server);
    assert.match(finding?.message ?? '', /1,700,000,000 multixacts \(79\.2 % of all ids\).*whole server/);
  });

  it('sequences: 70 % and 90 % of what they or their column can hold', () => {
    const sequence = {
      schema: 'public',
      name: 's',
      lastValue: 1,
      increment: 1,
      limit: 100,
      cycles: false,
      used: 0,
      columns: [],
    };
    const at = (used: number) => graves(sequenceFindings([{ ...sequence, used }]));
    assert.deepEqual([at(0.69), at(0.7), at(0.9)], [[], ['warning'], ['error']]);
    assert.deepEqual(sequenceFindings([{ ...sequence, used: 1, cycles: true }]), []);
  });

  it('versions: half a year before the end and behind it', () => {
    const at = (takenAt: string) => graves(versionFindings({ ...server, versionNumber: 160004, takenAt }));
    assert.deepEqual([at('2027-01-01'), at('2028-08-01'), at('2028-11-10')], [[], ['info'], ['warning']]);
    assert.deepEqual(versionFindings({ ...server, versionNumber: 990000 }), []);
  });

  it('sort orders that changed below the indexes', () => {
    const [finding] = collationFindings([{ collation: null, recorded: '2.31', actual: '2.36' }], server);
    assert.deepEqual([finding?.severity, finding?.object], ['error', 'shop']);
  });

  it('statements: slow ones that cost something', () => {
    const at = (mean: number, deviation: number, share = 0.5, calls = 100) =>
      graves(
        statementFindings([statement({ meanMilliseconds: mean, deviationMilliseconds: deviation, share, calls })]),
      );
    assert.deepEqual([at(400, 10), at(400, 100), at(1500, 500)], [[], ['info'], ['warning']]);
    assert.deepEqual([at(9000, 0, 0.001), at(9000, 0, 0.5, 3)], [[], []]);
  });

  it('indexes that nobody uses: the longer it was counted, the surer', () => {
    const unused = table({ indexes: [index({ scans: 0, bytes: 1e6 })] });
    const at = (statisticsDays: number) => graves(indexFindings([unused], { ...server, statisticsDays }));
    assert.deepEqual([at(1), at(8), at(31)], [['hint'], ['info'], ['warning']]);
    const kept = [
      { isUnique: true },
      { constraint: 'x' },
      { isReplicaIdentity: true },
      { partitionOf: 'p' },
      { bytes: 8192 },
      { scans: 1 },
    ];
    for (const reason of kept)
      assert.deepEqual(
        indexFindings([table({ indexes: [index({ scans: 0, bytes: 1e6, ...reason })] })], server),
        [],
        JSON.stringify(reason),
      );
    const forgotten = index({ scans: 9, bytes: 1e6, lastScan: '2026-01-01T00:00:00.000Z' });
    assert.deepEqual(one(indexFindings([table({ indexes: [forgotten] })], server)), [['forgotten-index', 'info']]);
    const building = index({ isValid: false, isBeingBuilt: true });
    assert.deepEqual(indexFindings([table({ indexes: [building] })], server), []);
    const leftover = index({ isValid: false, name: 'a_idx_ccnew' });
    assert.equal(
      indexFindings([table({ indexes: [leftover] })], server)[0]?.suggestion,
      'DROP INDEX CONCURRENTLY public.a_idx_ccnew;',
    );
  });

  it('dead rows: by the options of the table before those of the server', () => {
    const dead = { rows: 100_000, liveRows: 100_000, deadRows: 50_000, lastAnalyze: server.takenAt };
    const rules = (options: Record<string, string>) =>
      tableFindings([table({ ...dead, options })], undefined).map(({ rule }) => rule);
    assert.deepEqual(rules({}), ['dead-rows']);
    assert.deepEqual(rules({ autovacuum_vacuum_scale_factor: '0.5' }), []);
    const settings = new Map([['autovacuum_vacuum_scale_factor', { value: '0.9', initial: '0.2', isPending: false }]]);
    assert.deepEqual(tableFindings([table(dead)], settings), []);
  });
});

describe('settings worth a look', () => {
  const judge = (
    values: Record<string, string>,
    more: { statements?: 'there' | 'notInstalled' | 'notLoaded'; isPublicOpen?: boolean } = {},
  ) => {
    const settings = new Map(
      Object.entries(values).map(([name, value]): [string, Setting] => [
        name,
        { value, initial: 'on', isPending: false },
      ]),
    );
    return settingFindings({
      settings,
      server,
      checkpoints: { timed: 100, requested: 3 },
      statements: 'there',
      isPublicOpen: false,
      ...more,
    });
  };

  it('says nothing of a server as it should be', () => {
    assert.deepEqual(
      judge({
        ...{
          autovacuum: 'on',
          track_counts: 'on',
          fsync: 'on',
          full_page_writes: 'on',
          data_checksums: 'on',
          random_page_cost: '1.1',
        },
        ...{
          statement_timeout: '30000',
          idle_in_transaction_session_timeout: '60000',
          log_min_duration_statement: '250',
          enable_seqscan: 'on',
        },
        ...{
          password_encryption: 'scram-sha-256',
          shared_buffers: '1048576',
          max_slot_wal_keep_size: '1024',
          synchronous_commit: 'on',
        },
      }),
      [],
    );
  });

  it('says what is dangerous, and how to set it', () => {
    const [fsync, ...others] = judge({ fsync: 'off' });
    assert.deepEqual([fsync?.rule, fsync?.severity, fsync?.object, others], ['setting-fsync', 'error', 'fsync', []]);
    assert.equal(fsync?.suggestion, 'ALTER SYSTEM SET fsync = on; SELECT pg_reload_conf();');
    assert.match(
      fsync?.source ?? '',
      /^https:\/\/www\.postgresql\.org\/docs\/current\/runtime-config-wal\.html#GUC-FSYNC$/,
    );
  });

  it('looks at what is more than a value', () => {
    const rules = (findings: readonly DatabaseFinding[]) => findings.map(({ rule }) => rule);
    assert.deepEqual(rules(judge({ enable_nestloop: 'off' })), ['setting-planner-method-off']);
    assert.deepEqual(rules(judge({ shared_buffers: '16384' })), ['setting-shared-buffers']);
    assert.deepEqual(rules(judge({}, { statements: 'notLoaded' })), ['pg-stat-statements-missing']);
    assert.deepEqual(rules(judge({}, { isPublicOpen: true })), ['public-schema-open']);
    const settings = new Map([['work_mem', { value: '4096', initial: '4096', isPending: true }]]);
    const facts = { settings, server, statements: 'there' as const, isPublicOpen: false };
    assert.deepEqual(rules(settingFindings({ ...facts, checkpoints: { timed: 1, requested: 30 } })), [
      'setting-pending-restart',
      'setting-max-wal-size',
    ]);
  });

  it('has ids of its own', () => {
    const ids = [...Object.keys(settingRules).map(settingRuleId), ...Object.keys(otherSettingRules)];
    assert.equal(new Set(ids).size, ids.length);
    for (const id of ids) assert.match(id, /^[a-z]+(?:-[a-z]+)+$/);
  });
});

describe('the order of findings', () => {
  it('is by severity, rule and cost, after what settings say', () => {
    const finding = (rule: string, severity: DatabaseFinding['severity'], cost: number): DatabaseFinding => ({
      ...{ rule, severity, cost, category: 'index', message: `${rule} ${cost}`, source: '', numbers: {} },
    });
    const all = [
      finding('b', 'info', 1),
      finding('a', 'warning', 1),
      finding('a', 'warning', 5),
      finding('c', 'error', 0),
      finding('d', 'hint', 0),
    ];
    const ranked = rankFindings(all, { b: 'error', d: 'off' });
    assert.deepEqual(
      ranked.map(({ message, severity }) => `${message} ${severity}`),
      ['b 1 error', 'c 0 error', 'a 5 warning', 'a 1 warning'],
    );
  });
});

describe('the page of live analysis', () => {
  it('names every rule with its source, as it is', () => {
    const page = readFileSync(path.join(__dirname, '../../../../docs/commands/database-analyze.md'), 'utf8');
    for (const [id, { source, category, level, title }] of Object.entries(allLiveRules))
      assert.ok(page.includes(`| [\`${id}\`](${source}) | ${category} | ${level} | ${title} |`), id);
  });
});
