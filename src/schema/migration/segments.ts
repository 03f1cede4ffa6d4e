import type { Statement } from '../diff/statement.js';

/** Statements that succeed or fail together. */
export interface Segment {
  /** `false`: one statement that PostgreSQL takes only outside of a transaction block. */
  readonly inTransaction: boolean;
  readonly statements: readonly Statement[];
}

/** As few transactions as can be: one, unless a statement cannot be in one, wants its own, or is needed by others only once it is committed. */
export function segmentsOf(statements: readonly Statement[]): readonly Segment[] {
  const segments: Segment[] = [];
  let open: Statement[] = [];
  const close = () => {
    if (open.length > 0) segments.push({ inTransaction: true, statements: open });
    open = [];
  };
  for (const [at, statement] of statements.entries()) {
    if (statement.transaction === 'alone') {
      close();
      segments.push({ inTransaction: false, statements: [statement] });
      continue;
    }
    if (statement.transaction === 'ownTransaction') {
      close();
      segments.push({ inTransaction: true, statements: [statement] });
      continue;
    }
    open.push(statement);
    if (statement.transaction === 'commitAfter' && isUsed(statement, statements.slice(at + 1))) close();
  }
  close();
  return segments;
}

/** A value that an enum got cannot be used in the same transaction (PostgreSQL manual, ALTER TYPE). */
function isUsed({ sql }: Statement, later: readonly Statement[]): boolean {
  const [, value] = /ADD VALUE (?:IF NOT EXISTS )?(E?'(?:[^'\\]|''|\\.)*')/i.exec(sql) ?? [];
  return value === undefined || later.some(other => other.transaction === undefined && other.sql.includes(value));
}
