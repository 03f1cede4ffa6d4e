/** A statement of a file that is only tried may never end: `SELECT pg_sleep(1e9)`, a loop that nothing leaves. */
import { Problem } from '../../text/problem.js';
import { DatabaseError, type ScratchDatabase, type Session } from '../session.js';

/** Milliseconds for one statement. What is tried there has a few rows, and a schema is made of many statements. */
const usualLimit = 10 * 60_000;
/** Milliseconds from one cancel to the next: a statement may catch it. */
const pause = 1000;
/** Then its connection is ended. */
const mostCancels = 4;
const mostShown = 120;

/**
 * Statements that run for longer are cancelled, and everything with them: a Problem is thrown that is no refusal of the server. The
 * scripts' own statement_timeout counts, too; that of pg_dump, which is none, does not lift this one.
 */
export function limitTime(db: ScratchDatabase, limit = usualLimit): ScratchDatabase {
  const end = () => void db.drop().catch(() => undefined);
  return {
    session: limited(db.session, limit, end),
    connect: async () => limited(await db.connect(), limit, end),
    growFiles: relations => db.growFiles(relations),
    drop: () => db.drop(),
  };
}

function limited(session: Session, limit: number, end: () => void): Session {
  const within = async <Answer>(sql: string, work: () => Promise<Answer>): Promise<Answer> => {
    let cancels = 0;
    const stop = () => {
      if (++cancels > mostCancels) return end();
      void session.cancel().catch(() => undefined);
      timer = setTimeout(stop, pause);
    };
    let timer = setTimeout(stop, limit);
    try {
      return await work();
    } catch (error) {
      if (cancels === 0 || !(error instanceof DatabaseError)) throw error;
      throw tooLong(sql, limit);
    } finally {
      clearTimeout(timer);
    }
  };
  return {
    version: session.version,
    query: (sql, parameters) => within(sql, () => session.query(sql, parameters)),
    run: sql => within(sql, () => session.run(sql)),
    execute: sql => within(sql, () => session.execute(sql)),
    cancel: () => session.cancel(),
    onNotice: listener => session.onNotice(listener),
    close: () => session.close(),
  };
}

function tooLong(sql: string, limit: number): Problem {
  const line = sql.replace(/\s+/g, ' ').trim();
  const shown = line.length > mostShown ? `${line.slice(0, mostShown)}…` : line;
  const time = limit >= 60_000 ? `${Math.round(limit / 60_000)} minutes` : `${limit / 1000} s`;
  return new Problem(
    `A statement did not end within ${time} on the PostgreSQL on which it was tried, and was stopped: ${shown}. Look for what it waits for or repeats without an end; leave it out of what is compared or proven.`,
  );
}
