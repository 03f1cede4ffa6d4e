/** What is done with one statement of a script. */
import { DatabaseError, type Session } from './session.js';

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

/** Whether it is about rows, or about more than a database's schema. */
export function isPassedOver(sql: string): boolean {
  return aboutTheServer.test(sql) || readsRows.test(sql);
}

/** Whether it can share a transaction with others like it, and gives the same in one as by itself; where it cannot, it is refused. */
export function canShareTransaction(sql: string): boolean {
  return /^(?:create|alter|comment)\b/i.test(sql) && !makesRole.test(sql) && !/\bconcurrently\b/i.test(sql);
}

/** Whether it comes to the same, or is refused, wherever it stands among statements that it does not need. */
export function makesSomethingNew(sql: string): boolean {
  return /^create\s(?!\s*or\s+replace\b)/i.test(sql) && !/\bif\s+not\s+exists\b/i.test(sql);
}

/** Whether it holds for the statements behind it. */
export function setsSession(sql: string): boolean {
  return /^(?:set|select\s+(?:pg_catalog\s*\.\s*)?set_config)\b/i.test(sql);
}

/**
 * One statement; a role that it speaks of is made.
 * @throws DatabaseError when the server refuses it.
 */
export async function runScriptStatement(session: Session, sql: string): Promise<void> {
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
      if (role === undefined || made === mostRoles || !(await makeRole(session, role))) throw error;
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
