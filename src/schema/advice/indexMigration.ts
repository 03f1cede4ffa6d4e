/** Suggested indexes as migrations, in the manner of the tool that runs them. */
import path from 'node:path';
import { draftMigration, type MigrationDraft } from '../project/newMigration.js';
import type { MigrationTool, SchemaGroup } from '../project/project.js';
import type { FileRole } from '../rule.js';
import type { SuggestedFile } from '../service/schemaMessages.js';
import type { SuggestedIndex } from './suggestIndexes.js';

/**
 * Tools that send a file to the server as one text. PostgreSQL runs several statements of such a text in one transaction
 * (https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-MULTI-STATEMENT), in which CONCURRENTLY fails: each index
 * has a migration of its own.
 */
const oneStatement: ReadonlySet<MigrationTool> = new Set(['prisma', 'dbmate', 'golang-migrate', 'sqlx', 'diesel']);

/**
 * New files, none of which exists; empty when there is nothing to add. What builds its index CONCURRENTLY comes outside of a
 * transaction, before the rest; where the tool knows no such thing, CONCURRENTLY is left out. A schema that no tool knows of, or one
 * whose tool wants more than SQL, gets a script and its rollback beside it.
 *
 * @param roles of the group's files. @param today only the day counts, in UTC.
 */
export function indexMigration(
  indexes: readonly SuggestedIndex[],
  group: SchemaGroup,
  roles: readonly FileRole[],
  today: Date,
): readonly SuggestedFile[] {
  if (indexes.length === 0) return [];
  const files: SuggestedFile[] = [];
  let known = roles;
  for (const draft of draftsOf(indexes, group.tool)) {
    const drafted =
      draftMigration(group, known, today, draft) ?? draftMigration(group, known, today, inTransaction(draft));
    if (!drafted) return scripts(indexes, group);
    files.push(...drafted);
    known = withNewest(known, drafted[0]!.path);
  }
  return files;
}

function draftsOf(indexes: readonly SuggestedIndex[], tool: MigrationTool | undefined): MigrationDraft[] {
  const alone = indexes.filter(({ concurrently }) => concurrently);
  const others = indexes.filter(({ concurrently }) => !concurrently);
  const parts = tool !== undefined && oneStatement.has(tool) ? alone.map(index => [index]) : [alone];
  return [
    ...parts.filter(part => part.length > 0).map(part => draft(part, false)),
    ...(others.length > 0 ? [draft(others, true)] : []),
  ];
}

function draft(indexes: readonly SuggestedIndex[], transaction: boolean): MigrationDraft {
  const [only, ...more] = indexes;
  const name = only && more.length === 0 ? `add_index_${nameOf(only)}` : 'add_indexes';
  const up = indexes.map(({ sql }) => sql).join('\n');
  const down = indexes
    .map(({ rollback }) => rollback)
    .reverse()
    .join('\n');
  return { name, up, down, transaction };
}

const nameOf = ({ table, columns }: SuggestedIndex): string => [table.replace('.', '_'), ...columns].join('_');

/** CREATE INDEX that a transaction can hold: it locks the table against writes until it is built. */
function inTransaction({ name, up, down = '' }: MigrationDraft): MigrationDraft {
  return { name, up: plainIndexSql(up), down: plainIndexSql(down), transaction: true };
}

/** `CREATE INDEX CONCURRENTLY` and `DROP INDEX CONCURRENTLY` at the starts of lines, without that word. */
export function plainIndexSql(sql: string): string {
  return sql.replace(/^((?:CREATE|DROP) (?:UNIQUE )?INDEX )CONCURRENTLY /gm, '$1');
}

/** The next draft goes on from the one before. */
function withNewest(roles: readonly FileRole[], newest: string): readonly FileRole[] {
  return roles.map(role => (role.newest ? { ...role, file: { ...role.file, path: newest } } : role));
}

/** Without a number in their names: with one, they would look like migrations of their own. */
function scripts(indexes: readonly SuggestedIndex[], group: SchemaGroup): readonly SuggestedFile[] {
  const folder = group.kind === 'folder' ? group.path : path.dirname(group.path);
  const stem = freeStem(path.join(folder, 'add_indexes'), group.files);
  const { up, down = '' } = draft(indexes, false);
  const head = indexes.some(({ concurrently }) => concurrently)
    ? '-- CONCURRENTLY does not run in a transaction: run these statements one by one, as psql does.\n'
    : '';
  return [
    { path: `${stem}.sql`, text: `${head}${up}\n` },
    { path: `${stem}_rollback.sql`, text: `${head}${down}\n` },
  ];
}

function freeStem(stem: string, files: readonly string[]): string {
  const taken = new Set(files);
  for (let count = 1; ; count++) {
    const free = count === 1 ? stem : `${stem}_${count}`;
    if (!taken.has(`${free}.sql`) && !taken.has(`${free}_rollback.sql`)) return free;
  }
}
