/** What a statement needs of the transaction around it. */
import type { Command } from '../../schema/commands.js';

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

function refusesBlock(command: Command): boolean {
  switch (command.kind) {
    case 'createIndex':
      return command.index.concurrently;
    case 'drop':
    case 'reindex':
      return command.concurrently;
    case 'vacuum':
      return true;
    case 'cluster':
      return command.table === undefined;
    case 'alterTable':
      return command.actions.some(action => action.action === 'detachPartition' && action.concurrently);
    case 'other':
      return /^(?:(?:CREATE|DROP) (?:DATABASE|TABLESPACE)|ALTER SYSTEM|(?:CREATE|ALTER|DROP) SUBSCRIPTION)\b/.test(
        command.tag,
      );
    default:
      return false;
  }
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
