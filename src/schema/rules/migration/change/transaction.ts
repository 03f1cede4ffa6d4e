/** How migration tools run a file: which statements share a transaction, and how to ask for none. */
import type { MigrationTool } from '../../../project/project.js';
import type { FileRole, MigrationContext, PlaceEdit } from '../../../rule.js';
import type { ParsedFile, Statement } from '../../../statement.js';
import { newlineOf } from '../../statementText.js';
import { isNested } from './target.js';

/**
 * Without their transaction these tools send the file as one string, and PostgreSQL runs several statements of one string in one
 * implicit transaction (manual §54.2.2.1): a CONCURRENTLY has to be alone in its file.
 */
const sentWhole: ReadonlySet<MigrationTool> = new Set(['dbmate', 'sqlx', 'diesel']);

/** Tools that open no transaction of their own and send the file as one query, which PostgreSQL makes one. */
const neverOpening: ReadonlySet<MigrationTool> = new Set(['golang-migrate', 'prisma', 'supabase']);

interface UpHalf {
  readonly statements: readonly Statement[];
  readonly commits: readonly Statement[];
}
const upHalves = new WeakMap<ParsedFile, UpHalf>();

function upHalf({ file }: FileRole): UpHalf {
  let known = upHalves.get(file);
  if (!known) {
    const isDown = ({ start }: Statement) => file.down.some(span => span.start <= start && start < span.end);
    const statements = file.down.length === 0 ? file.statements : file.statements.filter(each => !isDown(each));
    const commits = statements.filter(({ commands }) =>
      commands.some(command => command.kind === 'transaction' && command.change === 'commit'),
    );
    known = { statements, commits };
    upHalves.set(file, known);
  }
  return known;
}

/** The statements that run when the migration is applied. */
export function upStatements(role: FileRole): readonly Statement[] {
  return upHalf(role).statements;
}

/** The COMMIT that ends the transaction of a statement. */
export function commitAfter(role: FileRole, { start }: Statement): Statement | undefined {
  return upHalf(role).commits.find(commit => commit.start > start);
}

/** The whole file is one implicit transaction, though no one said BEGIN. */
export function isImplicitTransaction(role: FileRole): boolean {
  return !role.transaction && role.tool !== undefined && sentWhole.has(role.tool) && upStatements(role).length > 1;
}

/** The transaction of the file is that of a query of several statements: BEGIN and COMMIT are allowed in it. */
export function isSentInOneQuery({ tool, transaction }: FileRole): boolean {
  return transaction === true && tool !== undefined && neverOpening.has(tool);
}

/** The command runs in a transaction: the file's own, the tool's, or an implicit one. */
export function inTransaction({ inTransaction, role }: MigrationContext): boolean {
  return inTransaction || isImplicitTransaction(role);
}

/** Who opened the transaction, for messages. */
export function transactionText({ role }: MigrationContext): string {
  if (role.transaction) return `the transaction in which ${role.tool ?? 'the migration tool'} runs this file`;
  if (isImplicitTransaction(role)) return `the one transaction in which ${role.tool} runs the whole file`;
  return 'the transaction that `BEGIN` opened';
}

/** What makes the tool run this file without its transaction; undefined when it has no such mark. */
export function noTransactionMark(role: FileRole): PlaceEdit | undefined {
  const { tool, file } = role;
  const { path, text } = file;
  const newline = newlineOf(file);
  const insert = (at: number, mark: string): PlaceEdit => ({ path, start: at, end: at, text: mark });
  const upMark = /^--[ \t]*(?:migrate:|\+migrate[ \t]+)up\b[^\r\n]*/im.exec(text);
  switch (tool) {
    case 'dbmate':
      return upMark ? insert(upMark.index + upMark[0].trimEnd().length, ' transaction:false') : undefined;
    case 'goose':
      return insert(0, `-- +goose NO TRANSACTION${newline}`);
    case 'sqlx':
      return insert(0, `-- no-transaction${newline}`);
    case 'flyway':
      return { path: `${path}.conf`, start: 0, end: 0, text: `executeInTransaction=false${newline}`, newFile: true };
    case 'diesel': {
      const folder = path.slice(0, Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
      return {
        path: `${folder}metadata.toml`,
        start: 0,
        end: 0,
        text: `run_in_transaction = false${newline}`,
        newFile: true,
      };
    }
    default:
      // rubenv/sql-migrate, which has no tool of its own here.
      return upMark?.[0].includes('+migrate')
        ? insert(upMark.index + upMark[0].trimEnd().length, ' notransaction')
        : undefined;
  }
}

/** What to write for this tool so that a file runs outside of a transaction, for messages. */
export function noTransactionAdvice({ tool }: FileRole): string {
  switch (tool) {
    case 'dbmate':
      return 'put it alone into a migration that says `-- migrate:up transaction:false`';
    case 'goose':
      return 'say `-- +goose NO TRANSACTION` at the top of the file';
    case 'sqlx':
      return 'put it alone into a migration whose first line is `-- no-transaction`';
    case 'flyway':
      return 'put it into a migration of its own with `executeInTransaction=false` in its `.conf` file';
    case 'diesel':
      return 'put it alone into a migration with `run_in_transaction = false` in its `metadata.toml`';
    case 'rails':
      return 'put it into a migration that says `disable_ddl_transaction!`';
    case 'knex':
      return 'put it into a migration that exports `config = { transaction: false }`';
    case 'node-pg-migrate':
      return 'put it into a JavaScript migration that calls `pgm.noTransaction()`';
    case 'prisma':
    case 'golang-migrate':
    case 'supabase':
      return 'put it alone into a migration of its own';
    case 'drizzle':
      return "run it by hand, as Drizzle's migrator always opens a transaction";
    default:
      return 'move it behind the `COMMIT`';
  }
}

/** The end of a sentence that asks for CONCURRENTLY: what stands in its way here. */
export function outsideAdvice(context: MigrationContext): string {
  if (isNested(context)) return ', outside of the DO block';
  return inTransaction(context) ? `; it cannot run in a transaction, so ${noTransactionAdvice(context.role)}` : '';
}
