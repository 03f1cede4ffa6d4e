/** Files and the migrations among them → the groups that make up one schema each. */
import nodePath from 'node:path';
import type { Dialect } from '../catalog.js';
import type { FileRole } from '../rule.js';
import type { ParsedFile } from '../statement.js';
import type { FileFacts } from './fileFacts.js';
import type { LayoutOptions, MigrationsFolder } from './migrationFolders.js';
import type { MigrationMarks } from './migrationMarks.js';
import { compareText } from './migrationNames.js';
import type { OrderedMigration } from './migrationOrder.js';
import { runsInTransaction } from './migrationTransaction.js';
import { groupPlainFiles } from './plainGroups.js';
import type { MigrationTool, SchemaGroup } from './project.js';
import { homesOfQueries } from './queryHomes.js';

export interface GroupedFiles {
  readonly group: SchemaGroup;
  /** One for each of the group's files, in the same order. */
  readonly roles: readonly FileRole[];
}

/** What is known of files beside their statements. */
export interface FileReading {
  /** Text of the tools' own files. */
  readonly readText: LayoutOptions['readText'];
  /** By path. */
  readonly marksOf: (path: string) => MigrationMarks;
  readonly factsOf: (file: ParsedFile) => FileFacts;
}

/** What `groupFiles` keeps while it builds a group. */
interface Draft {
  readonly path: string;
  readonly kind: SchemaGroup['kind'];
  readonly tool?: MigrationTool;
  readonly dialect: Dialect;
  readonly roles: FileRole[];
  readonly facts: readonly FileFacts[];
}

/**
 * @param files every .sql file below the root, read in the dialect that `dialects.ts` chose for it.
 * @param layout the migrations among them, from `findMigrations`.
 * @param factsOf `fileFacts`, or a cache of it.
 * @returns groups by path. Every file is in one of them; files of different dialects never share one.
 */
export function groupFiles(
  root: string,
  files: readonly ParsedFile[],
  layout: readonly MigrationsFolder[],
  reading: FileReading,
): readonly GroupedFiles[] {
  const { factsOf } = reading;
  const byPath = new Map(files.map(file => [file.path, file]));
  const drafts = layout.flatMap(folder => migrationDrafts(root, folder, byPath, reading));
  const migrations = new Set(drafts.flatMap(({ roles }) => roles.map(({ file }) => file.path)));
  const plain = files
    .filter(({ path }) => !migrations.has(path))
    .sort((a, b) => compareText(a.path, b.path))
    .map(factsOf);
  const withDdl = byDialect(plain.filter(({ ddl }) => ddl));
  for (const [dialect, facts] of withDdl) {
    for (const { path, kind, files: members } of groupPlainFiles(root, facts)) {
      const roles = members.map(member => schemaRole(byPath.get(member.path)!, isTeardown(member, members)));
      drafts.push({ path, kind, dialect, roles, facts: members });
    }
  }
  const queries = plain.filter(({ ddl }) => !ddl);
  const homes = homesOfQueries(
    queries,
    drafts.map(draft => homeOf(draft, factsOf)),
  );
  for (const facts of queries) {
    const { path, dialect } = facts;
    const role: FileRole = { file: byPath.get(path)!, role: 'query' };
    const home = homes.get(facts);
    if (home) home.draft.roles.push(role);
    else drafts.push({ path, kind: 'file', dialect, roles: [role], facts: [] });
  }
  return named(drafts);
}

/** The file with the Down halves that its name or its comments mark. `entry`: what the layout says of it. */
export function withDownHalves(
  file: ParsedFile,
  entry: OrderedMigration | undefined,
  marks: MigrationMarks,
): ParsedFile {
  if (!entry) return file;
  const down = entry.down ? [{ start: 0, end: file.text.length + 1 }] : marks.down;
  return down.length > 0 ? { ...file, down } : file;
}

