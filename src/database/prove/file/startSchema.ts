/** The schema that a migration starts from: what leads to it, or what somebody names. */
import { forVersion } from '../../../schema/diff/forVersion.js';
import { scopeInventory } from '../../../schema/diff/scope.js';
import type { Inventory } from '../../../schema/inventory.js';
import { inventoryHash } from '../../../schema/migration/inventoryHash.js';
import { Problem } from '../../../text/problem.js';
import { type PlanHeader, readHeader } from '../../apply/header.js';
import type { SchemaSource } from '../../compare/comparison.js';
import { openSide } from '../../compare/loadSide.js';
import { readSource } from '../../compare/readSource.js';
import { inScratch } from '../../inScratch.js';
import { readInventory } from '../../introspect/readInventory.js';
import type { Engine, Session } from '../../session.js';

export interface StartSchema {
  /** For people: `the 3 migrations before it`. */
  readonly label: string;
  /** Makes it in an empty database. @throws Problem with the statement that is refused. */
  readonly fill: (session: Session) => Promise<void>;
}

export interface FindStartRequest {
  /** The migration's own file: absolute, and its text. */
  readonly path: string;
  readonly text: string;
  /** Absolute: the folder of migrations that it is one of. */
  readonly migrations: string | undefined;
  /** Schemas that it may be made for, as `readSource` takes them: only for files whose header says for which one they are. */
  readonly candidates: readonly string[];
  /** Absolute: what candidates are relative to, and where the git repository is looked for. */
  readonly folder: string;
}

/** @returns what is missing, in sentences, when nobody can know where it starts. @throws Problem for files before it that do not run. */
export async function findStart(
  engine: Engine,
  request: FindStartRequest,
  signal: AbortSignal,
): Promise<StartSchema | { readonly missing: string }> {
  const { candidates, folder } = request;
  const header = readHeader(request.text);
  const before = await schemaBefore(request, signal);
  if (!header) {
    if (before) return before;
    return {
      missing:
        'Nobody knows which schema this file starts from: it is not one of a folder of migrations, and no header says it.',
    };
  }
  if (before && (await leadsTo(engine, before, header, signal))) return before;
  for (const candidate of candidates) {
    const start = await openStart(candidate, folder, signal).catch(onlyProblems);
    if (start && (await leadsTo(engine, start, header, signal))) return start;
  }
  const tried = [...(before ? [before.label] : []), ...candidates];
  const none = tried.length === 0 ? '' : ` It is not that of ${tried.join(', ')}.`;
  return { missing: `The schema that this file was made for (${header.from}) was not found.${none}` };
}

/** @param word as `readSource` takes it. @throws Problem that says what is not there. */
export async function openStart(word: string, folder: string, signal: AbortSignal): Promise<StartSchema> {
  const source = await readSource([word], { folder, env: process.env, signal });
  return startOf(source, signal);
}

export async function startOf(source: SchemaSource, signal: AbortSignal): Promise<StartSchema> {
  const { fill } = await openSide(source, signal);
  return { label: source.label, fill };
}

export const emptyDatabase: StartSchema = { label: 'an empty database', fill: async () => undefined };

/** Whether it is the schema that the header speaks of, for whichever version of PostgreSQL the hashes were made. */
export function isPromisedBy(inventory: Inventory, { scope }: Pick<PlanHeader, 'scope'>, hash: string): boolean {
  const scoped = scopeInventory(inventory, scope);
  if (inventoryHash(scoped) === hash) return true;
  for (let major = 13; major * 10_000 < inventory.version; major++)
    if (inventoryHash(forVersion(scoped, major * 10_000)) === hash) return true;
  return false;
}

/** What stands before it in its folder, in the order in which it runs. */
async function schemaBefore(
  { path, migrations, folder }: FindStartRequest,
  signal: AbortSignal,
): Promise<StartSchema | undefined> {
  if (migrations === undefined) return undefined;
  const source = await readSource([migrations], { folder, env: process.env, signal });
  if (source.kind !== 'scripts') return undefined;
  const at = source.scripts.findIndex(script => script.path === path);
  if (at < 0) return undefined;
  if (at === 0) return emptyDatabase;
  const label = at === 1 ? 'the migration before it' : `the ${at} migrations before it`;
  return startOf({ kind: 'scripts', label, scripts: source.scripts.slice(0, at) }, signal);
}

async function leadsTo(
  engine: Engine,
  { fill }: StartSchema,
  header: PlanHeader,
  signal: AbortSignal,
): Promise<boolean> {
  const inventory = await inScratch(engine, signal, async ({ session }) => {
    await fill(session);
    return readInventory(session);
  }).catch(onlyProblems);
  return inventory !== undefined && isPromisedBy(inventory, header, header.from);
}

/** A schema that cannot be read or does not run is not the one that is looked for. */
function onlyProblems(error: unknown): undefined {
  if (error instanceof Problem) return undefined;
  throw error;
}
