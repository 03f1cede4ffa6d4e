/** A migration that does not exist yet, in the manner of the tool that will run it. */
import path from 'node:path';
import type { FileRole, NewMigration } from '../rule.js';
import type { SuggestedFile } from '../service/schemaMessages.js';
import { nextVersion } from './nextVersion.js';
import type { SchemaGroup } from './project.js';

export interface MigrationDraft {
  /** snake_case words. */
  readonly name: string;
  /** Complete statements. */
  readonly up: string;
  /** Takes them back. Left out: the file has no Down half, or an empty one where the tool wants one. */
  readonly down?: string;
  /** False: the statements must not run in a transaction block. */
  readonly transaction: boolean;
}

/**
 * The files of the next migration of a group, none of which exists. Where the tool knows no way back, the way back is a comment.
 * Undefined when the tool needs more than SQL files (Drizzle's snapshots, Knex' JavaScript), or cannot run SQL outside of a transaction.
 *
 * @param roles of the group's files. @param today only the day counts.
 */
export function draftMigration(
  group: SchemaGroup,
  roles: readonly FileRole[],
  today: Date,
  draft: MigrationDraft,
): readonly SuggestedFile[] | undefined {
  const newest = roles.find(role => role.newest);
  if (group.kind !== 'migrations' || !newest) return undefined;
  const file = fileWriter(newest.file.path, today, draft.name);
  if (!file) return undefined;
  const { up, down, transaction } = draft;
  const withDown = down === undefined ? up : `${up}\n\n${asComment('Rollback:', down)}`;
  switch (group.tool) {
    case 'prisma':
    case 'supabase':
    case 'flyway':
      return [file('', withDown)];
    case 'diesel':
      return [
        file('up', up),
        file('down', down ?? ''),
        ...(transaction
          ? []
          : [{ path: file('metadata', '').path.replace(/\.sql$/, '.toml'), text: 'run_in_transaction = false\n' }]),
      ];
    case 'dbmate': {
      const options = transaction ? '' : ' transaction:false';
      return [file('', `-- migrate:up${options}\n${up}\n\n-- migrate:down${options}\n${down ?? ''}`)];
    }
    case 'goose': {
      const head = transaction ? '' : '-- +goose NO TRANSACTION\n';
      return [file('', `${head}-- +goose Up\n${up}\n\n-- +goose Down\n${down ?? ''}`)];
    }
    case 'node-pg-migrate':
      return transaction ? [file('', `-- Up Migration\n${up}\n\n-- Down Migration\n${down ?? ''}`)] : undefined;
    case 'sqlx':
    case 'golang-migrate':
    case 'plain': {
      const head = transaction || group.tool !== 'sqlx' ? '' : '-- no-transaction\n';
      if (!/\.up\.sql$/i.test(newest.file.path)) return [file('', head + withDown)];
      return [file('up', head + up), file('down', head + (down ?? ''))];
    }
    default:
      return undefined;
  }
}

/** For rules and their fixes: the file that goes up. */
export function newMigrationOf(group: SchemaGroup, roles: readonly FileRole[], today: Date): NewMigration {
  // Hundreds of fixes may ask.
  const newest = roles.filter(role => role.newest);
  return (name, sql, { transaction }) => draftMigration(group, newest, today, { name, up: sql, transaction })?.[0];
}

/** The path of a new migration that comes after another new one: with the version after it. */
export function migrationAfter(made: string, newest: string, today: Date): string {
  const [own, before] = [versionOf(made), versionOf(newest)];
  if (!own || !before) return made;
  return made.slice(0, own.start) + nextVersion(before.text, today) + made.slice(own.end);
}

interface Version {
  readonly text: string;
  /** Where it stands in the path. */
  readonly start: number;
  readonly end: number;
}

function versionOf(file: string): Version | undefined {
  const named = inOwnFolder(file) ? path.dirname(file) : file;
  const start = named.length - path.basename(named).length;
  const found = versionShape.exec(path.basename(named, '.sql'));
  if (!found) return undefined;
  const [, prefix = '', text = ''] = found;
  return { text, start: start + prefix.length, end: start + prefix.length + text.length };
}

const versionShape = /^([vV]?)(\d+(?:[._-]\d+)*)(__|[._-]|$)/;

/** Prisma and Diesel: the version is in the folder's name. */
function inOwnFolder(file: string): boolean {
  return /^(?:migration|up)\.sql$/i.test(path.basename(file));
}

type FileWriter = (half: '' | 'up' | 'down' | 'metadata', text: string) => SuggestedFile;

/** Names files like the newest one. Undefined: it has no version to go on from. */
function fileWriter(newest: string, today: Date, name: string): FileWriter | undefined {
  const folder = path.dirname(newest);
  const ownFolder = inOwnFolder(newest);
  const shape = versionShape.exec(path.basename(ownFolder ? folder : newest, '.sql'));
  if (!shape) return undefined;
  const [, prefix = '', version = '', separator = ''] = shape;
  const stem =
    prefix + nextVersion(version, today) + (separator === '.' ? '_' : separator || '_') + inManner(name, separator);
  return (half, text) => {
    const file = ownFolder
      ? path.join(path.dirname(folder), stem, `${half || 'migration'}.sql`)
      : path.join(folder, half ? `${stem}.${half}.sql` : `${stem}.sql`);
    return { path: file, text: `${text.trimEnd()}\n` };
  };
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

function asComment(title: string, sql: string): string {
  return [title, ...sql.split('\n')].map(line => (line ? `-- ${line}` : '--')).join('\n');
}
