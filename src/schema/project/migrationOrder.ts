/** The order in which a tool runs its files. */
import path from 'node:path';
import type { MigrationFile } from './migrationFile.js';
import { compareNaturally, compareText, compareVersions, versionNumbers } from './migrationNames.js';
import type { MigrationTool } from './project.js';

export interface OrderedMigration {
  readonly path: string;
  /** It takes another one back, or is for another database: understood, but not replayed. */
  readonly down: boolean;
  /** Flyway runs it again whenever it changes, after all that have a version. */
  readonly repeatable: boolean;
}

/** @param tags Drizzle's journal. */
export function orderMigrations(
  base: string,
  tool: MigrationTool,
  files: readonly MigrationFile[],
  tags?: readonly string[],
): readonly OrderedMigration[] {
  const keys = new Map(files.map(file => [file, orderKey(base, tool, file, tags)]));
  const inOrder = [...files].sort((a, b) => compareKeys(keys.get(a)!, keys.get(b)!));
  const versioned = tool === 'flyway' && inOrder.some(file => /^V/.test(path.basename(file.path)));
  return inOrder.map(file => {
    const name = path.basename(file.path);
    return {
      path: file.path,
      // A baseline (`B5__`) sums up the versions before it: with them it would make everything twice.
      down: tool === 'flyway' ? name.startsWith('U') || (versioned && name.startsWith('B')) : isDown(base, file),
      repeatable: tool === 'flyway' && name.startsWith('R'),
    };
  });
}

interface OrderKey {
  /** 0: by version or in a journal, 1: the rest. */
  readonly rank: number;
  readonly version: readonly string[];
  readonly text: string;
  readonly down: boolean;
}

/** Tools that take the version for text: Prisma, Diesel, dbmate, Supabase and Knex sort names, the others numbers. */
const byName: ReadonlySet<MigrationTool> = new Set(['prisma', 'diesel', 'dbmate', 'supabase', 'knex', 'drizzle']);

function orderKey(
  base: string,
  tool: MigrationTool,
  file: MigrationFile,
  tags: readonly string[] | undefined,
): OrderKey {
  const relative = path.relative(base, file.path);
  const down = isDown(base, file);
  if (tags) return { rank: 0, version: [String(tags.indexOf(file.name.stem))], text: relative, down };
  if (tool === 'flyway') return flywayKey(file.path, relative);
  const ownFolder = /^(?:migration|up|down)\.sql$/i.test(path.basename(relative));
  if (byName.has(tool) && ownFolder) return { rank: 0, version: [], text: path.dirname(relative), down };
  if (byName.has(tool)) return { rank: 0, version: [], text: file.name.stem, down };
  return { rank: file.name.version.length > 0 ? 0 : 1, version: file.name.version, text: relative, down };
}

/** https://documentation.red-gate.com/fd/migrations-271585107.html: by version, then what is repeatable by its description. */
function flywayKey(file: string, relative: string): OrderKey {
  const name = path.basename(file);
  const [prefix = '', ...description] = name.split('__');
  if (prefix === 'R') return { rank: 1, version: [], text: description.join('__'), down: false };
  return { rank: 0, version: versionNumbers(prefix), text: relative, down: prefix.startsWith('U') };
}

function compareKeys(a: OrderKey, b: OrderKey): number {
  const order = a.rank - b.rank || compareVersions(a.version, b.version);
  if (order !== 0) return order;
  if (a.version.length > 0 && a.down !== b.down) return a.down ? 1 : -1;
  const text = a.version.length > 0 || a.rank > 0 ? compareNaturally(a.text, b.text) : compareText(a.text, b.text);
  return text || Number(a.down) - Number(b.down);
}

/** By its name, or by a folder of its own: `migrations/down/1_x.sql`, Sqitch's `revert/`. */
function isDown(base: string, { path: file, name, spare }: MigrationFile): boolean {
  if (spare) return true;
  if (name.direction) return name.direction === 'down';
  if (path.basename(file).toLowerCase() === 'down.sql') return true;
  return path
    .relative(base, path.dirname(file))
    .split(path.sep)
    .some(folder => /^(?:down|revert|undo|rollbacks?)$/i.test(folder));
}
