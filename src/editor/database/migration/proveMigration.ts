import path from 'node:path';
import { Problem } from '../../../text/problem.js';
import { askStart, givenStart, rememberedStart } from './askStart.js';
import type { ProveAnswer, StartChoice } from './migrationCalls.js';
import { readMigrationChoice } from './migrationChoice.js';
import { filesOf, type MigrationRoom } from './migrationRoom.js';
import { type MigrationTarget, openTarget } from './migrationTarget.js';
import { markProblem, type RunSummary, say, summaryOf } from './showRun.js';

/**
 * Runs a migration and what takes it back on fresh databases of our own, starting from what comes before it.
 * @returns undefined when the user stopped on the way.
 */
export async function proveMigration(
  room: MigrationRoom,
  file: unknown,
  given: unknown,
): Promise<RunSummary | undefined> {
  const choice = readMigrationChoice(given);
  const target = await markProblem(room, () => openTarget(room.databases, file, choice));
  if (!target) return undefined;
  const start: StartChoice = (await givenStart(room.databases, choice)) ?? {
    kind: 'find',
    candidates: await candidates(room, target),
    ...(target.migrations !== undefined && { migrations: target.migrations }),
  };
  let answer = await prove(room, target, start);
  if (answer.kind === 'startWanted') {
    const wanted =
      (await rememberedStart(room.databases, target)) ?? (await askStart(room.databases, target, answer.missing));
    if (!wanted) return undefined;
    answer = await prove(room, target, wanted);
  }
  if (answer.kind === 'startWanted') throw new Problem(answer.missing, { path: target.uri.fsPath });
  await room.keep(target.described, answer.shown, 'proof');
  say(room, target, answer.shown, []);
  return summaryOf(answer.shown);
}

function prove(
  room: MigrationRoom,
  { uri, folder, described }: MigrationTarget,
  start: StartChoice,
): Promise<ProveAnswer> {
  const { databases } = room;
  const engine = databases.engine();
  const name = path.basename(described.up ?? uri.fsPath);
  return markProblem(
    room,
    () =>
      databases.run(`Proving ${name}`, job =>
        databases.thread.call('proveMigration', { job, engine, path: uri.fsPath, start, folder }),
      ),
    filesOf(described),
  );
}

/** Schemas of the workspace that it may be made for: as they are, and as they were committed last. */
async function candidates(
  { databases }: MigrationRoom,
  { migrations, folder }: MigrationTarget,
): Promise<readonly string[]> {
  const most = 5;
  const groups = await databases.desk.schemas.ask('groups', {});
  const schemas = groups
    .filter(group => group.dialect === 'postgresql' && group.path !== migrations && group.tables > 0)
    .map(group => path.relative(folder, group.path))
    .filter(relative => relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative))
    .slice(0, most);
  return [...schemas, ...schemas.map(relative => `HEAD:./${relative.split(path.sep).join('/')}`)];
}
