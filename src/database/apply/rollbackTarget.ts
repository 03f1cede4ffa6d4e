import nodePath from 'node:path';
import { Problem } from '../../text/problem.js';
import type { Session } from '../session.js';
import { type HistoryRow, hasHistory, newestRows } from './history.js';
import { downHalf } from './migrationFiles.js';
import { readScript } from './readScript.js';
import { RefusedRun } from './refusedRun.js';
import type { MigrationFile, MigrationScript } from './script.js';

/** What is to be taken back. */
export type RollbackTarget =
  /** What was applied last. */
  | { readonly kind: 'last' }
  /** A migration. Its history's text is run; `file.rollback` where the history has none. */
  | { readonly kind: 'migration'; readonly name: string; readonly file: MigrationFile }
  /** The very text of this file takes the migration of this name back. */
  | { readonly kind: 'script'; readonly name: string; readonly file: { readonly path: string; readonly text: string } };

/** @throws Problem when there is nothing to take back, or something else comes first. */
export async function rowOf(session: Session, target: RollbackTarget, anyway: boolean): Promise<HistoryRow> {
  const place = target.kind === 'last' ? undefined : { path: target.file.path };
  const rows = (await hasHistory(session)) ? await newestRows(session) : [];
  const row = target.kind === 'last' ? rows[0] : rows.find(({ name }) => name === target.name);
  if (!row)
    throw new Problem(
      target.kind === 'last'
        ? 'There is nothing to roll back: the history of this database has no migration.'
        : `The history of this database does not know ${target.name} as applied. Nothing was done.`,
      place,
    );
  if (anyway) return row;
  if (row.status === 'applying')
    throw new RefusedRun(
      {
        reason: 'partlyApplied',
        said: `${row.name} is applied in part only: ${row.done.length} of ${row.total} pieces. Nothing was done.`,
        advice: 'Finish it with --migrate and roll it back then, or run the rollback as it is with --any-schema.',
      },
      place,
    );
  const later = rows.slice(0, rows.indexOf(row)).map(({ name }) => name);
  if (later.length > 0)
    throw new RefusedRun(
      {
        reason: 'laterMigrations',
        said: `${later.length === 1 ? 'A migration was' : `${later.length} migrations were`} applied after ${row.name}: ${later.slice(0, 5).join(', ')}. Nothing was done.`,
        advice: 'Roll back the newest first (--rollback last), or this one all the same with --any-schema.',
      },
      place,
    );
  return row;
}

/** What takes it back, and what is to be said of it. @throws Problem when nobody wrote it down. */
export async function rollbackScript(
  target: RollbackTarget,
  { name, rollbackText, rollbackName }: HistoryRow,
): Promise<{ readonly script: MigrationScript; readonly notes: readonly string[] }> {
  const down = { half: 'down' } as const;
  if (target.kind === 'script') return { script: await filled(target.file.path, target.file.text), notes: [] };
  const file = target.kind === 'migration' ? fileOf(target.file) : undefined;
  const kept = rollbackText === null ? undefined : await filled(rollbackName ?? `${name} (rollback)`, rollbackText);
  const now = file && (await readScript(file.path, file.text, down));
  if (kept && now && kept.checksum !== now.checksum) {
    const shown = nodePath.basename(now.path);
    return {
      script: kept,
      notes: [
        `${shown} has changed since ${name} was applied: what was written down then is run. Name ${shown} itself to run what it says now.`,
      ],
    };
  }
  // The places of the file itself, where it says the same.
  const script = now ?? kept;
  if (!script || script.segments.length === 0)
    throw new Problem(`Nobody wrote down how ${name} is taken back. Write a file for it, and roll back with that.`);
  return { script, notes: [] };
}

async function filled(path: string, text: string): Promise<MigrationScript> {
  const script = await readScript(path, text, { half: 'down' });
  if (script.segments.length > 0) return script;
  throw new Problem('There is no statement in this rollback.', { path });
}

function fileOf(file: MigrationFile): { readonly path: string; readonly text: string } | undefined {
  if (file.rollback) return file.rollback;
  return downHalf(file.text) === undefined ? undefined : file;
}