function migrationDrafts(
  root: string,
  { path, tool, guessed, files }: MigrationsFolder,
  byPath: ReadonlyMap<string, ParsedFile>,
  reading: FileReading,
): readonly Draft[] {
  const present = files.filter(entry => byPath.has(entry.path));
  const facts = present.map(entry => reading.factsOf(byPath.get(entry.path)!));
  if (guessed && !isSequence(facts)) return [];
  if (tool === 'plain' && areWholeDumps(facts.filter((_, i) => !present[i]!.down))) return [];
  const withDialect = present.map(entry => ({ ...entry, dialect: byPath.get(entry.path)!.dialect }));
  return [...byDialect(withDialect)].map(([dialect, entries]): Draft => {
    const newest = entries.findLast(({ down, repeatable }) => !down && !repeatable);
    const roles = entries.map(entry => migrationRole(root, tool, byPath.get(entry.path)!, entry === newest, reading));
    return { path, kind: 'migrations', tool, dialect, roles, facts: [] };
  });
}

/** Numbered files that hold only queries, or each make the same tables (exercises, examples), do not run one after another. */
function isSequence(facts: readonly FileFacts[]): boolean {
  const dropped = new Set(facts.flatMap(({ drops }) => [...drops]));
  const made = facts.flatMap(({ creates }) => [...creates]).filter(name => !dropped.has(name));
  return facts.some(({ ddl }) => ddl) && new Set(made).size === made.length;
}

/** Each version of the schema from its beginning: every file makes most of what the one before it makes. Such files do not run one after another. */
function areWholeDumps(inOrder: readonly FileFacts[]): boolean {
  const makers = inOrder.filter(({ creates }) => creates.size > 1);
  const again = makers.slice(1).every(({ creates }, i) => {
    const before = [...makers[i]!.creates];
    const shared = before.filter(name => creates.has(name)).length;
    return shared > 1 && shared * 2 >= before.length;
  });
  return makers.length > 1 && again;
}

function migrationRole(
  root: string,
  tool: MigrationTool,
  file: ParsedFile,
  newest: boolean,
  { marksOf, readText }: FileReading,
): FileRole {
  const transaction = runsInTransaction(root, tool, file, marksOf(file.path), readText);
  return {
    file,
    role: 'migration',
    tool,
    ...(transaction !== undefined && { transaction }),
    ...(newest && { newest }),
  };
}

/** The role of a file whose text is another now, while its facts, its name and its marks are not. */
export function renewRole(root: string, role: FileRole, file: ParsedFile, reading: FileReading): FileRole {
  if (role.tool) return migrationRole(root, role.tool, file, role.newest ?? false, reading);
  return role.role === 'schema' ? schemaRole(file, role.file.down.length > 0) : { ...role, file };
}

/** A script that drops what the others make belongs to them, but is no part of the schema. */
function isTeardown({ creates, needs, drops }: FileFacts, members: readonly FileFacts[]): boolean {
  if (creates.size > 0 || needs.size > 0 || drops.size === 0) return false;
  return members.some(other => [...drops].some(name => other.creates.has(name)));
}

function schemaRole(file: ParsedFile, teardown: boolean): FileRole {
  return { file: teardown ? { ...file, down: [{ start: 0, end: file.text.length + 1 }] } : file, role: 'schema' };
}

function homeOf(draft: Draft, factsOf: FileReading['factsOf']) {
  const { path, kind, dialect, roles, facts } = draft;
  const isMigrations = kind === 'migrations';
  const all = isMigrations ? roles.map(({ file }) => factsOf(file)) : facts;
  const creates = new Set(all.flatMap(one => [...one.creates]));
  return { draft, folder: kind === 'file' ? nodePath.dirname(path) : path, dialect, isMigrations, creates };
}

function byDialect<Item extends { readonly dialect: Dialect }>(
  items: readonly Item[],
): ReadonlyMap<Dialect, readonly Item[]> {
  const found = new Map<Dialect, Item[]>();
  for (const item of items) {
    const known = found.get(item.dialect);
    if (known) known.push(item);
    else found.set(item.dialect, [item]);
  }
  return found;
}

/** A path that two groups have goes to the first; the others are called after their first files. */
function named(drafts: readonly Draft[]): readonly GroupedFiles[] {
  const taken = new Set<string>();
  const inOrder = [...drafts].sort((a, b) => compareText(a.dialect, b.dialect) || compareText(a.path, b.path));
  const groups = inOrder.map(({ path, kind, tool, dialect, roles }): GroupedFiles => {
    const files = roles.map(({ file }) => file.path);
    const name = taken.has(path) ? files[0]! : path;
    taken.add(name);
    return { group: { path: name, kind, ...(tool && { tool }), dialect, files }, roles };
  });
  return groups.sort((a, b) => compareText(a.group.path, b.group.path));
}
