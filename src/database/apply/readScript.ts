import { type MigrationMarks, readMigrationMarks } from '../../schema/project/migrationMarks.js';
import { loadParser } from '../../schema/reading/parse.js';
import { type ParsedText, parseChunk } from '../../schema/reading/parseStatement.js';
import { type Chunk, nextChunk } from '../../schema/reading/split.js';
import { lineEnd, skipBlanks, tokenEnd } from '../../schema/reading/tokens.js';
import { positionTable } from '../../text/lines.js';
import { Problem } from '../../text/problem.js';
import { sha256 } from './checksum.js';
import type { MigrationScript, ScriptStatement } from './script.js';
import { segmentsOfScript } from './scriptSegments.js';

export interface ReadScriptOptions {
  /** Which half of a file that has both. */
  readonly half: 'up' | 'down';
}

/**
 * Reads all of a migration before any of it is run: what cannot be run as it stands is refused here, while nothing is done yet.
 * @throws Problem with its place, for SQL that does not parse, what only psql knows, and transactions that do not close.
 */
export async function readScript(
  path: string,
  text: string,
  { half }: ReadScriptOptions = { half: 'up' },
): Promise<MigrationScript> {
  await loadParser('postgresql');
  const marks = readMigrationMarks(text);
  const statements = [...readStatements(path, text, marks, half)];
  const segments = segmentsOfScript(path, statements, marks.transaction === false);
  return {
    path,
    text,
    checksum: sha256(statements.map(({ sql }) => sql.replaceAll('\r\n', '\n')).join(';\n')),
    segments,
    ...(marks.tool && { tool: marks.tool }),
  };
}

function* readStatements(
  path: string,
  text: string,
  { down }: MigrationMarks,
  half: 'up' | 'down',
): Iterable<ScriptStatement> {
  const positionOf = positionTable(text);
  const isWanted = (offset: number) => {
    const isDown = down.some(span => offset >= span.start && offset < span.end);
    // A file without marks is one half, whichever it is.
    return down.length === 0 || isDown === (half === 'down');
  };
  for (let at = 0; ; ) {
    const chunk = nextChunk(text, at, 'postgresql');
    refusePsql(path, text, at, chunk?.start ?? text.length, isWanted);
    if (!chunk) return;
    at = chunk.next;
    if (!isWanted(chunk.start)) continue;
    const sql = text.slice(chunk.start, chunk.end);
    const refuse = (message: string, offset = 0) =>
      new Problem(message, { path, position: positionOf(chunk.start + offset) });
    const read = parsed(text, chunk, refuse);
    refuseData(read, sql, refuse);
    if (/^[ \t]*\\/.test(text.slice(chunk.end, chunk.next))) throw psqlOnly(path, text, text.indexOf('\\', chunk.end));
    yield {
      sql,
      start: chunk.start,
      position: positionOf(chunk.start),
      head: headOf(sql),
      commands: read.commands,
    };
  }
}

type Refuse = (message: string, offset?: number) => Problem;

function parsed(text: string, chunk: Chunk, refuse: Refuse): ParsedText {
  const plain = parseChunk(text, { ...chunk, placeholders: [] }, 'postgresql');
  const { error } = plain;
  if (error?.kind !== 'syntax') return plain;
  const [placeholder] = chunk.placeholders;
  if (placeholder && !parseChunk(text, chunk, 'postgresql').error) {
    const written = text.slice(placeholder.start, placeholder.end);
    throw refuse(
      `${JSON.stringify(written)} stands for a value that another tool fills in. Write the value itself: the file is run as it is.`,
      placeholder.start - chunk.start,
    );
  }
  throw refuse(`${error.message.replace(/[.!]?$/, '.')} Nothing was run.`, error.span.start);
}

/** The data of COPY comes from a client: psql reads it from the file. */
function refuseData({ commands }: ParsedText, sql: string, refuse: Refuse): void {
  if (!commands.some(command => command.kind === 'other' && command.tag === 'COPY')) return;
  if (/\b(?:stdin|stdout)\b/i.test(sql))
    throw refuse('COPY with data in the file is something that only psql can do. Write INSERT statements instead.');
}

/** Change nothing in a database: they may stay. */
const harmless = /^\\(?:restrict|unrestrict|echo|qecho|timing|pset|x|set\s+(?:ON_ERROR_STOP|QUIET|ECHO|VERBOSITY))\b/;

/** Between statements there are blanks, comments and semicolons, and psql's own commands. */
function refusePsql(
  path: string,
  text: string,
  from: number,
  until: number,
  isWanted: (offset: number) => boolean,
): void {
  for (let at = skipBlanks(text, from); at < until; at = skipBlanks(text, at)) {
    if (text[at] === '\\') {
      const line = text.slice(at, lineEnd(text, at));
      if (isWanted(at) && !harmless.test(line)) throw psqlOnly(path, text, at);
      at = lineEnd(text, at);
    } else at++;
  }
}

function psqlOnly(path: string, text: string, at: number): Problem {
  const command = text.slice(at, lineEnd(text, at)).split(/\s/, 1)[0]!.slice(0, 40);
  return new Problem(
    `${command} is a command of psql, which a server does not know. Take the line out, or run the file with psql.`,
    { path, position: positionTable(text)(at) },
  );
}

const longestHead = 80;

/** Comments are left out; strings and names stay as they are. */
function headOf(sql: string): string {
  let head = '';
  for (let at = 0; at < sql.length && head.length <= longestHead; ) {
    const token = skipBlanks(sql, at);
    if (token > at && head !== '') head += ' ';
    if (token >= sql.length) break;
    at = tokenEnd(sql, token);
    head += sql.slice(token, at).replaceAll(/\s+/g, ' ');
  }
  const line = head.trim();
  return line.length > longestHead ? `${line.slice(0, longestHead - 1)}…` : line;
}
