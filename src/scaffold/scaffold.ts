/** An Api becomes code: what to write into the output folder, worked out whole before the first write. */
import { posix } from 'node:path';
import type { Api } from '../openapi/api.js';
import type { FileChange } from '../text/files.js';
import { Problem } from '../text/problem.js';
import { appSource } from './app/appFile.js';
import { type Dependency, databaseDependencies, dependenciesOf } from './dependencies.js';
import type { Note } from './emitted.js';
import { freshHandlers } from './handlers/handlers.js';
import { mergeHandlers } from './handlers/merge.js';
import { inspectHeader, isWrittenFrom, stamp } from './header.js';
import { planNames } from './names/names.js';
import type { Plan } from './plan.js';
import { indexSource } from './routes/indexFile.js';
import { routesSource } from './routes/routes.js';
import { runtimeFiles, runtimePaths } from './runtimeFiles.js';
import { assertParses } from './syntax.js';
import type { Source, TableCode } from './tableCode.js';
import { typesSource } from './types/types.js';
import { groupValidatorsSources, validatorsSource } from './validators/validators.js';

export interface ScaffoldOptions {
  readonly framework: 'express' | 'fastify' | 'koa';
  /** Only types.ts. */
  readonly typesOnly?: boolean;
  /** Also app.ts, where there is none. */
  readonly app?: boolean;
  /** Overwrite generated files that were edited by hand, and files of other origin under their names. */
  readonly force?: boolean;
  /** The spec's file name, for headers. */
  readonly specName: string;
  /** Handlers that are more than stubs: those of an API over a database. */
  readonly tables?: TableCode;
}

/** Paths are relative, with forward slashes. */
export interface OutputFolder {
  /** Undefined when there is no such file. */
  readonly read: (path: string) => Promise<string | undefined>;
  /** Names of the files directly in the folder; none when it does not exist. */
  readonly list: () => Promise<readonly string[]>;
}

/** A handler without an operation. */
export interface Orphan {
  readonly file: string;
  readonly name: string;
  /** The handler file in which the operation now is: its tag changed. */
  readonly movedTo?: string;
}

export interface Scaffolding {
  /** Only what differs from the folder. */
  readonly changes: readonly FileChange[];
  /** Generated files that are as they should be. */
  readonly unchanged: readonly string[];
  /** Files of yours that nothing was added to. */
  readonly kept: readonly string[];
  readonly orphans: readonly Orphan[];
  readonly notes: readonly Note[];
  readonly routesCount: number;
  readonly typesCount: number;
  /** What package.json needs. */
  readonly dependencies: readonly Dependency[];
}

/**
 * @throws Problem when a generated file was edited by hand (unless `force`), or a handler file does not parse. Nothing
 * is written then, or at any time: the caller applies `changes`.
 */
export async function scaffold(api: Api, options: ScaffoldOptions, folder: OutputFolder): Promise<Scaffolding> {
  const plan = planNames(api);
  const types = typesSource(plan);
  const notes: Note[] = [...plan.notes, ...types.notes];
  const generated: Source[] = [{ path: 'types.ts', text: types.text }];
  const { tables } = options;
  // Handlers that were made for a database need what they call, also when only the description is scaffolded again.
  const database = tables !== undefined || isOurs(await folder.read('runtime/database.ts'));
  if (!options.typesOnly) generated.push(...code(plan, options, database, notes), ...(tables?.generated(plan) ?? []));

  const { changes, unchanged } = await compare(generated, options, folder);
  const yours = options.typesOnly ? nothing : await handlers(plan, options, folder, notes);
  if (!options.typesOnly) changes.push(...(await stale(generated, folder)));
  changes.push(...yours.changes);
  const kept = [...yours.kept];
  const more: Dependency[] = database && !options.typesOnly ? [...databaseDependencies] : [];
  const once = options.typesOnly ? [] : [...(tables?.yours(plan) ?? [])];
  if (options.app && !options.typesOnly) {
    const { text, dependencies } = appSource(plan, options.framework, tables !== undefined);
    once.push({ path: 'app.ts', text });
    if ((await folder.read('app.ts')) === undefined) more.push(...dependencies);
  }
  for (const source of once) {
    if ((await folder.read(source.path)) !== undefined) kept.push(source.path);
    else changes.push({ ...source, owner: 'you' });
  }
  // The runtime is the same for every spec.
  for (const change of changes)
    if (!runtimePaths.includes(change.path) && change.path.endsWith('.ts')) assertParses(change);
  return {
    changes,
    unchanged,
    kept,
    orphans: yours.orphans,
    notes,
    routesCount: options.typesOnly ? 0 : plan.groups.reduce((count, group) => count + group.operations.length, 0),
    typesCount: types.text.match(/^export (?:interface|type) /gm)?.length ?? 0,
    dependencies: options.typesOnly ? [] : [...dependenciesOf(options.framework), ...more],
  };
}

function isOurs(text: string | undefined): boolean {
  return text !== undefined && inspectHeader(text) === 'ours';
}

