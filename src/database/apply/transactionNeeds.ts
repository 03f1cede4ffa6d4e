/** What a statement needs of the transaction around it. */
import type { Command } from '../../schema/commands.js';
import { refusesTransaction } from '../../schema/transactionBlock.js';

interface Read {
  readonly sql: string;
  readonly commands: readonly Command[];
}

/**
 * Where PreventInTransactionBlock stands in PostgreSQL's source: what is refused inside of a transaction block.
 * https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY and the pages of the others.
 */
export function needsNoTransaction({ sql, commands }: Read): boolean {
  return (
    commands.some(refusesBlock) ||
    (commands.length <= 1 && (wholeReindex.test(sql) || movesDatabase.test(sql))) ||
    endsTransactions(sql, commands)
  );
}

/** Beyond what keeps a migration's file out of a transaction: CLUSTER of all tables, and changes of a subscription, of which some could. */
function refusesBlock(command: Command): boolean {
  if (refusesTransaction(command)) return true;
  if (command.kind === 'cluster') return command.table === undefined;
  return command.kind === 'other' && /^(?:ALTER|DROP) SUBSCRIPTION\b/.test(command.tag);
}

const wholeReindex = /^reindex\b\s*(?:\([^)]*\)\s*)?(?:schema|database|system)\b/i;
const movesDatabase = /^alter\s+database\b.*\bset\s+tablespace\b/is;

/** A DO block that commits by itself can run only where no transaction is open: manual §41.8. */
function endsTransactions(sql: string, commands: readonly Command[]): boolean {
  return /^do\b/i.test(sql) && commands.length > 0 && /\b(?:commit|rollback)\s*(?:;|and\b)/i.test(sql);
}

/** A procedure may commit by itself. Nobody sees from the CALL whether it does. */
export function mayEndTransactions({ commands }: Read): boolean {
  return commands.some(command => command.kind === 'other' && command.tag === 'CALL');
}

/** `ALTER TYPE … ADD VALUE`: the value, with its quotes doubled, cannot be used before the COMMIT. */
export function newEnumValues({ commands }: Read): readonly string[] {
  return commands.flatMap(command =>
    command.kind === 'addEnumValue' ? [`'${command.value.replaceAll("'", "''")}'`] : [],
  );
}
