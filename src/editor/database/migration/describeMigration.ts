/** In the thread: which files belong to a migration, and what they hold. */
import { readdir } from 'node:fs/promises';
import nodePath from 'node:path';
import { downHalf, migrationName, type NamedFile, openMigrationFile } from '../../../database/apply/migrationFiles.js';
import { readScript } from '../../../database/apply/readScript.js';
import { statementCount } from '../../../database/apply/script.js';
import { headerHazards } from '../../../database/prove/file/headerHazards.js';
import { Problem } from '../../../text/problem.js';
import type { DescribedMigration } from './migrationCalls.js';

export { openMigrationFile as openMigration } from '../../../database/apply/migrationFiles.js';

/** @throws Problem with its place for what cannot be read or run as it stands. */
export async function describeMigration(path: string): Promise<DescribedMigration> {
  const { name, direction } = await openMigrationFile(path);
  const both = direction === 'down' ? await upOf(path) : await openMigrationFile(path);
  const { file } = both ?? { file: undefined };
  const up = file && (await readScript(file.path, file.text));
  const back = direction === 'down' ? await ownText(path) : (file?.rollback ?? backOf(file));
  const down = back && (await readScript(back.path, back.text, { half: 'down' }));
  const hazards = [up, down].flatMap(script => (script ? headerHazards(script.text) : []));
  const of = (way: 'up' | 'down') => [
    ...new Set(hazards.filter(one => one.direction === way).map(({ reason }) => reason)),
  ];
  return {
    ...{ name, direction },
    ...(file && { up: file.path }),
    ...(back && { down: back.path }),
    statements: { up: up ? statementCount(up.segments) : 0, down: down ? statementCount(down.segments) : 0 },
    hazards: { up: of('up'), down: of('down') },
    ...(up?.tool && up.tool !== 'plain' && { tool: up.tool }),
  };
}

/** The migration whose half it is. @throws Problem for a rollback beside which there is no migration. */
export async function openBothHalves(path: string): Promise<NamedFile> {
  const named = await openMigrationFile(path);
  if (named.direction === 'up') return named;
  const up = await upOf(path);
  if (up) return { ...up, file: { ...up.file, rollback: { path, text: named.file.text } } };
  throw new Problem('This file takes a migration back, and the migration itself is not beside it.', { path });
}

/** The migration that a file takes back: of the same name, in its folder. */
async function upOf(path: string): Promise<NamedFile | undefined> {
  const folder = nodePath.dirname(path);
  const siblings = await readdir(folder).catch(() => [] as string[]);
  const { name } = migrationName(path, siblings);
  const found = siblings
    .filter(other => /\.sql$/i.test(other))
    .map(other => nodePath.join(folder, other))
    .find(other => {
      const one = migrationName(other, siblings);
      return one.direction === 'up' && one.name === name && other !== path;
    });
  return found === undefined ? undefined : openMigrationFile(found);
}

async function ownText(path: string): Promise<{ readonly path: string; readonly text: string }> {
  return (await openMigrationFile(path)).file;
}

function backOf(file: NamedFile['file'] | undefined) {
  return file && downHalf(file.text) !== undefined ? file : undefined;
}
