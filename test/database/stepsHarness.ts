/** What the tests of steps share: databases of scripts, statements run in them, ways between them. */
import { readInventory } from '../../src/database/introspect/readInventory.js';
import { loadScript } from '../../src/database/loadScript.js';
import { reach } from '../../src/database/reach.js';
import type { ScratchDatabase, Session } from '../../src/database/session.js';
import type { DiffContext } from '../../src/schema/diff/behaviour.js';
import { behaviours } from '../../src/schema/diff/behaviours/behaviours.js';
import { compareInventories, type PlannedStep } from '../../src/schema/diff/compareInventories.js';
import { scopeInventory } from '../../src/schema/diff/scope.js';
import { sideOf } from '../../src/schema/diff/side.js';
import type { Statement } from '../../src/schema/diff/statement.js';
import type { Inventory } from '../../src/schema/inventory.js';
import { segmentsOf } from '../../src/schema/migration/segments.js';
import { type EngineKind, testEngine } from './engine.js';

/** A scratch database with what the script makes; dropped afterwards. */
export async function withScript<Answer>(
  kind: EngineKind,
  text: string,
  use: (session: Session, database: ScratchDatabase) => Promise<Answer>,
): Promise<Answer> {
  const engine = await testEngine(kind);
  const database = await engine.scratch();
  try {
    await loadScript(database.session, { path: '/schema.sql', text });
    return await use(database.session, database);
  } finally {
    await database.drop();
  }
}

/** Without owners and grants, as comparisons of scripts are. */
export async function read(session: Session): Promise<Inventory> {
  return scopeInventory(await readInventory(session), { owners: false, grants: false, without: [] });
}

export function inventoryOf(kind: EngineKind, text: string): Promise<Inventory> {
  return withScript(kind, text, session => read(session));
}

/** Runs statements as a migration does: segment by segment. The error names the statement that is refused. */
export async function runSegments(session: Session, statements: readonly Statement[]): Promise<void> {
  for (const { inTransaction, statements: list } of segmentsOf(statements)) {
    if (inTransaction) await session.execute('BEGIN');
    for (const { sql } of list) {
      try {
        await session.execute(sql);
      } catch (error) {
        if (inTransaction) await session.execute('ROLLBACK');
        throw new Error(`${sql}: ${error instanceof Error ? error.message : error}`);
      }
    }
    if (inTransaction) await session.execute('COMMIT');
  }
}

/** What still differs: `alter index public.i`. */
export async function differences(session: Session, target: Inventory): Promise<readonly string[]> {
  const left = compareInventories(await read(session), target, behaviours);
  return left.map(({ verb, object, statements }) => `${verb} ${object.id}: ${statements.map(s => s.sql).join('; ')}`);
}

export interface Ways {
  readonly source: Inventory;
  readonly target: Inventory;
  readonly up: readonly PlannedStep[];
  readonly down: readonly PlannedStep[];
  /** Of the way up, and of the way back. */
  readonly contexts: readonly [up: DiffContext, down: DiffContext];
}

/** The plain ways between two scripts. */
export async function waysBetween(kind: EngineKind, from: string, to: string, version?: number): Promise<Ways> {
  const target = await inventoryOf(kind, to);
  return withScript(kind, from, async session => {
    const source = await read(session);
    const up = await reach(session, target, read);
    const down = await reach(session, source, read);
    const [a, b] = [sideOf(source), sideOf(target)];
    const one = { version: version ?? source.version };
    return {
      ...{ source, target, up: up.steps, down: down.steps },
      contexts: [
        { source: a, target: b, ...one },
        { source: b, target: a, ...one },
      ],
    };
  });
}

export function statementsOf(steps: readonly PlannedStep[]): readonly Statement[] {
  return steps.flatMap(({ statements }) => statements);
}

export function sqlOf(steps: readonly PlannedStep[]): readonly string[] {
  return statementsOf(steps).map(({ sql }) => sql);
}
