/** Which folders hold migrations, of which tool, and in which order their files run: told by what the tools really write. */
import path from 'node:path';
import type { Dialect } from '../catalog.js';
import { migrationBase, migrationWord, numberedLikeMigrations } from './migrationBase.js';
import { drizzleJournal, prismaDialect, toolNearby } from './migrationConfig.js';
import { type MarkedFile, type MigrationFile, migrationFile } from './migrationFile.js';
import { type OrderedMigration, orderMigrations } from './migrationOrder.js';
import { markSpares } from './migrationVariants.js';
import type { MigrationTool } from './project.js';

export interface LayoutOptions {
  /** Text of any file, to see the tools' own files beside the SQL; undefined: there is none. */
  readonly readText: (path: string) => string | undefined;
  /** Folders that are said to hold migrations, relative to the root. */
  readonly migrations: readonly string[];
}

export interface MigrationsFolder {
  readonly path: string;
  readonly tool: MigrationTool;
  /** As the tool's own files say. */
  readonly dialect?: Dialect;
  /** Nothing but the numbers in the names speaks for it. */
  readonly guessed?: boolean;
  /** In the order of the run; a file that goes down stands after the one that it takes back. */
  readonly files: readonly OrderedMigration[];
}

/** @returns the folders of migrations by path; every other file is left out. */
export function findMigrations(
  root: string,
  sources: readonly MarkedFile[],
  options: LayoutOptions,
): readonly MigrationsFolder[] {
  const folders = byFolder(sources);
  const configured = options.migrations.map(folder => path.resolve(root, folder));
  const perFolder = folderPerMigration(folders, options);
  const taken = new Set(perFolder.flatMap(({ files }) => files.map(file => file.path)));
  const flat = new Map<string, FlatFolder>();
  for (const [folder, texts] of folders) {
    const free = texts.filter(({ path: file }) => !taken.has(file));
    const said = configured.find(one => folder === one || folder.startsWith(one + path.sep));
    const found = free.length > 0 ? flatFolder(root, folder, free, said !== undefined, options) : undefined;
    if (!found) continue;
    const base = said ?? migrationBase(root, folder, found.tool);
    const key = `${base}\n${found.tool}`;
    const known = flat.get(key);
    flat.set(key, known ? { ...known, files: [...known.files, ...found.files] } : found);
  }
  const flatFolders = [...flat].map(([key, { tool, files, guessed }]): MigrationsFolder => {
    const base = key.slice(0, key.lastIndexOf('\n'));
    const journal = tool === 'drizzle' ? drizzleJournal(base, options.readText) : undefined;
    return {
      path: base,
      tool,
      ...(journal?.dialect && { dialect: journal.dialect }),
      ...(guessed && { guessed }),
      files: orderMigrations(base, tool, files, journal?.tags),
    };
  });
  return [...perFolder, ...flatFolders]
    .filter(({ files }) => files.length > 0)
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Prisma and Drizzle 1 (`<version>_<name>/migration.sql`), Diesel and Hasura (`<version>_<name>/up.sql` and `down.sql`). */
function folderPerMigration(
  folders: ReadonlyMap<string, readonly MarkedFile[]>,
  { readText }: LayoutOptions,
): readonly MigrationsFolder[] {
  const found = new Map<string, { tool: MigrationTool; files: MigrationFile[] }>();
  for (const [folder, texts] of folders) {
    const names = new Map(texts.map(text => [path.basename(text.path).toLowerCase(), text]));
    const halves = [names.get('up.sql'), names.get('down.sql')].filter(file => file !== undefined);
    const whole = names.get('migration.sql');
    const base = path.dirname(folder);
    if (!/^\d/.test(path.basename(folder)) || (!whole && !names.has('up.sql'))) continue;
    const isDrizzle = whole && readText(path.join(folder, 'snapshot.json')) !== undefined;
    const tool = whole ? (isDrizzle ? 'drizzle' : 'prisma') : 'diesel';
    // Prisma runs no way back; a person does, with `prisma db execute`.
    const back = names.get('down.sql');
    const files = (whole ? [whole, ...(back ? [back] : [])] : halves).map(text => migrationFile(text, new Set()));
    const key = `${base}\n${tool}`;
    const known = found.get(key);
    if (known) known.files.push(...files);
    else found.set(key, { tool, files });
  }
  return [...found].map(([key, { tool, files }]) => {
    const base = key.slice(0, key.lastIndexOf('\n'));
    const dialect = tool === 'prisma' ? prismaDialect(base, readText) : undefined;
    return { path: base, tool, ...(dialect && { dialect }), files: orderMigrations(base, tool, files) };
  });
}

interface FlatFolder extends Pick<MigrationsFolder, 'tool' | 'guessed'> {
  readonly files: readonly MigrationFile[];
}

function flatFolder(
  root: string,
  folder: string,
  texts: readonly MarkedFile[],
  said: boolean,
  { readText }: LayoutOptions,
): FlatFolder | undefined {
  const siblings = new Set(texts.map(text => path.basename(text.path).toLowerCase()));
  const files = markSpares(texts.map(text => migrationFile(text, siblings)));
  const journal = drizzleJournal(folder, readText);
  if (journal) {
    return { tool: 'drizzle', files: files.filter(({ name }) => !journal.tags || journal.tags.includes(name.stem)) };
  }
  const flyway = files.filter(({ path: file }) => flywayName.test(path.basename(file)));
  if (flyway.some(({ path: file }) => /^[VB]\d/.test(path.basename(file)))) return { tool: 'flyway', files: flyway };
  if (flyway.length > 0 && migrationWord(folder)) return { tool: 'flyway', files: flyway };
  const halves = files.some(({ name }) => name.direction !== undefined && name.version.length > 0);
  const marked = files.find(({ marks }) => marks.tool && !(halves && marks.tool === 'node-pg-migrate'))?.marks.tool;
  const numbered = files.filter(({ name }) => name.version.length > 0);
  if (marked) return { tool: marked, files: files.filter(({ name, marks }) => marks.tool || name.version.length > 0) };
  if (numbered.length === 0) return said ? { tool: 'plain', files } : undefined;
  const guessed = !said && !halves && !migrationWord(folder);
  if (guessed && !numberedLikeMigrations(folder, files)) return undefined;
  // `1_x_rollback.sql` beside `1_x.sql` is our own manner, and no tool's.
  const toolHalves = halves && !files.every(({ path: file, name }) => !name.direction || /_rollback\.sql$/i.test(file));
  const tool = /[\\/]supabase[\\/]migrations$/.test(folder)
    ? 'supabase'
    : toolNearby(root, folder, toolHalves, readText);
  return { tool, files: said ? files : numbered, ...(guessed && { guessed }) };
}

/** https://documentation.red-gate.com/fd/versioned-migrations-273973333.html and its neighbours: prefix, version, two underscores. */
export const flywayName = /^(?:[VUB]\d[\d._]*?|R)__.*\.sql$/;

function byFolder(sources: readonly MarkedFile[]): ReadonlyMap<string, readonly MarkedFile[]> {
  const folders = new Map<string, MarkedFile[]>();
  for (const source of sources) {
    const folder = path.dirname(source.path);
    const known = folders.get(folder);
    if (known) known.push(source);
    else folders.set(folder, [source]);
  }
  return folders;
}
