import { loadParser, parseFile } from '../schema/reading/parse.js';
import type { Statement } from '../schema/statement.js';
import { lineStarts, positionAt } from '../text/lines.js';
import { Problem } from '../text/problem.js';
import { DatabaseError, type Session } from './session.js';

export interface Script {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
}

/** What speaks of the server and not of a database's schema. */
const aboutTheServer =
  /^(?:create|alter|drop|comment\s+on)\s+(?:database|tablespace|subscription|system)\b|^(?:vacuum|checkpoint|reset|discard)\b|^(?:grant|revoke)\b[^;'"]*\son\s+(?:database|tablespace)\s+(?!to\s|from\s)/i;

/** Of roles; those that are there are good as they are. */
const makesRole = /^create\s+(?:role|user|group)\b(?!\s+mapping)/i;

/** COPY … FROM STDIN: the rows that follow are not SQL, and only the schema matters. */
const readsRows = /^copy\b[^;]*\bfrom\s+stdin\b/i;

/** Every database has it; scripts from before 13 make it all the same. */
const makesPlpgsql = /^create\s+(?:or\s+replace\s+)?(?:trusted\s+)?(?:procedural\s+)?language\s+["']?plpgsql\b/i;

/** Roles that a script speaks of and nobody made: they come without a login. More in one statement would be odd. */
const mostRoles = 50;

/**
 * Runs a script statement by statement in a scratch database. Roles that it speaks of are made.
 * @throws Problem with the place of the statement that the server refuses.
 */
export async function loadScript(session: Session, script: Script): Promise<void> {
  await loadParser('postgresql');
  await session.execute('SET check_function_bodies = off');
  const { statements } = parseFile(script.path, script.text, { dialect: 'postgresql' });
  for (const statement of statements) {
    const sql = script.text.slice(statement.start, statement.end);
    if (!aboutTheServer.test(sql) && !readsRows.test(sql)) await runStatement(session, sql, statement, script);
  }
  await session.execute('RESET ALL; RESET SESSION AUTHORIZATION');
}

async function runStatement(session: Session, sql: string, statement: Statement, script: Script): Promise<void> {
  for (let made = 0; ; made++) {
    try {
      await session.execute(sql);
      return;
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      const { code, message } = error.server;
      if (code === '42710' && (makesRole.test(sql) || makesPlpgsql.test(sql))) return;
      // Dumps set what their server knows; an older or newer one may not.
      if (code === '42704' && /^set\b/i.test(sql) && message.startsWith('unrecognized configuration parameter')) return;
      const [, role] = /^role "(.*)" does not exist$/.exec(message) ?? [];
      if (role === undefined || made === mostRoles || !(await makeRole(session, role))) {
        throw refused(error, statement, script);
      }
    }
  }
}

async function makeRole(session: Session, role: string): Promise<boolean> {
  try {
    await session.execute(`CREATE ROLE "${role.replaceAll('"', '""')}"`);
    return true;
  } catch (error) {
    // In a transaction that has failed nothing can be made.
    if (error instanceof DatabaseError) return false;
    throw error;
  }
}

function refused({ server }: DatabaseError, { start, end }: Statement, { path, text }: Script): Problem {
  const [offset] = server.position === undefined ? [0] : [offsetOf(text.slice(start, end), server.position)];
  const hint = [server.detail, server.hint].filter(Boolean).map(words => ` ${words}`);
  return new Problem(`PostgreSQL refuses this statement: ${server.message}.${hint.join('')}`, {
    path,
    position: positionAt(lineStarts(text), start + offset),
  });
}

/** UTF-16 offset of the 1-based position that a server counts in code points. */
function offsetOf(sql: string, position: number): number {
  let offset = 0;
  for (let left = position - 1; left > 0 && offset < sql.length; left--) {
    offset += sql.codePointAt(offset)! > 0xffff ? 2 : 1;
  }
  return offset;
}
