/** What the names of folders and numbers of files say about where migrations lie. */
import path from 'node:path';
import type { MigrationFile } from './migrationFile.js';
import type { MigrationTool } from './project.js';

const migrationFolder =
  /^(?:db[_-]?)?(?:migrations?|migrate|evolutions|changesets?|patches|deltas?|upgrades?|updates?)(?:[_-]\w+)?$/i;
/** Their numbers put parts of one script in order: Docker's initdb folder, tables by topic, test data. */
const partsFolder =
  /(?:^|[_.-])(?:init(?:db)?|docker-entrypoint-initdb|tables?|schemas?|seeds?|fixtures?|examples?|tests?|demo|sample)s?(?:[_.-]|$)/i;
const partsOfMigrations = /^(?:v?\d[\d._-]*|\d{4}|versioned|versions|scripts|sqls?|up|down|deploy|revert|undo)$/i;

/** The folder or one of the two above it is called `migrations`, or in a like way. */
export function migrationWord(folder: string): boolean {
  return wordDepth(folder) !== undefined;
}

/**
 * Numbered files in a folder of another name are migrations when the numbers look as tools give them: at least three digits or a time,
 * in two files or more, each number once.
 */
export function numberedLikeMigrations(folder: string, files: readonly MigrationFile[]): boolean {
  if (partsFolder.test(path.basename(folder))) return false;
  const numbered = files.filter(({ name }) => /^\d{3,}/.test(name.versionText) && name.direction !== 'down');
  const versions = new Set(numbered.map(({ name }) => name.version.join('.')));
  return numbered.length >= 2 && versions.size === numbered.length && numbered.length * 2 > files.length;
}

/** Folders of years, versions or halves inside a migrations folder belong together; any other subfolder stands for itself. */
export function migrationBase(root: string, folder: string, tool: MigrationTool): string {
  if (tool === 'drizzle' || tool === 'supabase') return folder;
  const depth = wordDepth(folder);
  if (!depth) return folder;
  let base = folder;
  for (let i = 0; i < depth && base !== root; i++) {
    if (!partsOfMigrations.test(path.basename(base))) return folder;
    base = path.dirname(base);
  }
  return base;
}

/** How many folders above this one the migrations folder is; undefined: there is none near. */
function wordDepth(folder: string): number | undefined {
  let at = folder;
  for (let depth = 0; depth <= 2; depth++) {
    if (migrationFolder.test(path.basename(at))) return depth;
    at = path.dirname(at);
  }
  return undefined;
}
