import type { Command } from '../../schema/commands.js';
import type { Position } from '../../text/finding.js';
import { Problem } from '../../text/problem.js';
import { sha256 } from './checksum.js';
import { isSessionSetting, type ScriptSegment, type ScriptStatement } from './script.js';
import { mayEndTransactions, needsNoTransaction, newEnumValues } from './transactionNeeds.js';

/**
 * The pieces of a migration that succeed or fail together. A file that says BEGIN and COMMIT is taken by its word, and what stands
 * outside of them runs statement by statement, as psql does it. Otherwise all of it is one transaction, as far as PostgreSQL lets it be.
 * @param each what its tool says: no transaction around the statements.
 * @throws Problem for transactions that do not close, and for what cannot be in one.
 */
export function segmentsOfScript(
  path: string,
  statements: readonly ScriptStatement[],
  each: boolean,
): readonly ScriptSegment[] {
  const isEach = each || statements.some(statement => transactionOf(statement) === 'begin');
  const segments: ScriptSegment[] = [];
  let open: ScriptStatement[] = [];
  let block: ScriptStatement | undefined;
  const close = (end?: Position) => {
    const last = open.at(-1);
    if (last) segments.push(segment(open, true, block?.sql ?? 'BEGIN', end ?? last.position));
    open = [];
    block = undefined;
  };
  for (const [at, statement] of statements.entries()) {
    const refuse = (message: string) => new Problem(message, { path, position: statement.position });
    const change = transactionOf(statement);
    if (change === 'begin') {
      if (block)
        throw refuse(`A transaction is open already, since line ${block.position.line + 1}. Write COMMIT before this.`);
      close();
      block = statement;
    } else if (change === 'commit') {
      if (!block)
        throw refuse('There is no transaction to commit. Take this out, or write BEGIN where it is to start.');
      if (/\bchain\s*$/i.test(statement.sql))
        throw refuse('COMMIT AND CHAIN cannot be used here. Write COMMIT and BEGIN.');
      close(statement.position);
    } else if (change === 'rollback') {
      throw refuse('A migration that undoes its own transaction cannot be applied. Take out the ROLLBACK.');
    } else if (change === 'other' && (!block || /\bprepared\b|^prepare\b/i.test(statement.sql))) {
      throw refuse(`${statement.head} cannot be used ${block ? 'in a migration' : 'outside of BEGIN and COMMIT'}.`);
    } else if (needsNoTransaction(statement) || (isEach && !block && mayEndTransactions(statement))) {
      if (block)
        throw refuse(
          `PostgreSQL does not take this inside of a transaction: ${statement.head}. Move it behind the COMMIT.`,
        );
      close();
      segments.push(segment([statement], false, 'BEGIN', statement.position));
    } else {
      open.push(statement);
      if (block) continue;
      const wantsCommit = newEnumValues(statement).some(value => isUsed(value, statements.slice(at + 1)));
      if (wantsCommit || (isEach && !isSessionSetting(statement))) close();
    }
  }
  if (block)
    throw new Problem('This transaction is never committed. Write COMMIT where it ends.', {
      path,
      position: block.position,
    });
  close();
  return segments;
}

function segment(
  statements: readonly ScriptStatement[],
  inTransaction: boolean,
  begin: string,
  end: Position,
): ScriptSegment {
  const checksum = sha256(statements.map(({ sql }) => sql.replaceAll('\r\n', '\n')).join(';\n')).slice(0, 16);
  return { inTransaction, begin, statements, end, checksum };
}

function transactionOf({ commands }: ScriptStatement): Extract<Command, { kind: 'transaction' }>['change'] | undefined {
  const [command] = commands;
  return command?.kind === 'transaction' ? command.change : undefined;
}

/** A new value of an enum cannot be used in the transaction that adds it (ALTER TYPE, Notes). */
function isUsed(value: string, later: readonly ScriptStatement[]): boolean {
  return later.some(
    ({ sql, commands }) => !commands.some(({ kind }) => kind === 'addEnumValue') && sql.includes(value),
  );
}
