/** DO blocks: the statements inside that change a schema, as far as they can be told without running them. */
import type { DoStmt, Node, RawStmt } from '@pgsql/types';
import type { Command, Span } from '../commands.js';
import type { Token } from '../reading/tokens.js';
import { byteOffsets } from '../reading/utf.js';
import { blockStatements } from './blockStatements.js';
import { byOffset, moveSpans } from './moveSpans.js';
import { nodeOf, nodesOf } from './nodes.js';
import { isSign, isWords, type Source, skipWords, sourceOf, wordAt } from './source.js';

/** The parser; throws when it does not understand the text. */
export type ParseSql = (sql: string) => readonly RawStmt[];

/** Reads one statement of a block; its spans are relative to `text`. */
export type ReadStatement = (node: Node, text: string, toUtf16: (byteOffset: number) => number) => readonly Command[];

export interface BlockReader {
  readonly parse: ParseSql;
  readonly read: ReadStatement;
}

/** Empty: nothing in there that we follow. */
export function readDo(source: Source, { args }: DoStmt, reader: BlockReader): Command[] {
  const options = nodesOf(args, 'DefElem');
  const language = nodeOf(options.find(({ defname }) => defname === 'language')?.arg, 'String')?.sval ?? 'plpgsql';
  const body = options.find(({ defname }) => defname === 'as');
  const value = nodeOf(body?.arg, 'String')?.sval;
  const token = source.tokens.find(({ kind }, at) => kind === 'string' && !isWords(source, at - 1, 'language'));
  if (value === undefined || !token || language.toLowerCase() !== 'plpgsql') return [];
  return moveSpans(readBody(value, reader), placeIn(source, token, value));
}

/** Places in a quoted text. Where quotes are doubled or escaped offsets do not add up: then all of it is meant. */
function placeIn(source: Source, { start, end }: Token, value: string): (span: Span) => Span {
  const text = source.text.slice(start, end);
  const mark = /^(?:\$[^$]*\$|')/.exec(text)?.[0].length ?? 0;
  return mark > 0 && text.slice(mark, -mark) === value ? byOffset(start + mark) : () => ({ start, end });
}

function readBody(body: string, reader: BlockReader): Command[] {
  const source = sourceOf(body, byteOffsets(body));
  const commands: Command[] = [];
  for (const { from, to, conditional } of blockStatements(source)) {
    const found = readPart(source, from, to, reader);
    commands.push(...(conditional ? found.map(command => ({ ...command, conditional })) : found));
  }
  return commands;
}

/**
 * What may stand in a block as it does outside. SELECT does not, and WITH not always: their INTO names variables. COMMIT ends no
 * migration's transaction.
 */
const understood: ReadonlySet<string | undefined> = new Set(
  `alter analyze cluster comment create delete drop grant import insert lock merge refresh reindex reset revoke security set truncate
  update vacuum with do`.split(/\s+/),
);

function readPart(source: Source, from: number, to: number, reader: BlockReader): readonly Command[] {
  const { text, tokens } = source;
  const first = tokens[from]!;
  const end = tokens[to - 1]!.end;
  if (isWords(source, from, 'execute')) return readExecute(source, from + 1, to, reader);
  const word = wordAt(source, from);
  if (understood.has(word)) {
    const commands = moveSpans(readSql(text.slice(first.start, end), reader), byOffset(first.start));
    return word === 'with' ? commands.filter(({ kind }) => kind === 'query') : commands;
  }
  const called = skipWords(source, from, 'perform');
  const config = called > from && isSign(source, called + 1, '.') ? called + 2 : called;
  if (called > from && wordAt(source, config) === 'set_config') {
    // As long as PERFORM, so that offsets stay.
    return moveSpans(readSql(`SELECT ${text.slice(first.end, end)}`, reader), byOffset(first.start));
  }
  return [];
}

/** EXECUTE 'SQL' [INTO …] [USING …]: only what is a single constant can be told. */
function readExecute(source: Source, from: number, to: number, reader: BlockReader): readonly Command[] {
  const token = source.tokens[from];
  const isWhole = from + 1 === to || isWords(source, from + 1, 'into') || isWords(source, from + 1, 'using');
  if (token?.kind !== 'string' || !isWhole) return [];
  const value = literalValue(source.text.slice(token.start, token.end), reader);
  return value === undefined ? [] : moveSpans(readSql(value, reader), placeIn(source, token, value));
}

function literalValue(literal: string, { parse }: BlockReader): string | undefined {
  if (literal.startsWith('$')) return literal.replace(/^\$[^$]*\$|\$[^$]*\$$/g, '');
  if (literal.startsWith("'")) return literal.slice(1, -1).replaceAll("''", "'");
  try {
    const select = nodeOf(parse(`SELECT ${literal}`)[0]?.stmt, 'SelectStmt');
    return nodeOf(nodesOf(select?.targetList, 'ResTarget')[0]?.val, 'A_Const')?.sval?.sval;
  } catch {
    return undefined;
  }
}

/** Empty when it does not parse: it may be PL/pgSQL of its own (`INSERT … RETURNING id INTO variable`). */
function readSql(sql: string, { parse, read }: BlockReader): readonly Command[] {
  let statements: readonly RawStmt[];
  try {
    statements = parse(sql);
  } catch {
    return [];
  }
  const toUtf16 = byteOffsets(sql);
  return statements.flatMap(({ stmt, stmt_location = 0, stmt_len }) => {
    if (!stmt) return [];
    const before = toUtf16(stmt_location);
    const after = stmt_len ? toUtf16(stmt_location + stmt_len) : sql.length;
    const { tokens } = sourceOf(sql.slice(before, after), at => at);
    const start = before + (tokens[0]?.start ?? 0);
    const text = sql.slice(start, before + (tokens.at(-1)?.end ?? 0));
    return moveSpans(
      read(stmt, text, offset => toUtf16(offset) - start),
      byOffset(start),
    );
  });
}
