/** How the migrations in a folder are written, so that a new one is written like them. */
import { findMigrations, type MigrationsFolder } from '../../project/migrationFolders.js';
import { readMigrationMarks } from '../../project/migrationMarks.js';
import { namingOf } from '../../project/migrationNaming.js';
import type { MigrationTool } from '../../project/project.js';
import { type Layout, type LayoutName, layoutNames } from './migrationFiles.js';

export interface FolderLayout {
  readonly layout: Layout;
  /** The tool of the folder wants more than files of SQL, so that the layout is our own: `drizzle` has a journal, `knex` JavaScript. */
  readonly unwritten?: MigrationTool;
}

/**
 * @param root absolute; tools' own files are looked for up to it.
 * @param folder absolute, where the new files shall go.
 * @param texts of the .sql files below the folder, by absolute path.
 * @param readText a tool's own file; undefined: there is none.
 */
export function folderLayout(
  root: string,
  folder: string,
  texts: ReadonlyMap<string, string>,
  readText: (path: string) => string | undefined,
): FolderLayout {
  const sources = [...texts].map(([path, text]) => ({ path, marks: readMigrationMarks(text) }));
  const found = findMigrations(root, sources, { readText, migrations: [] }).find(({ path }) => path === folder);
  if (!found) return { layout: { name: 'plain', folder } };
  return layoutOf(found);
}

function layoutOf({ path: folder, tool, files }: MigrationsFolder): FolderLayout {
  const versioned = files.filter(({ path, repeatable }) => !repeatable && namingOf(path) !== undefined);
  const newest = versioned.findLast(({ down }) => !down)?.path;
  if (!isLayoutName(tool)) return { layout: { name: 'plain', folder, isRunByOthers: true }, unwritten: tool };
  const knowsRollbacks = files.some(({ down }) => down);
  return {
    layout: {
      ...{ name: tool, folder },
      ...(newest !== undefined && { newest }),
      ...(tool === 'plain' && { isRunByOthers: !knowsRollbacks }),
    },
  };
}

export function isLayoutName(name: string): name is LayoutName {
  return (layoutNames as readonly string[]).includes(name);
}
