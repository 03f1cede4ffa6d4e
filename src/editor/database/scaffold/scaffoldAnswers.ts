/** In the thread: tables are read, planned and scaffolded. */
import { stat } from 'node:fs/promises';
import { relationsOf } from '../../../database/relations/relationsOf.js';
import { extensionsOf, schemaScript } from '../../../database/relations/schemaScript.js';
import type { Engine } from '../../../database/session.js';
import type { Overlay } from '../../../scaffold/messages.js';
import type { FileChange } from '../../../text/files.js';
import { Problem } from '../../../text/problem.js';
import { type Answers, tell } from '../../answerCalls.js';
import type { SideRequest } from '../compare/compareCalls.js';
import { inEditorWords } from '../compare/editorWords.js';
import { sourceOf } from '../compare/sourceOf.js';
import type { DatabaseTold, EngineChoice } from '../databaseCalls.js';
import { inJob } from '../jobs.js';
import { withEngine } from '../ownEngine.js';
import type { ReadTables, ScaffoldCalls, TablesAsk, TablesResult } from './scaffoldCalls.js';

export const scaffoldAnswers: Answers<ScaffoldCalls> = {
  readTables: ({ job, source, engine, unsaved }) =>
    inJob(job, signal =>
      inEditorWords(() => read(source, engine, unsaved, signal, progress => tell<DatabaseTold>({ job, progress }))),
    ),
  scaffoldTables: ({ job, ...ask }) => inJob(job, signal => inEditorWords(() => scaffold(ask, signal))),
};

async function read(
  side: SideRequest,
  choice: EngineChoice,
  unsaved: readonly Overlay[],
  signal: AbortSignal,
  say: (text: string) => void,
): Promise<ReadTables> {
  const source = await sourceOf(side, textsOf(unsaved), signal);
  const readBy = (engine: () => Promise<Engine>) => relationsOf(source, {}, engine, signal);
  let tables: Awaited<ReturnType<typeof readBy>>;
  if (source.kind === 'server') {
    tables = await readBy(async () => {
      throw new Error('a server needs no engine');
    });
  } else {
    say('Starting PostgreSQL');
    tables = await withEngine(choice, signal, async engine => {
      say('Loading the schema');
      return readBy(async () => shared(engine));
    });
  }
  const { isOurs } = await import('../../../resources/scaffoldTables.js');
  const relations = tables.relations.filter(relation => !isOurs(relation));
  if (relations.length === 0) throw nothing(side);
  return {
    relations,
    schemaSql: schemaScript(tables.inventory),
    extensions: extensionsOf(tables.inventory),
    warnings: source.kind === 'server' ? source.settings.warnings : [],
  };
}

/** Other jobs use it after this one. */
function shared(engine: Engine): Engine {
  const { facts, isConcurrent } = engine;
  return { facts, isConcurrent, scratch: () => engine.scratch(), close: async () => undefined };
}

function nothing(side: SideRequest): Problem {
  if (side.kind === 'server') {
    return new Problem(
      `${side.label} has no tables or views to make an API of that this connection's user may see. Choose another database or user.`,
    );
  }
  const place = side.kind === 'file' ? { path: side.path } : undefined;
  return new Problem(
    `${side.label} makes no tables or views, so there is nothing to make an API of. Write a CREATE TABLE, or choose another schema.`,
    place,
  );
}

async function scaffold(ask: TablesAsk, signal: AbortSignal): Promise<TablesResult> {
  const [{ scaffoldTables, descriptionName }, { projectAround }, { heldFolder }, { orForced, refusedFiles }] =
    await Promise.all([
      import('../../../resources/scaffoldTables.js'),
      import('../../../resources/code/projectAround.js'),
      import('../../../scaffold/heldFolder.js'),
      import('../../../scaffold/refusedFiles.js'),
    ]);
  const { tables, title, framework, auth, numbers, output, unsaved } = ask;
  const held = heldFolder(output, textsOf(unsaved));
  const folder: typeof held = {
    ...held,
    read(path) {
      // It is parsed and written anew for each file that is read: a place to stop.
      signal.throwIfAborted();
      return held.read(path);
    },
  };
  const before = await folder.read(descriptionName);
  const { outcome, stopped } = await orForced(force =>
    scaffoldTables({ ...tables, title, framework, auth, numbers, app: true, force }, output, folder),
  );
  signal.throwIfAborted();
  const { scaffolding, resources, notes, left, findings } = outcome;
  const project = await projectAround(output, scaffolding.dependencies, isFile);
  const own = project.map((file): FileChange => ({ ...file, owner: 'you' }));
  return {
    scaffolding: { ...scaffolding, changes: [...scaffolding.changes, ...own] },
    ...{ resources, notes, left, findings, before },
    isNewPackage: project.some(({ path }) => path === 'package.json'),
    ...(stopped !== undefined && { refused: { message: stopped, files: await refusedFiles(scaffolding, folder) } }),
  };
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}

function textsOf(unsaved: readonly Overlay[]): ReadonlyMap<string, string> {
  return new Map(unsaved.map(({ path, text }) => [path, text]));
}
