/** The text of one statement → Commands, or why there are none. */
import type { Dialect } from '../catalog.js';
import type { Command } from '../commands.js';
import { type OtherDialect, readOtherStatement } from '../dialects/read.js';
import { readStatement } from '../postgres/read.js';
import { withoutLiteralRows } from './literalRows.js';
import { tooDeepAt } from './nesting.js';
import { type PostgresResult, parseOther, parsePostgres } from './parsers.js';
import { type Filling, fillPlaceholders, shortParameter } from './placeholders.js';
import type { Chunk } from './split.js';
import {
  postgresError,
  readerError,
  restartingError,
  type StatementError,
  tooDeepError,
  unclosedError,
} from './syntaxErrors.js';
import { byteOffsets, codePointOffset } from './utf.js';

/** Spans are relative to the statement: the same text may stand anywhere, so this can be kept and shared. */
export interface ParsedText {
  readonly commands: readonly Command[];
  readonly error?: StatementError;
  /** Not to be kept: another run may understand it. */
  readonly passing?: true;
}

/** Reads one chunk of a file. Never throws; the parser of the dialect must be loaded. */
export function parseChunk(fileText: string, chunk: Chunk, dialect: Dialect): ParsedText {
  const { start, end, unclosed } = chunk;
  const text = fileText.slice(start, end);
  if (unclosed) return failed(unclosedError(text, { ...unclosed, start: unclosed.start - start }));
  if (chunk.placeholders.length === 0) return parseText(text, dialect);
  let first: ParsedText | undefined;
  for (const filling of fillings) {
    const parsed = parseText(fillPlaceholders(text, chunk.placeholders, start, filling), dialect, text);
    if (!parsed.error) return parsed;
    first ??= parsed;
  }
  return first!;
}
const fillings: readonly Filling[] = ['asFound', 'names', 'numbers'];

/** `shown` is the text as the user wrote it, of the same length. */
function parseText(text: string, dialect: Dialect, shown = text): ParsedText {
  const clean = text.includes('\0') ? text.replaceAll('\0', ' ') : text;
  return dialect === 'postgresql' ? parsePostgresText(clean, shown) : parseOtherText(clean, dialect);
}

function parsePostgresText(text: string, shown: string): ParsedText {
  const short = withoutLiteralRows(text);
  const parsed = short?.text ?? text;
  const toWhole = short?.toWhole ?? same;
  const result = parseSafely(parsed);
  if (result.kind === 'tooDeep') return failed(tooDeepError(shown, toWhole(result.at)));
  if (result.kind === 'broke') return failed(tooDeepError(shown, 0));
  if (result.kind === 'restarting') return { ...failed(restartingError(shown)), passing: true };
  if (result.kind === 'error') {
    return failed(postgresError(shown, result.message, toWhole(codePointOffset(parsed, result.position))));
  }
  const toParsed = byteOffsets(parsed);
  const toUtf16 = short ? (byte: number) => toWhole(toParsed(byte)) : toParsed;
  try {
    const commands: Command[] = [];
    for (const { stmt } of result.tree.stmts ?? []) {
      if (stmt) commands.push(...readStatement(stmt, text, toUtf16, parseInner));
    }
    return { commands };
  } catch (error) {
    return failed(readerError(shown, error));
  }
}

const same = (offset: number): number => offset;

function parseSafely(text: string): PostgresResult | { readonly kind: 'tooDeep'; readonly at: number } {
  const at = tooDeepAt(text);
  if (at !== undefined) return { kind: 'tooDeep', at };
  return parsePostgres(text, text.includes(shortParameter) ? asParameters : undefined);
}

/** Statements inside of bodies: no trees when they cannot be parsed. */
function parseInner(text: string) {
  if (text.trim() === '') return [];
  const result = parseSafely(text);
  return result.kind === 'parsed' ? (result.tree.stmts ?? []) : [];
}

const shortColumn = new RegExp(
  String.raw`\{"ColumnRef":\{"fields":\[\{"String":\{"sval":"${shortParameter}"\}\}\],"location":(\d+)\}\}`,
  'g',
);
function asParameters(json: string): string {
  return json.replace(shortColumn, '{"ParamRef":{"number":1,"location":$1}}');
}

function parseOtherText(text: string, dialect: OtherDialect): ParsedText {
  try {
    const { commands, trouble } = readOtherStatement(text, dialect, parseOther(dialect));
    return trouble ? { commands, error: { ...trouble, kind: 'unsupported' } } : { commands };
  } catch (error) {
    return failed(readerError(text, error));
  }
}

function failed(error: StatementError): ParsedText {
  return { commands: [], error };
}
