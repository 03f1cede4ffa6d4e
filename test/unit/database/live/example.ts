/** Parts of reports with nothing wrong in them. */
import type {
  DatabaseReport,
  LiveIndex,
  LiveStatement,
  LiveTable,
  ServerFacts,
} from '../../../../src/database/live/report.js';

export const server: ServerFacts = {
  ...{ version: '18.4', versionNumber: 180004, database: 'shop', user: 'app', isSuperuser: false, isStandby: false },
  ...{
    takenAt: '2026-11-21T12:00:00.000Z',
    startedAt: '2026-10-01T00:00:00.000Z',
    statisticsDays: 50,
    bytes: 5 * 1024 ** 3,
  },
};

export function table(more: Partial<LiveTable> = {}): LiveTable {
  return {
    ...{ schema: 'public', name: 'a', kind: 'table', isUnlogged: false, isOfExtension: false, rowsAreExact: false },
    bytes: { table: 8192, indexes: 8192, toast: 0, total: 16384 },
    scans: { sequential: 0, rowsRead: 0, index: 0 },
    writes: { inserted: 0, updated: 0, deleted: 0, hotUpdated: 0 },
    ...{ liveRows: 10, deadRows: 0, modifiedSinceAnalyze: 0, rows: 10, options: {}, indexes: [] },
    ...more,
  };
}

export function index(more: Partial<LiveIndex> = {}): LiveIndex {
  return {
    ...{
      name: 'a_idx',
      definition: 'CREATE INDEX a_idx ON public.a USING btree (v)',
      columns: ['v'],
      method: 'btree',
      isUnique: false,
    },
    ...{ isValid: true, isBeingBuilt: false, isReplicaIdentity: false, bytes: 16384, scans: 1 },
    ...more,
  };
}

export function statement(more: Partial<LiveStatement> = {}): LiveStatement {
  return {
    ...{ id: '1', sql: 'select * from a where v = $1', calls: 100, totalMilliseconds: 1000, meanMilliseconds: 10 },
    ...{ deviationMilliseconds: 1, rows: 100, share: 0.5, blocksHit: 0, blocksRead: 0 },
    ...more,
  };
}

export function report(more: Partial<DatabaseReport> = {}): DatabaseReport {
  return { server, tables: [table()], sequences: [], statements: [], findings: [], unseen: [], ...more };
}
