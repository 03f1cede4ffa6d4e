/** What new migrations are called: as the newest one in the folder is, or as the tool itself would call them. */
import path from 'node:path';
import { versionFrom } from './nextVersion.js';
import type { MigrationTool } from './project.js';

/** `V1.9__add_users.sql` in the folder `sql`: prefix `V`, version `1.9`, separator `__`. */
export interface MigrationNaming {
  readonly folder: string;
  readonly prefix: string;
  readonly version: string;
  readonly separator: string;
  /** Prisma and Diesel: the version is the name of a folder. */
  readonly ownFolder: boolean;
  /** Halves are files of their own: `1_a.up.sql`, `1_a.down.sql`. */
  readonly hasHalves: boolean;
}

const shape = /^([vV]?)(\d+(?:[._-]\d+)*)(__|[._-]|$)/;

/** Undefined: the name has no version to go on from. */
export function namingOf(newest: string): MigrationNaming | undefined {
  const folder = path.dirname(newest);
  const ownFolder = inOwnFolder(newest);
  const found = shape.exec(path.basename(ownFolder ? folder : newest, '.sql'));
  if (!found) return undefined;
  const [, prefix = '', version = '', separator = ''] = found;
  return {
    folder: ownFolder ? path.dirname(folder) : folder,
    ...{ prefix, version, ownFolder },
    separator: separator === '.' ? '_' : separator || '_',
    hasHalves: /\.(?:up|down)\.sql$/i.test(newest),
  };
}

/** For a folder without migrations. The version is the time, in the manner of the tool. */
export function namingFor(tool: MigrationTool, folder: string, now: Date): MigrationNaming {
  const digits = now.toISOString().replace(/\D/g, '').slice(0, 14);
  const usual = { folder, prefix: '', version: digits, separator: '_', ownFolder: false, hasHalves: false };
  switch (tool) {
    case 'prisma':
      return { ...usual, ownFolder: true };
    case 'diesel':
      return { ...usual, version: digits.replace(/^(....)(..)(..)/, '$1-$2-$3-'), ownFolder: true };
    case 'flyway':
      return { ...usual, prefix: 'V', separator: '__' };
    case 'node-pg-migrate':
      return { ...usual, version: String(now.getTime()) };
    case 'golang-migrate':
    case 'sqlx':
      return { ...usual, hasHalves: true };
    default:
      return usual;
  }
}

/** The same with the version that comes next. @param earliest times are not before it. */
export function namingAfter(naming: MigrationNaming, earliest: Date): MigrationNaming {
  return { ...naming, version: versionFrom(naming.version, earliest) };
}

/** `half`: `up`, `down`, `metadata` where they are files of their own; else empty. */
export function migrationPath(naming: MigrationNaming, name: string, half: string, extension = 'sql'): string {
  const { folder, prefix, version, separator, ownFolder } = naming;
  const stem = prefix + version + separator + inManner(name, separator);
  if (ownFolder) return path.join(folder, stem, `${half || 'migration'}.${extension}`);
  return path.join(folder, half ? `${stem}.${half}.${extension}` : `${stem}.${extension}`);
}

/** Prisma and Diesel: the version is in the folder's name. */
export function inOwnFolder(file: string): boolean {
  return /^(?:migration|up)\.sql$/i.test(path.basename(file));
}

/** Only letters, digits and underscores get into a path. */
function inManner(name: string, separator: string): string {
  const words =
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '_')
      .replace(/^_+|_+$/g, '')
      .slice(0, 80) || 'change';
  return separator === '-' ? words.replaceAll('_', '-') : words;
}
