/** A migration that does not exist yet, in the manner of the tool that will run it. */
import path from 'node:path';
import type { FileRole, NewMigration } from '../rule.js';
import type { SuggestedFile } from '../service/schemaMessages.js';
import { inOwnFolder, namingOf } from './migrationNaming.js';
import { migrationTexts } from './migrationTexts.js';
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
  const naming = namingOf(newest.file.path);
  if (!naming) return undefined;
  const next = { ...naming, version: nextVersion(naming.version, today) };
  return migrationTexts(group.tool, next, { ...draft, wayBack: 'comment' });
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
