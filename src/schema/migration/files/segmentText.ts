/** Segments as SQL text: what psql, or a migration tool, runs. */
import { skipBlanks, tokenEnd } from '../../reading/tokens.js';
import type { LocatedHazard } from '../migration.js';
import type { Segment } from '../segments.js';
import { oneLine } from './migrationHeader.js';

/**
 * How long a statement waits for its lock: all who come later wait behind it, readers as well. Rather fail, and try again when it is quiet.
 * https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-LOCK-TIMEOUT
 */
export const lockTimeout = '5s';
/**
 * How long a statement holds up others at most, under locks that last until its COMMIT. A rewrite of a large table wants more: raise it in
 * the file, knowing why. What holds up nobody has no such limit: a scan of a large table (VALIDATE CONSTRAINT), an index that is built
 * CONCURRENTLY and a backfill take hours where there are rows enough, and ended half-way they have to begin again.
 */
export const statementTimeout = '5min';

/** Who opens the transaction of a segment. `file`: the SQL itself, with BEGIN and COMMIT. `tool`: who runs it. */
export type TransactionBy = 'file' | 'tool';

/** Complete statements, with the hazards of each as comments before it. */
export function segmentText(
  { inTransaction, statements }: Segment,
  by: TransactionBy,
  hazards: readonly LocatedHazard[],
  written: (sql: string) => string = terminated,
): string {
  const body = statements.map(({ sql }) => [...hazardLines(sql, hazards), written(sql)].join('\n')).join('\n\n');
  if (!inTransaction) return by === 'file' ? alone(body) : body;
  const makesRoutines = statements.some(({ sql }) => /\b(?:FUNCTION|PROCEDURE)\b/i.test(sql));
  // It is alone in its transaction since it lets others read and write. Its lock is waited for no longer than any other.
  const holdsUpNobody = statements.every(({ transaction }) => transaction === 'ownTransaction');
  const settings = [
    `SET LOCAL lock_timeout = '${lockTimeout}';`,
    `SET LOCAL statement_timeout = ${holdsUpNobody ? '0' : `'${statementTimeout}'`};`,
    // A body may name what comes later; it was proven this way, too.
    ...(makesRoutines ? ['SET LOCAL check_function_bodies = off;'] : []),
  ].join('\n');
  return by === 'file' ? `BEGIN;\n${settings}\n\n${body}\n\nCOMMIT;` : `${settings}\n\n${body}`;
}

/**
 * A role or database may have a statement_timeout: ended by it, CREATE INDEX CONCURRENTLY leaves an invalid index. It holds up nobody, so
 * that it may take its time. Nor has it a lock_timeout of its own: it waits for the end of older transactions, and who comes later waits
 * only when it changes the table, too.
 */
function alone(statement: string): string {
  return `SET statement_timeout = 0;\n${statement}\nRESET statement_timeout;`;
}

/** With its semicolon, which must not become a part of a comment at the end. */
export function terminated(sql: string): string {
  const text = sql.trimEnd();
  let end = 0;
  for (let at = skipBlanks(text, 0); at < text.length; at = skipBlanks(text, end)) end = tokenEnd(text, at);
  return end < text.length ? `${text}\n;` : `${text};`;
}

function hazardLines(sql: string, hazards: readonly LocatedHazard[]): readonly string[] {
  const own = hazards.filter(hazard => hazard.sql === sql);
  return [...new Set(own.map(({ kind, reason }) => `-- ${kind}: ${oneLine(reason)}`))];
}
