import nodePath from 'node:path';
import type { InventoryHash } from '../../schema/migration/inventoryHash.js';
import { Problem } from '../../text/problem.js';
import { untilAborted } from '../cancellable.js';
import type { Session } from '../session.js';
import { type PlanHeader, readHeader } from './header.js';
import { ensureHistory, findRow } from './history.js';
import { downHalf } from './migrationFiles.js';
import type { Outcome } from './outcome.js';
import { type ApplyOptions, performRun, type RunControl, usualPatience, verified } from './performRun.js';
import { readScript } from './readScript.js';
import { RefusedRun } from './refusedRun.js';
import { alreadyApplied, resumeAt } from './resume.js';
import { takeLock } from './runLock.js';
import { explainDifference, type FoundSchema, findSchema } from './schemaCheck.js';
import type { MigrationFile, MigrationScript } from './script.js';
import { type Connect, withSession } from './withSession.js';

/** A migration and the name by which the history knows it. */
export interface NamedMigration {
  readonly name: string;
  readonly file: MigrationFile;
}

/**
 * Applies a migration: under one lock, written down in the history, up to the first statement that fails. What a transaction holds is
 * undone then; a run that stopped between two pieces goes on there the next time.
 * @throws Problem before anything is done: a file that cannot be run, another run, another schema, a file that has changed since. The
 * signal's reason when it is aborted before the first statement.
 */
export async function applyMigration(
  connect: Connect,
  { name, file }: NamedMigration,
  options: ApplyOptions = {},
  control: RunControl = {},
): Promise<Outcome> {
  const { path, text } = file;
  const { signal, onProgress } = control;
  const script = await readScript(path, text);
  if (script.segments.length === 0) throw new Problem('There is no statement in this migration.', { path });
  const header = readHeader(text);
  return withSession(connect, signal, async session => {
    const known = await untilAborted(session, signal, async () => {
      await takeLock(session, { patience: options.patience ?? usualPatience, signal, onProgress });
      await ensureHistory(session);
      return findRow(session, name);
    });
    if (known?.status === 'applied') return alreadyApplied(name, script, known);
    const from = known ? resumeAt(script, known) : 0;
    const check = header && !known && !options.anySchema;
    if (check) await untilAborted(session, signal, () => refuseOtherSchema(session, path, header, options, control));
    const down = file.rollback ?? ownDownHalf(file);
    const outcome = await performRun(session, {
      ...{ connect, script, direction: 'up', known, from, options, control },
      row: {
        ...{ name, checksum: script.checksum, total: script.segments.length },
        ...{ fromSchema: header?.from, toSchema: header?.to },
        rollback: down && { name: nodePath.basename(down.path), text: down.text },
      },
      notes: [...resumeNote(script, from), ...toolNote(script)],
    });
    return outcome.status === 'applied' && header
      ? verified(session, outcome, header.to, header, { options, control })
      : outcome;
  });
}

function resumeNote({ segments }: MigrationScript, from: number): readonly string[] {
  if (from === 0) return [];
  return [`It goes on where a run stopped before: ${from} of ${segments.length} pieces were done.`];
}

/** Its marks say that somebody runs such files with another tool. */
function toolNote({ tool }: MigrationScript): readonly string[] {
  if (tool === undefined || tool === 'plain') return [];
  return [`${tool} has a history of its own, which does not know of this: it would apply the file again.`];
}

function ownDownHalf({ path, text }: MigrationFile): { readonly path: string; readonly text: string } | undefined {
  const half = downHalf(text);
  return half === undefined ? undefined : { path, text: half };
}

async function refuseOtherSchema(
  session: Session,
  path: string,
  header: PlanHeader,
  { openEngine, earlier }: ApplyOptions,
  { signal, onProgress }: RunControl,
): Promise<void> {
  const options = { scope: header.scope, madeBy: header.engine, openEngine, signal, onProgress };
  const found = await findSchema(session, [header.from, header.to], options);
  if (found.hash === header.from) return;
  if (found.hash === header.to)
    throw new Problem(
      'The database has the schema already that this migration leads to, though the history does not know of it. Nothing was done.',
      { path },
    );
  const differences = await explainDifference(header.from, found, (await earlier?.()) ?? [], options);
  throw otherSchema(path, header.from, found, differences);
}

function otherSchema(
  path: string,
  expected: InventoryHash,
  { hash, isRebuilt }: FoundSchema,
  differences: string | undefined,
): Problem {
  const why = differences === undefined ? '' : ` In the database, ${differences}.`;
  const words = isRebuilt
    ? ''
    : ' It was not rebuilt in the engine that made the plan, which may word it in another way.';
  return new RefusedRun(
    {
      reason: 'otherSchema',
      said: `This migration was made for another schema (${expected}) than the database has (${hash}).${why}${words} Nothing was done.`,
      advice: 'Compare again, or apply it all the same with --any-schema.',
    },
    { path },
  );
}
