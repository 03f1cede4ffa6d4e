/** The same SQL on a real PostgreSQL and in our replay: what each refuses, and what each has in the end. */
import type { PGlite } from '@electric-sql/pglite';
import type { Command } from '../../src/schema/commands.js';
import { loadParser, parseFile } from '../../src/schema/reading/parse.js';
import { replay } from '../../src/schema/replay.js';
import type { ParsedFile } from '../../src/schema/statement.js';
import { type Described, describeCatalog } from './describe.js';
import { readCatalog, refusalOf } from './pglite.js';

export interface Side {
  /** Refused statements, each with the reason. */
  readonly refused: readonly string[];
  readonly catalog: Described;
}

/** One line for a refusal: the statement's first words and the message. */
function line(sql: string, message: string): string {
  return `${sql.replaceAll(/\s+/g, ' ').slice(0, 120)} ⇒ ${message}`;
}

export async function parse(sql: string): Promise<ParsedFile> {
  await loadParser('postgresql');
  return parseFile('/schema.sql', sql, { dialect: 'postgresql' });
}

/** We never refuse a column for its type: of an unknown type more is known elsewhere, and comparing types is a server's business. */
const aboutTypes =
  /^type ".*" does not exist$|type conflict$|different type for column|cannot be implemented$|default expression is of type|^operator does not exist/;

function makesColumns({ kind }: Command): boolean {
  return (
    kind === 'createTable' ||
    kind === 'alterTable' ||
    kind === 'createComposite' ||
    kind === 'createPolicy' ||
    kind === 'createView'
  );
}

function textOf(file: ParsedFile, statement: ParsedFile['statements'][number]): string {
  return file.text.slice(statement.start, statement.end);
}

/**
 * Runs the script in the database, statement by statement, and in our replay.
 * `inTransaction`: in one transaction that is rolled back, so that nothing has to be cleaned up.
 */
export async function compare(db: PGlite, sql: string, inTransaction: boolean): Promise<{ server: Side; ours: Side }> {
  const file = await parse(sql);
  const refused = new Map<number, string>();
  if (inTransaction) await db.exec('begin');
  const told: ParsedFile['statements'][number][] = [];
  for (const statement of file.statements) {
    if (inTransaction) await db.exec('savepoint before');
    const message = await refusalOf(db, textOf(file, statement));
    if (message !== undefined && inTransaction) await db.exec('rollback to before');
    if (message !== undefined && aboutTypes.test(message) && statement.commands.some(makesColumns)) continue;
    told.push(statement);
    if (message !== undefined) refused.set(statement.start, message);
  }
  const server = await readCatalog(db);
  if (inTransaction) await db.exec('rollback');
  const ours = ourSide({ ...file, statements: told }, refused, server);
  return { server: { refused: list(file, refused), catalog: server }, ours };
}

/**
 * A whole schema: what the server does not load (for want of an extension) is left out on both sides, and rows are no matter of ours.
 */
export async function compareLoaded(db: PGlite, sql: string): Promise<{ server: Side; ours: Side }> {
  const file = await parse(sql);
  const loaded: ParsedFile['statements'][number][] = [];
  for (const statement of file.statements) {
    if (statement.commands.some(isAboutRows)) continue;
    if ((await refusalOf(db, textOf(file, statement))) === undefined) loaded.push(statement);
  }
  const server = await readCatalog(db);
  const ours = ourSide({ ...file, statements: loaded }, new Map(), server);
  return { server: { refused: [], catalog: server }, ours };
}

function isAboutRows(command: Command): boolean {
  return command.kind === 'query' || (command.kind === 'other' && command.tag.startsWith('COPY'));
}

function list(file: ParsedFile, refused: ReadonlyMap<number, string>): string[] {
  return file.statements.flatMap(statement => {
    const message = refused.get(statement.start);
    return message === undefined ? [] : [line(textOf(file, statement), message)];
  });
}

/** What we keep though the server refuses it (a foreign key without its target) is left out of the comparison of the catalogs. */
function ourSide(file: ParsedFile, refusedByServer: ReadonlyMap<number, string>, server: Described): Side {
  const refused = new Map<number, string>();
  let { statements } = file;
  for (;;) {
    const { catalog, conflicts } = replay([{ ...file, statements }], { order: 'sequence' });
    const kept = conflicts.find(({ applied, statement }) => applied && refusedByServer.has(statement.start));
    if (kept) {
      refused.set(kept.statement.start, kept.message);
      statements = statements.filter(statement => statement !== kept.statement);
      continue;
    }
    for (const { statement, message } of conflicts) {
      if (!refused.has(statement.start)) refused.set(statement.start, message);
    }
    for (const { start, error } of file.statements) if (error) refused.set(start, `not understood: ${error.message}`);
    const described = describeCatalog(catalog);
    return { refused: list(file, refused), catalog: { ...described, tables: alike(described, server) } };
  }
}

/**
 * The server gives every NOT NULL a name; ours lists those that somebody named, which must be among them. And a type that only a
 * server can tell (of an expression in CREATE TABLE AS) is unknown to us.
 */
function alike(ours: Described, server: Described): Described['tables'] {
  const byName = new Map(server.tables.map(table => [table.name, table]));
  return ours.tables.map(table => {
    const theirs = byName.get(table.name);
    if (!theirs) return table;
    const invalid = theirs.notNulls.filter(name => name.endsWith('false'));
    const fits = [...invalid, ...table.notNulls].every(n => theirs.notNulls.includes(n) && table.notNulls.includes(n));
    const columns = table.columns.map((column, at) => {
      const [name, type] = column.split(' ');
      return type === 'unknown' && theirs.columns[at]?.startsWith(`${name} `) ? theirs.columns[at] : column;
    });
    return { ...table, columns, ...(fits && { notNulls: theirs.notNulls }) };
  });
}
