/** Our own server runs as the user: what is only tried there must not reach the machine around it. */
import { nextToken, type Token } from '../../schema/reading/tokens.js';
import { DatabaseError, notAllowed, type ScratchDatabase, type Session } from '../session.js';
import { isSuspect, reachOf } from './machineReach.js';

/**
 * A scratch database that refuses, before its server sees them, statements that start programs, read or write files, load libraries or
 * call other servers (`machineReach.ts`). It goes by the text: what a function does that a statement calls, or what a body puts together,
 * is not seen. The embedded engine has no machine around it; for a native one, scripts are run only for people who trust them.
 */
export function guardMachine(db: ScratchDatabase): ScratchDatabase {
  return {
    session: guarded(db.session),
    connect: async () => guarded(await db.connect()),
    growFiles: relations => db.growFiles(relations),
    drop: () => db.drop(),
  };
}

function guarded(session: Session): Session {
  return {
    version: session.version,
    query: async (sql, parameters) => {
      refuse(sql);
      return session.query(sql, parameters);
    },
    run: async sql => {
      refuse(sql);
      return session.run(sql);
    },
    execute: async sql => {
      refuse(sql);
      await session.execute(sql);
    },
    cancel: () => session.cancel(),
    onNotice: listener => session.onNotice(listener),
    close: () => session.close(),
  };
}

function refuse(sql: string): void {
  if (!isSuspect(sql)) return;
  let statement: Token[] = [];
  for (let token = nextToken(sql, 0); token; token = nextToken(sql, token.end)) {
    const ends = token.kind === 'sign' && sql[token.start] === ';';
    if (!ends) statement.push(token);
    else {
      refuseStatement(sql, statement);
      statement = [];
    }
  }
  refuseStatement(sql, statement);
}

function refuseStatement(sql: string, tokens: readonly Token[]): void {
  const what = reachOf(sql, tokens);
  if (what === undefined) return;
  throw new DatabaseError({
    severity: 'ERROR',
    code: notAllowed,
    message: `Senior Backend does not run this statement, since it ${what}: what is only tried must not reach the machine around it`,
    hint: 'Leave it out of the files that make the schema.',
    position: [...sql.slice(0, tokens[0]!.start)].length + 1,
  });
}
