/** Two scripts become a migration, and the migration a proof, on a real server. */
import { readInventory } from '../../src/database/introspect/readInventory.js';
import { loadScript } from '../../src/database/loadScript.js';
import type { ProveGiven, ProveOptions } from '../../src/database/prove/proveGiven.js';
import { proveMigration } from '../../src/database/prove/proveMigration.js';
import { reach } from '../../src/database/reach.js';
import type { Engine, ScratchDatabase, Session } from '../../src/database/session.js';
import { type Scope, scopeInventory } from '../../src/schema/diff/scope.js';
import type { Statement } from '../../src/schema/diff/statement.js';
import type { Inventory } from '../../src/schema/inventory.js';
import { type Migration, migrationOf } from '../../src/schema/migration/migration.js';
import type { Proof } from '../../src/schema/migration/proof.js';
import { segmentsOf } from '../../src/schema/migration/segments.js';
import { type EngineKind, testEngine } from './engine.js';

export const scope: Scope = { owners: false, grants: false, without: [] };

export async function inDatabase<Answer>(
  engine: Engine,
  sql: string,
  use: (db: ScratchDatabase) => Promise<Answer>,
): Promise<Answer> {
  const db = await engine.scratch();
  try {
    await load(db.session, sql);
    return await use(db);
  } finally {
    await db.drop();
  }
}

const load = (session: Session, text: string) => loadScript(session, { path: '/schema.sql', text });
const read = async (session: Session) => scopeInventory(await readInventory(session), scope);
const inventories = new Map<string, Promise<Inventory>>();

function inventoryOf(engine: Engine, sql: string): Promise<Inventory> {
  const key = `${engine.facts.kind} ${sql}`;
  const inventory = inventories.get(key) ?? inDatabase(engine, sql, ({ session }) => read(session));
  inventories.set(key, inventory);
  return inventory;
}

/** Written by hand instead of planned: statements of both directions. */
export interface HandMade {
  readonly up: readonly Statement[];
  readonly down: readonly Statement[];
  /** Each statement in a transaction of its own. */
  readonly isSeparate?: boolean;
}

/** What proveMigration is given. Without `ways` the migration is planned. */
export async function given(engine: Engine, from: string, to: string, ways?: HandMade): Promise<ProveGiven> {
  const [source, target] = [await inventoryOf(engine, from), await inventoryOf(engine, to)];
  const planned = await inDatabase(engine, from, async ({ session }) => {
    if (ways) return undefined;
    const up = await reach(session, target, read);
    const down = await reach(session, source, read);
    return migrationOf(source, target, { renamed: source, renames: [], up: up.steps, down: down.steps });
  });
  const migration =
    planned ?? handMade(ways!, migrationOf(source, target, { renamed: source, renames: [], up: [], down: [] }));
  return { prepare: session => load(session, from), source, target, scope, migration, rows: true };
}

function handMade({ up, down, isSeparate }: HandMade, base: Migration): Migration {
  const segments = (statements: readonly Statement[]) =>
    isSeparate ? statements.flatMap(one => segmentsOf([one])) : segmentsOf(statements);
  const located = (statements: readonly Statement[], direction: 'up' | 'down') =>
    statements.flatMap(({ sql, hazards = [] }) => hazards.map(hazard => ({ ...hazard, direction, sql })));
  return {
    ...base,
    up: segments(up),
    down: segments(down),
    hazards: [...located(up, 'up'), ...located(down, 'down')],
  };
}

export async function prove(
  kind: EngineKind,
  from: string,
  to: string,
  ways?: HandMade,
  options: ProveOptions = {},
): Promise<Proof> {
  const engine = await testEngine(kind);
  return proveMigration(engine, await given(engine, from, to, ways), options);
}
