/** Where the SQL of a fix goes: into the schema's own file, the newest migration, or a new one. */
import type { Dialect, Place, Table } from '../catalog.js';
import { quoteQualified } from '../print.js';
import type { CatalogContext, FileRole, PlaceEdit, PlaceFix } from '../rule.js';
import type { ParsedFile } from '../statement.js';
import { endOfStatement, lastStatementAbout, newlineOf, statementAt } from './statementText.js';
import { wordsOf } from './words.js';

/** What may be done in a file. `edit`: change what is there; `append`: it is the newest migration; `new`: it has run already. */
type Freedom = 'edit' | 'append' | 'new' | 'none';

function freedomIn(role: FileRole | undefined): Freedom {
  if (!role || role.role === 'query') return 'none';
  if (role.role === 'schema') return 'edit';
  return role.newest ? 'append' : 'new';
}

/** The text that made something may be changed: in a schema file, or in the newest migration when the whole table was made there. */
export function mayEdit(context: CatalogContext, place: Place, table?: Pick<Table, 'createdIn'>): boolean {
  const freedom = freedomIn(context.files.get(place.path));
  return freedom === 'edit' || (freedom === 'append' && (!table || table.createdIn === place.path));
}

/** The table has rows by the time the SQL of a fix runs: locks count. */
export function isLive(context: CatalogContext, place: Place, table: Table): boolean {
  return context.files.get(place.path)?.role === 'migration' && !mayEdit(context, place, table);
}

/** A table's name in SQL beside the statement that made it: with `public.` where that was written. */
export function writtenTable({ catalog, files }: CatalogContext, table: Table): string {
  const { dialect } = catalog;
  return quoteQualified(table, {
    dialect,
    withPublic: isSchemaWritten(dialect, table, files.get(table.place.path)?.file),
  });
}

/** The statement that made a table names its schema, `file` being the one it stands in. Only PostgreSQL has a schema `public`. */
export function isSchemaWritten(dialect: Dialect, { place }: Table, file: ParsedFile | undefined): boolean {
  const written = dialect === 'postgresql' ? (file?.text.slice(place.start, place.end) ?? '') : '';
  return written.replace(/"(?:[^"]|"")*"/g, '').includes('.');
}

/** Replaces text where that is allowed; else no fix. */
export function editFix(
  context: CatalogContext,
  title: string,
  edits: readonly PlaceEdit[],
  table?: Pick<Table, 'createdIn'>,
): PlaceFix[] {
  return edits.length > 0 && edits.every(edit => mayEdit(context, edit, table)) ? [{ title, edits }] : [];
}

export interface SqlFix {
  readonly title: string;
  /** Complete statements. */
  readonly sql: string;
  /** Near what it goes when it goes into that file. */
  readonly at: Place;
  readonly table: Table;
  /** Of a new migration: words in any case. */
  readonly name: string;
  /** It must not run in a transaction. */
  readonly alone?: boolean;
}

/** Adds statements: after the last one about the table, or as a new migration. */
export function sqlFix(context: CatalogContext, fix: SqlFix): PlaceFix[] {
  const { title, sql, at, table, name, alone = false } = fix;
  const role = context.files.get(at.path);
  const freedom = freedomIn(role);
  if (!role || freedom === 'none') return [];
  if (freedom === 'edit' || (freedom === 'append' && !(alone && runsInTransaction(role)))) {
    return [{ title, edits: [insertion(role.file, at, table, sql)] }];
  }
  const made = context.newMigration?.(wordsOf(name).join('_'), sql, { transaction: !alone });
  if (!made) return [];
  return [
    {
      title: `${title} in a new migration`,
      edits: [{ path: made.path, start: 0, end: 0, text: made.text, newFile: true }],
    },
  ];
}

function runsInTransaction({ transaction, file }: FileRole): boolean {
  if (transaction) return true;
  return file.statements.some(({ commands }) =>
    commands.some(command => command.kind === 'transaction' && command.change === 'begin'),
  );
}

function insertion(file: ParsedFile, at: Place, table: Table, sql: string): PlaceEdit {
  const own = statementAt(file, at.start);
  const last = lastStatementAbout(file, table.name);
  const after = own && last ? (last.end > own.end ? last : own) : (own ?? last);
  const newline = newlineOf(file);
  const text = sql.replaceAll('\n', newline);
  if (!after)
    return { path: file.path, start: file.text.length, end: file.text.length, text: `${newline}${text}${newline}` };
  const { offset, semicolon } = endOfStatement(file, after);
  const gap = after.commands.some(command => command.kind === 'createTable') ? newline.repeat(2) : newline;
  return { path: file.path, start: offset, end: offset, text: `${semicolon ? '' : ';'}${gap}${text}` };
}