function code(plan: Plan, { framework }: ScaffoldOptions, database: boolean, notes: Note[]): Source[] {
  const validators = validatorsSource(plan);
  const index = indexSource(plan, framework);
  const groups = groupValidatorsSources(plan);
  notes.push(...validators.notes, ...groups.notes, ...index.notes);
  return [
    { path: 'validators.ts', text: validators.text },
    ...runtimeFiles(framework, database),
    ...[...groups.files].map(([path, text]) => ({ path, text })),
    ...plan.groups.map(group => ({ path: `${group.file}.routes.ts`, text: routesSource(plan, group, framework) })),
    { path: 'index.ts', text: index.text },
  ];
}

async function compare(sources: readonly Source[], options: ScaffoldOptions, folder: OutputFolder) {
  const changes: FileChange[] = [];
  const unchanged: string[] = [];
  const edited: string[] = [];
  const foreign: string[] = [];
  for (const { path, text: body } of sources) {
    const text = stamp(body, options.specName);
    const there = await folder.read(path);
    if (there?.replaceAll('\r\n', '\n') === text) {
      unchanged.push(path);
      continue;
    }
    const origin = there === undefined ? 'ours' : inspectHeader(there);
    if (there !== undefined && origin === 'ours' && isWrittenFrom(there, text)) {
      unchanged.push(path);
      continue;
    }
    if (origin === 'edited') edited.push(path);
    if (origin === 'foreign') foreign.push(path);
    changes.push({ path, text, owner: 'generated' });
  }
  if (!options.force && edited.length + foreign.length > 0) throw new Problem(refusal(edited, foreign));
  return { changes, unchanged };
}

function refusal(edited: readonly string[], foreign: readonly string[]): string {
  const parts: string[] = [];
  if (edited.length > 0) {
    parts.push(
      `${edited.join(', ')}: generated, but edited by hand. Move your changes into the *.handlers.ts files, or overwrite them with --force.`,
    );
  }
  if (foreign.length > 0) {
    parts.push(
      `${foreign.join(', ')}: not generated, but in the way. Choose another output folder, or overwrite with --force.`,
    );
  }
  return `${parts.join(' ')} Nothing was written.`;
}

/** Generated files that no run writes any more: a tag is gone, or the framework is another. Edited ones stay. */
async function stale(sources: readonly Source[], folder: OutputFolder): Promise<FileChange[]> {
  // Where case does not count `Users.routes.ts` is `users.routes.ts`: never remove what was just written.
  const current = new Set(sources.map(({ path }) => path.toLowerCase()));
  const changes: FileChange[] = [];
  const ofTags = (await folder.list()).filter(name => /\.(?:routes|validators)\.ts$/.test(name));
  for (const name of [...ofTags.sort(), ...runtimePaths]) {
    if (current.has(name.toLowerCase())) continue;
    const text = await folder.read(name);
    if (text !== undefined && inspectHeader(text) === 'ours') {
      changes.push({ path: name, text: undefined, owner: 'generated' });
    }
  }
  return changes;
}

const nothing = { changes: [], kept: [], orphans: [] } as const;

async function handlers(plan: Plan, { tables }: ScaffoldOptions, folder: OutputFolder, notes: Note[]) {
  const changes: FileChange[] = [];
  const kept: string[] = [];
  const orphans: Orphan[] = [];
  const homes = new Map(
    plan.groups.flatMap(group => group.operations.map(({ name }) => [name, `${group.file}.handlers.ts`] as const)),
  );
  const readSibling = (specifier: string) => folder.read(posix.normalize(specifier));
  const gone = (await folder.list())
    .filter(name => name.endsWith('.handlers.ts') && !plan.groups.some(group => isFileOf(group.file, name)))
    .map(name => ({ title: '', name: '', file: name.slice(0, -'.handlers.ts'.length), operations: [] }))
    .sort((a, b) => (a.file < b.file ? -1 : 1));
  for (const group of [...plan.groups, ...gone]) {
    const path = `${group.file}.handlers.ts`;
    const existing = await folder.read(path);
    const merged = await mergeHandlers(existing, freshHandlers(group, tables), path, readSibling);
    if (merged.text === existing) kept.push(path);
    else changes.push({ path, text: merged.text, owner: 'you' });
    for (const name of merged.orphans) {
      const home = homes.get(name);
      orphans.push({ file: path, name, ...(home !== undefined && home !== path ? { movedTo: home } : {}) });
    }
    for (const { name, operation } of group.operations) {
      if (!merged.withheld.includes(name)) continue;
      notes.push({
        rule: 'handler-withheld',
        at: operation.at,
        message: `${path} exports * from ${merged.unfollowed.join(', ')}, which could not be read: no stub was added for ${name}, in case it is there. Add it yourself if not.`,
      });
    }
  }
  return { changes, kept, orphans };
}

function isFileOf(stem: string, name: string): boolean {
  return `${stem}.handlers.ts`.toLowerCase() === name.toLowerCase();
}
