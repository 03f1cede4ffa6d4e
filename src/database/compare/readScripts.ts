/** Files and folders → scripts in the order in which they run, without what takes back. */
import nodePath from 'node:path';
import { type FileFacts, fileFacts } from '../../schema/project/fileFacts.js';
import { type GroupedFiles, groupFiles, withDownHalves } from '../../schema/project/groupFiles.js';
import { findMigrations } from '../../schema/project/migrationFolders.js';
import { type MigrationMarks, readMigrationMarks } from '../../schema/project/migrationMarks.js';
import { namedDialect } from '../../schema/project/migrationVariants.js';
import { chooseDialects } from '../../schema/project/projectDialects.js';
import { saidDialect } from '../../schema/reading/directives.js';
import { loadParser } from '../../schema/reading/parse.js';
import type { FileRole } from '../../schema/rule.js';
import type { ParsedFile } from '../../schema/statement.js';
import { commonFolder, isBelow } from '../../text/folders.js';
import { Problem } from '../../text/problem.js';
import { parseScript, type Script } from '../scriptStatements.js';
import { withIncludes } from './scriptIncludes.js';
import { orderByNeeds } from './scriptOrder.js';
import type { SourceTree } from './sourceTree.js';

/** A file or folder that a person named; the path is absolute. */
export interface Named {
  readonly tree: SourceTree;
  readonly path: string;
  readonly kind: 'file' | 'folder';
}

/** Files with the folder that they are looked at as parts of. */
interface Unit {
  readonly tree: SourceTree;
  readonly folder: string;
  readonly paths: readonly string[];
}

/**
 * Files run in the order given, unless that is just the order of their names: then in that of what they need. A folder holds one
 * schema: a set of migrations, or files that are ordered by what they need.
 * @param picksOwn of a folder's several schemas the one that is called like the folder is meant.
 * @throws Problem for a folder without a schema or with several, and for what cannot be read.
 */
export async function readScripts(named: readonly Named[], picksOwn = false): Promise<readonly Script[]> {
  const scripts: Script[] = [];
  for (let at = 0; at < named.length; ) {
    const { tree, path, kind } = named[at]!;
    if (kind === 'folder') {
      scripts.push(...(await scriptsOfFolder(tree, path, picksOwn)));
      at++;
      continue;
    }
    const end = named.findIndex((other, index) => index > at && (other.kind === 'folder' || other.tree !== tree));
    const files = named.slice(at, end < 0 ? named.length : end).map(one => one.path);
    scripts.push(...(await scriptsOfFiles(tree, files)));
    at += files.length;
  }
  return scripts;
}

async function scriptsOfFolder(tree: SourceTree, folder: string, picksOwn: boolean): Promise<readonly Script[]> {
  const paths = await tree.list(folder);
  const place = { path: tree.called(folder) };
  if (paths.length === 0) throw new Problem('There is no .sql file in this folder.', place);
  const groups = await groupsOf({ tree, folder, paths });
  const schemas = groups.filter(
    one => one.roles.some(({ role }) => role !== 'query') && !groups.some(other => isLeftOver(one, other)),
  );
  const all = schemas.filter(({ group }) => group.dialect === 'postgresql');
  const own = picksOwn ? all.filter(({ group }) => group.path === folder) : [];
  const ours = own.length > 0 ? own : all;
  const [only, ...others] = ours;
  if (!only) {
    const dialect = schemas[0]?.group.dialect;
    const what = dialect === undefined ? 'The files of this folder define no tables' : `This folder is for ${dialect}`;
    throw new Problem(`${what}. Name the folder or the files of a PostgreSQL schema.`, place);
  }
  if (others.length > 0) {
    const names = ours.map(({ group }) => nodePath.relative(folder, group.path) || '.');
    throw new Problem(
      `This folder holds ${ours.length} schemas that do not go together: ${names.slice(0, 8).join(', ')}${names.length > 8 ? ', …' : ''}. Name one of them.`,
      place,
    );
  }
  const { group, roles } = only;
  if (group.kind === 'migrations') return scriptsOf(tree, roles.map(runText));
  return scriptsOf(tree, inOrder(roles.filter(isPartOfSchema)));
}

async function scriptsOfFiles(tree: SourceTree, paths: readonly string[]): Promise<readonly Script[]> {
  for (const path of paths) mustBeSql(path, tree);
  const areByName = paths.length > 1 && paths.every((path, at) => at === 0 || paths[at - 1]! < path);
  if (!areByName) {
    const texts = await tree.read(paths);
    const isInAnyOrder = paths.length === 1 && !isMigration(tree, paths[0]!, texts.get(paths[0]!)!);
    return scriptsOf(
      tree,
      paths.map(path => ({
        path,
        text: withoutSpans(texts.get(path)!, readMigrationMarks(texts.get(path)!).down),
        ...(isInAnyOrder && { isInAnyOrder }),
      })),
    );
  }
  const folder = commonFolder(paths.map(path => nodePath.dirname(path)));
  const groups = await groupsOf({ tree, folder, paths });
  const whole = groups.find(({ group, roles }) => group.kind === 'migrations' && roles.length === paths.length);
  if (whole) return scriptsOf(tree, whole.roles.map(runText));
  const roles = groups.flatMap(group => group.roles);
  return scriptsOf(tree, inOrder([...roles].sort((a, b) => (a.file.path < b.file.path ? -1 : 1))));
}

