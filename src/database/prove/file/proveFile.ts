/** Proves a migration as it is written: runs its file, and what takes it back, on fresh databases that have the schema it starts from. */
import { behaviours } from '../../../schema/diff/behaviours/behaviours.js';
import { compareInventories } from '../../../schema/diff/compareInventories.js';
import { type Scope, scopeInventory } from '../../../schema/diff/scope.js';
import type { Inventory } from '../../../schema/inventory.js';
import { inventoryHash } from '../../../schema/migration/inventoryHash.js';
import type { LocatedHazard } from '../../../schema/migration/migration.js';
import type { Proof } from '../../../schema/migration/proof.js';
import type { Segment } from '../../../schema/migration/segments.js';
import { Problem } from '../../../text/problem.js';
import type { NamedMigration } from '../../apply/applyMigration.js';
import type { DryStatement } from '../../apply/dryRunTypes.js';
import { type PlanHeader, readHeader } from '../../apply/header.js';
import { downHalf } from '../../apply/migrationFiles.js';
import type { ApplyProgress } from '../../apply/outcome.js';
import { readScript } from '../../apply/readScript.js';
import { runSegments } from '../../apply/runSegments.js';
import type { MigrationScript } from '../../apply/script.js';
import { watchStatements } from '../../apply/statementWatch.js';
import { makeRoles } from '../../compare/roles.js';
import { inScratch } from '../../inScratch.js';
import { readInventory } from '../../introspect/readInventory.js';
import type { Engine, Session } from '../../session.js';
import type { ProveProgress } from '../proveGiven.js';
import { proveMigration } from '../proveMigration.js';
import type { DirectionProof, FileProof } from './fileProof.js';
import { headerHazards } from './headerHazards.js';
import { isPromisedBy, type StartSchema } from './startSchema.js';

export interface ProveFileOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: FileProgress) => void;
}

export type FileProgress =
  | { readonly kind: 'up' | 'down'; readonly progress: ApplyProgress }
  | { readonly kind: 'rows'; readonly progress: ProveProgress };

/** Where no header says what the hashes are of: all there is. */
const everything: Scope = { owners: true, grants: true, without: [] };

/** A file may speak of roles that its server has; more would be odd. */
const mostRoles = 20;

/**
 * @throws Problem for a file that cannot be run at all, and for a start that cannot be made; the signal's reason when it is aborted. What
 * a server says of a statement is an answer.
 */
export async function proveFile(
  engine: Engine,
  { name, file }: NamedMigration,
  start: StartSchema,
  options: ProveFileOptions,
): Promise<FileProof> {
  const began = performance.now();
  const up = await readScript(file.path, file.text);
  if (up.segments.length === 0) throw new Problem('There is no statement in this migration.', { path: file.path });
  const down = await readDown(file);
  const header = readHeader(file.text);
  const scripts: Scripts = { up, down, header, scope: header?.scope ?? everything };
  const roles: string[] = [];
  let seen = await runOnce(engine, start, scripts, roles, options);
  for (let role = unknownRole(seen); role !== undefined; role = unknownRole(seen)) {
    if (roles.includes(role) || roles.length === mostRoles) break;
    roles.push(role);
    seen = await runOnce(engine, start, scripts, roles, options);
  }
  const proof = await proveWithRows(engine, start, scripts, seen, roles, options);
  const { target } = seen;
  const isPromised = header && isPromisedBy(seen.source, header, header.from);
  return {
    ...{ name, engine: engine.facts, hasWayBack: down !== undefined },
    start: { label: start.label, ...(isPromised !== undefined && { isPromised }) },
    up: withLocks(seen.up, 'up', proof),
    ...(seen.down && { down: withLocks(seen.down, 'down', proof) }),
    ...(header && target && isPromised && { promise: promised(target, header) }),
    ...(proof?.rows && { rows: proof.rows }),
    notes: notesOf(roles, isPromised, header),
    milliseconds: performance.now() - began,
  };
}

interface Scripts {
  readonly up: MigrationScript;
  readonly down: MigrationScript | undefined;
  readonly header: PlanHeader | undefined;
  readonly scope: Scope;
}

interface Seen {
  readonly source: Inventory;
  readonly up: DirectionProof;
  /** Absent: it does not come so far. */
  readonly target?: Inventory;
  readonly down?: DirectionProof;
  readonly restored?: Inventory;
}

/** @throws Problem for a rollback that cannot be run. */
async function readDown({ path, text, rollback }: NamedMigration['file']): Promise<MigrationScript | undefined> {
  if (!rollback && downHalf(text) === undefined) return undefined;
  const script = await readScript(rollback?.path ?? path, rollback?.text ?? text, { half: 'down' });
  return script.segments.length > 0 ? script : undefined;
}

async function runOnce(
  engine: Engine,
  start: StartSchema,
  { up, down }: Scripts,
  roles: readonly string[],
  options: ProveFileOptions,
): Promise<Seen> {
  return inScratch(engine, options.signal, async ({ session }) => {
    await start.fill(session);
    await makeRoles(session, roles);
    const source = await readInventory(session);
    const wentUp = await runScript(session, up, 'up', options);
    if (wentUp.failure) return { source, up: wentUp };
    const target = await readInventory(session);
    if (!down) return { source, up: wentUp, target };
    const wentDown = await runScript(session, down, 'down', options);
    if (wentDown.failure) return { source, up: wentUp, target, down: wentDown };
    const restored = await readInventory(session);
    return { source, up: wentUp, target, down: { ...wentDown, differences: differences(source, restored) }, restored };
  });
}

