/** Migrations for tests of applying: written as text, run on a scratch database of the native engine. */
import { applyMigration } from '../../src/database/apply/applyMigration.js';
import { migrationName } from '../../src/database/apply/migrationFiles.js';
import type { ApplyProgress, Outcome } from '../../src/database/apply/outcome.js';
import type { ApplyOptions, RunControl } from '../../src/database/apply/performRun.js';
import { rollbackMigration } from '../../src/database/apply/rollbackMigration.js';
import type { RollbackTarget } from '../../src/database/apply/rollbackTarget.js';
import type { ScratchDatabase, Session } from '../../src/database/session.js';
import { testEngine } from './engine.js';

export interface Bench {
  readonly database: ScratchDatabase;
  /** Another session, as that of somebody else. */
  readonly other: Session;
  apply(text: string, more?: More): Promise<Outcome>;
  rollback(target?: RollbackTarget, more?: Pick<More, 'options' | 'control'>): Promise<Outcome>;
  /** First column of the first row. */
  value(sql: string): Promise<unknown>;
  history(): Promise<readonly object[]>;
}

export interface More {
  readonly path?: string;
  readonly rollback?: string;
  readonly options?: ApplyOptions;
  readonly control?: RunControl;
  readonly connect?: () => Promise<Session>;
}

export async function openBench(): Promise<Bench> {
  const database = await (await testEngine('native')).scratch();
  const other = await database.connect();
  return {
    database,
    other,
    apply(text, { path = '/m/1_first.sql', rollback, options, control, connect = database.connect } = {}) {
      const { name } = migrationName(path, []);
      const file = {
        ...{ path, text },
        ...(rollback !== undefined && { rollback: { path: path.replace('.sql', '_rollback.sql'), text: rollback } }),
      };
      return applyMigration(connect, { name, file }, options, control);
    },
    rollback: (target = { kind: 'last' }, { options, control } = {}) =>
      rollbackMigration(database.connect, target, options, control),
    async value(sql) {
      const [row] = await database.session.query<Record<string, unknown>>(sql);
      return Object.values(row ?? {})[0];
    },
    history: () =>
      database.session.query(
        `select name, status, cardinality(done) as done, total, attempt is not null as attempted from senior_backend.migrations order by id`,
      ),
  };
}

/** `done done failed notRun` */
export function states({ statements }: Pick<Outcome, 'statements'>): string {
  return statements.map(({ state }) => state).join(' ');
}

/** Calls back once, at the first event of a kind. */
export function at<Kind extends ApplyProgress['kind']>(
  kind: Kind,
  react: (event: Extract<ApplyProgress, { kind: Kind }>) => void,
): (event: ApplyProgress) => void {
  let isDone = false;
  return event => {
    if (isDone || event.kind !== kind) return;
    isDone = true;
    react(event as Extract<ApplyProgress, { kind: Kind }>);
  };
}
