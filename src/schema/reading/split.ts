/** Text → statements, one after another, as far as quotes, brackets and bodies say where they end. */
import type { Dialect } from '../catalog.js';
import { isClosed } from './closed.js';
import { mayBePlaceholder, type Placeholder, placeholderAt, placeholderReach } from './placeholders.js';
import { quotings } from './quoting.js';
import {
  type BodyKind,
  beginsAnother,
  blockDepth,
  bodyKind,
  copyDataEnd,
  isLineOfItsOwn,
  skipToStatement,
} from './statementShape.js';
import { commentEnd, isBlank, isWordStart, lineEnd, tokenEnd } from './tokens.js';

export interface Chunk {
  /** Where the blanks and comments before it begin. */
  readonly from: number;
  /** From the first token to after the last, without the terminator. */
  readonly start: number;
  readonly end: number;
  /** Where the next one's blanks begin. */
  readonly next: number;
  /** Nothing behind this offset was looked at. */
  readonly seen: number;
  readonly placeholders: readonly Placeholder[];
  /** The quote, comment or body that nobody closes: it runs to the end of the text. */
  readonly unclosed?: { readonly start: number; readonly what: Unclosed };
  /** MySQL's DELIMITER as it stands behind this statement. */
  readonly delimiter: string;
}
export type Unclosed = 'string' | 'name' | 'dollar' | 'comment' | 'body';

/** The statement that begins at or after an offset; undefined when there is none. `delimiter` is what ended the one before. */
export function nextChunk(text: string, from: number, dialect: Dialect, delimiter = ';'): Chunk | undefined {
  const quoting = quotings[dialect];
  const head = skipToStatement(text, from, dialect, delimiter);
  const { start } = head;
  const terminator = head.delimiter;
  if (start >= text.length) {
    return head.unclosedComment === undefined
      ? undefined
      : {
          from,
          start: head.unclosedComment,
          end: text.length,
          next: text.length,
          seen: text.length,
          placeholders: [],
          unclosed: { start: head.unclosedComment, what: 'comment' },
          delimiter: terminator,
        };
  }
  const custom = terminator !== ';';
  const isBatch = dialect === 'transactsql';
  const placeholders: Placeholder[] = [];
  const before = { start, end: start, inBrackets: false };
  const words: string[] = [];
  let body: BodyKind = 'none';
  let open = 0;
  let depth = 0;
  let brackets = 0;
  let end = start;
  let previousWord = '';
  let unclosed: Chunk['unclosed'];
  let ahead = 1;
  const finish = (next: number): Chunk => ({
    from,
    start,
    end,
    next,
    seen: Math.min(next + ahead, text.length),
    placeholders,
    delimiter: terminator,
    ...(unclosed && { unclosed }),
  });

  for (let at = start; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (isBlank(code)) {
      at++;
      continue;
    }
    if (code === 45 || code === 47 || code === 35) {
      const close = commentEnd(text, at, quoting);
      if (close > at) {
        if (close === text.length && !isClosed(text, at, close, quoting)) {
          unclosed ??= { start: at, what: 'comment' };
          end = close;
        }
        at = close;
        continue;
      }
    }
    if (custom ? text.startsWith(terminator, at) : code === 59 && open === 0 && !(body === 'rule' && depth > 0)) {
      if (body === 'copy') return finish(copyDataEnd(text, start, at));
      if (body !== 'batch') return finish(at + terminator.length);
    }
    if (code === 92 && dialect === 'postgresql') return finish(lineEnd(text, at));
    let stop = 0;
    if (mayBePlaceholder(code)) {
      before.inBrackets = brackets > 0;
      if (code === 123 || code === 36 || code === 60) ahead = placeholderReach;
      const found = placeholderAt(text, at, before);
      if (found) {
        placeholders.push(found);
        stop = found.end;
      }
    }
    if (stop === 0) {
      stop = tokenEnd(text, at, quoting);
      if (custom && isWordStart(code)) stop = beforeDelimiter(text, at, stop, terminator);
      if (code === 40) depth++;
      else if (code === 41) depth--;
      else if (code === 91) brackets++;
      else if (code === 93) brackets--;
      else if (isWordStart(code) && text.charCodeAt(stop - 1) !== 39) {
        const word = words.length < 6 || body === 'block' || stop - at === 2 ? text.slice(at, stop).toUpperCase() : '';
        if (isBatch && at > start && body !== 'batch' && depth === 0 && beginsAnother(text, at, stop, words[0]!)) {
          return finish(end);
        }
        if (words.length < 6) {
          words.push(word);
          body = bodyKind(words, dialect);
        }
        if (body === 'block' && word) open = blockDepth(open, word, previousWord, dialect);
        else if (word === 'GO' && isBatch && isLineOfItsOwn(text, at, stop) && at > start) {
          return finish(lineEnd(text, at));
        }
        previousWord = word;
      }
      if (stop === text.length && stop - at > 0 && !isClosed(text, at, stop, quoting)) {
        unclosed ??= { start: at, what: unclosedKind(text, at) };
      }
    }
    before.start = at;
    before.end = stop;
    end = stop;
    at = stop;
  }
  if (open > 0 || (body === 'rule' && depth > 0)) unclosed ??= { start, what: 'body' };
  return finish(text.length);
}

/** `END$$` is one word unless `$$` is the delimiter. */
function beforeDelimiter(text: string, start: number, end: number, delimiter: string): number {
  const found = text.slice(start, end).indexOf(delimiter);
  return found > 0 ? start + found : end;
}

function unclosedKind(text: string, at: number): Unclosed {
  if (/^(?:[uU]&)?["`[]/.test(text.slice(at, at + 3))) return 'name';
  return text.charCodeAt(at) === 36 ? 'dollar' : 'string';
}
