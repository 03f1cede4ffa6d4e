/** Our own server runs as the user: what is only tried there must not reach the machine around it. */
import { nextToken, type Token } from '../../schema/reading/tokens.js';
import { DatabaseError, type ScratchDatabase, type Session } from '../session.js';

/** Few scripts have any of these words; the others are not read once more. */
const suspect = /\b(?:copy|load|language|dynamic_library_path)\b/i;
/** COPY at the start of a statement of a body, or of a string that a body executes. */
const copyInBody =
  /(?:^|[;'$]|\b(?:begin|then|else|loop|do|execute))\s*copy\b[^;]*?\bto\s+(?:program\b|'|e')|\bcopy\b[^;]*?\bfrom\s+program\b/i;

/**
 * A scratch database that refuses, before its server sees them, statements that start programs, write files or load libraries: COPY …
 * PROGRAM, COPY … TO a file, LOAD, functions in C that are not the server's own. It goes by the text: a function that puts such a statement
 * together is not seen, so that scripts are still run only for people who trust them.
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
  if (!suspect.test(sql)) return;
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
    // insufficient_privilege, as the server says to those who may not.
    code: '42501',
    message: `it ${what} on this machine, which Senior Backend does not allow where a script is only tried`,
    hint: 'Leave the statement out of the files that make the schema.',
    position: [...sql.slice(0, tokens[0]!.start)].length + 1,
  });
}

function reachOf(sql: string, tokens: readonly Token[]): string | undefined {
  const words = tokens.map(({ kind, start, end }) => (kind === 'word' ? sql.slice(start, end).toLowerCase() : ''));
  switch (words[0]) {
    case 'copy':
      return copyReach(tokens, words, sql);
    case 'do':
      return tokens.some(one => one.kind === 'string' && copyInBody.test(sql.slice(one.start, one.end)))
        ? 'starts a program or writes a file'
        : undefined;
    case 'load':
      return 'loads a library';
    case 'set':
      return words.slice(1, 3).includes('dynamic_library_path') ? 'loads libraries' : undefined;
    case 'create':
      return libraryReach(tokens, words, sql);
    default:
      return undefined;
  }
}

/** Outside of brackets: `COPY (SELECT …) TO PROGRAM '…'`, `COPY t (a, b) TO '…'`. */
function copyReach(tokens: readonly Token[], words: readonly string[], sql: string): string | undefined {
  let depth = 0;
  for (const [at, { start, kind }] of tokens.entries()) {
    if (kind === 'sign' && sql[start] === '(') depth++;
    if (kind === 'sign' && sql[start] === ')') depth--;
    if (depth > 0 || (words[at] !== 'from' && words[at] !== 'to')) continue;
    if (words[at + 1] === 'program') return 'starts a program';
    if (words[at] === 'to' && writesString(tokens, words, at + 1)) return 'writes a file';
  }
  return undefined;
}

/** `'…'`, `E'…'`, `U&'…'`, `$$…$$`: anything but STDOUT. */
function writesString(tokens: readonly Token[], words: readonly string[], at: number): boolean {
  return tokens[at] !== undefined && words[at] !== 'stdout' && words[at] !== 'stdin';
}

function libraryReach(tokens: readonly Token[], words: readonly string[], sql: string): string | undefined {
  if (!words.slice(1, 4).some(word => word === 'function' || word === 'procedure')) return undefined;
  const language = words.lastIndexOf('language');
  const named = tokens[language + 1];
  if (language < 0 || !named || !/^['"]?c['"]?$/i.test(sql.slice(named.start, named.end))) return undefined;
  // AS library, symbol: the symbol is only a name.
  const library = tokens[words.lastIndexOf('as') + 1];
  const isOwn =
    library && /^(?:'|\$\w*\$)(?:\$libdir\/)?[\w.-]+(?:'|\$\w*\$)$/.test(sql.slice(library.start, library.end));
  return isOwn ? undefined : 'loads a library';
}