/** By its own name, its marks and the tool's files around it. */
function isMigration(tree: SourceTree, path: string, text: string): boolean {
  const folder = nodePath.dirname(path);
  return layoutOf({ tree, folder, paths: [path] }, () => readMigrationMarks(text)).length > 0;
}

/** @throws Problem that says how SQL is made of it. */
function mustBeSql(path: string, tree: SourceTree): void {
  const place = { path: tree.called(path) };
  if (/\.prisma$/i.test(path))
    throw new Problem(
      'A Prisma schema is compared as SQL. Make it: prisma migrate diff --from-empty --to-schema-datamodel schema.prisma --script > schema.sql',
      place,
    );
  if (/\.[cm]?[jt]sx?$/i.test(path))
    throw new Problem(
      'A schema written in JavaScript or TypeScript is compared as SQL. Make it with its tool: drizzle-kit export > schema.sql, or pg_dump --schema-only of a database that it was applied to.',
      place,
    );
}

function layoutOf({ tree, folder, paths }: Unit, marksOf: (path: string) => MigrationMarks) {
  return findMigrations(
    isBelow(tree.root, folder) ? tree.root : folder,
    paths.map(path => ({ path, marks: marksOf(path) })),
    { readText: tree.readSmall, migrations: [] },
  );
}

async function groupsOf({ tree, folder, paths }: Unit): Promise<readonly GroupedFiles[]> {
  const texts = await tree.read(paths);
  const marks = new Map(paths.map(path => [path, readMigrationMarks(texts.get(path)!)] as const));
  const marksOf = (path: string): MigrationMarks => marks.get(path)!;
  const layout = layoutOf({ tree, folder, paths }, marksOf);
  const hints = paths.map(path => {
    const said = saidDialect(texts.get(path)!) ?? namedDialect(path);
    return { path, ...(said && { said }) };
  });
  // What no file says to be another dialect is PostgreSQL, which knows best what it does not understand.
  const dialects = new Map(chooseDialects(hints, layout, 'postgresql'));
  for (const { dialect, files } of layout) if (dialect) for (const { path } of files) dialects.set(path, dialect);
  for (const dialect of new Set(dialects.values())) await loadParser(dialect);
  const entries = new Map(layout.flatMap(({ files }) => files.map(entry => [entry.path, entry] as const)));
  const files = paths.map(path => {
    const parsed = parseScript(path, texts.get(path)!, dialects.get(path)!);
    return withDownHalves(parsed, entries.get(path), marksOf(path));
  });
  const facts = new Map<string, FileFacts>();
  const factsOf = (file: ParsedFile) => {
    const known = facts.get(file.path) ?? fileFacts(file);
    facts.set(file.path, known);
    return known;
  };
  return groupFiles(folder, files, layout, { readText: tree.readSmall, marksOf, factsOf });
}

/** Lies among migrations and is none of them: the tool does not run it. */
function isLeftOver(one: GroupedFiles, migrations: GroupedFiles): boolean {
  return one !== migrations && migrations.group.kind === 'migrations' && isBelow(migrations.group.path, one.group.path);
}

/** Grants and the like stand among the queries, too: they are no DDL, and run all the same. */
function isPartOfSchema({ role, file }: FileRole): boolean {
  return role !== 'query' || file.statements.some(({ commands }) => commands.some(({ kind }) => kind === 'other'));
}

function inOrder(roles: readonly FileRole[]): readonly Script[] {
  return orderByNeeds(roles.map(({ file }) => file)).map(file => ({ ...runText({ file }), isInAnyOrder: true }));
}

/** With what is not run blanked out, so that places stay. */
function runText({ file: { path, text, down } }: Pick<FileRole, 'file'>): Script {
  return { path, text: withoutSpans(text, down) };
}

function withoutSpans(text: string, spans: readonly { readonly start: number; readonly end: number }[]): string {
  return spans.reduce(
    (left, { start, end }) => left.slice(0, start) + left.slice(start, end).replace(/[^\r\n]/g, ' ') + left.slice(end),
    text,
  );
}

/** What is included by others runs where they say so, and not by itself. */
async function scriptsOf(tree: SourceTree, inOrder: readonly Script[]): Promise<readonly Script[]> {
  const { scripts, included } = await withIncludes(inOrder, tree);
  return scripts
    .filter(({ path, top }) => !(top && included.has(path)))
    .filter(({ text }) => text.trim() !== '')
    .map(({ top: _, ...script }) => ({ ...script, path: tree.called(script.path) }));
}