async function runScript(
  session: Session,
  script: MigrationScript,
  kind: 'up' | 'down',
  { signal, onProgress }: ProveFileOptions,
): Promise<DirectionProof> {
  const watch = await watchStatements(session, script.segments, async () => undefined);
  const { statements, failure } = await runSegments(session, script, {
    ...{ from: 0, lockTimeout: 0, retries: { attempts: 1, delay: 0 }, observer: watch, signal },
    onProgress: progress => onProgress?.({ kind, progress }),
    journal: { attempted: null, attempt: async () => undefined, done: async () => undefined },
  });
  signal.throwIfAborted();
  // What the file has set would be in the way of whatever looks at the database then.
  if (!failure) for (const what of ['SESSION AUTHORIZATION', 'ROLE', 'ALL']) await session.execute(`RESET ${what}`);
  return { path: script.path, statements: watch.told(statements), ...(failure && { failure }), differences: [] };
}

/** The same once more with sample rows, in databases of their own; undefined where not even empty tables take it. */
async function proveWithRows(
  engine: Engine,
  start: StartSchema,
  { up, down, scope }: Scripts,
  { source, target, down: wentDown, restored }: Seen,
  roles: readonly string[],
  { signal, onProgress }: ProveFileOptions,
): Promise<Proof | undefined> {
  if (!target || wentDown?.failure) return undefined;
  const hazards = [...headerHazards(up.text), ...(down && down.path !== up.path ? headerHazards(down.text) : [])];
  const within = (inventory: Inventory) => scopeInventory(inventory, scope);
  const given = {
    prepare: async (session: Session) => {
      await start.fill(session);
      await makeRoles(session, roles);
    },
    ...{ source: within(source), target: within(target), scope, rows: true },
    // Without a way back, what it leads to is where it stays.
    restored: within(restored ?? target),
    migration: {
      ...{ slug: '', from: '', to: '', hazards },
      up: segmentsOf(up, 'up', hazards),
      down: down ? segmentsOf(down, 'down', hazards) : [],
    },
  };
  return proveMigration(engine, given, {
    signal,
    onProgress: progress => onProgress?.({ kind: 'rows', progress }),
  });
}

/** As the room's own migrations have them. What was set in the file is forgotten at its end. */
function segmentsOf(
  { segments }: MigrationScript,
  direction: 'up' | 'down',
  hazards: readonly LocatedHazard[],
): readonly Segment[] {
  // A header does not say of which statement it speaks.
  const ofData = hazards.filter(hazard => hazard.direction === direction && hazard.kind === 'dependsOnData');
  return [
    ...segments.map(({ inTransaction, statements }) => ({
      inTransaction,
      statements: statements.map(({ sql }) => ({ sql, ...(ofData.length > 0 && { hazards: ofData }) })),
    })),
    { inTransaction: true, statements: [{ sql: 'RESET ROLE' }, { sql: 'RESET ALL' }] },
  ];
}

/** Locks of what runs outside of transactions are seen only from beside it, as the proof with rows does. */
function withLocks(seen: DirectionProof, direction: 'up' | 'down', proof: Proof | undefined): DirectionProof {
  const facts = proof?.statements.filter(one => one.direction === direction) ?? [];
  const statements = seen.statements.map((one, at): DryStatement => {
    const locks = one.locks ?? facts[at]?.locks;
    return locks ? { ...one, locks } : one;
  });
  return { ...seen, statements };
}

function promised(target: Inventory, header: PlanHeader) {
  const isReached = isPromisedBy(target, header, header.to);
  return {
    isReached,
    wanted: header.to,
    found: isReached ? header.to : inventoryHash(scopeInventory(target, header.scope)),
  };
}

/** What differs of a schema that should be as it was, for people. */
function differences(source: Inventory, restored: Inventory): readonly string[] {
  const words = { create: 'is missing', drop: 'is there as well', alter: 'differs' } as const;
  const within = (inventory: Inventory) => scopeInventory(inventory, everything);
  try {
    const steps = compareInventories(within(restored), within(source), behaviours);
    return [...new Set(steps.map(({ verb, object }) => `${object.id} ${words[verb]}`))];
  } catch (error) {
    if (error instanceof Problem) return [error.message];
    throw error;
  }
}

function unknownRole({ up, down }: Seen): string | undefined {
  const failure = up.failure ?? down?.failure;
  if (failure?.code !== '42704') return undefined;
  return /^role "(.*)" does not exist$/.exec(failure.server)?.[1];
}

function notesOf(
  roles: readonly string[],
  isPromised: boolean | undefined,
  header: PlanHeader | undefined,
): readonly string[] {
  return [
    ...(isPromised === false
      ? [
          `It was made for another schema (${header!.from}) than the one that it was tried on, so that nobody knows whether it arrives.`,
        ]
      : []),
    ...(roles.length > 0 ? [`Roles that it speaks of were made for the proof: ${roles.join(', ')}.`] : []),
  ];
}
