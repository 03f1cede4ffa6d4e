/** The lines of an answer, each read in one pass: status line, field, a chunk's size, and the empty one. */
import { COLON, CR, hexDigits, LF, quoted, SEMICOLON, SPACE, TAB, tokenBytes, valueBytes } from './answerBytes.js';

/** Instead of where the next line begins: more bytes are needed; or `failure` says what is wrong. */
export const INCOMPLETE = -1;
export const FAILED = -2;

const statusLine = Buffer.from('HTTP/1.');

/** Each method takes `bytes[at, to)` and returns where the next line begins, INCOMPLETE or FAILED; what it found is in the fields. */
export class AnswerLines {
  failure = '';
  minorVersion = 1;
  status = 0;
  nameEnd = 0;
  valueFrom = 0;
  valueTo = 0;
  size = 0;

  /** `HTTP/1.1 200 OK`. The reason may be missing and may hold anything. */
  parseStatus(bytes: Buffer, start: number, to: number): number {
    for (let i = 0; i < 12; i++) {
      if (start + i === to) return INCOMPLETE;
      const byte = bytes[start + i]!;
      const isRight =
        i < 7 ? byte === statusLine[i] : i === 8 ? byte === SPACE : byte >= 48 && byte <= (i === 7 ? 49 : 57);
      if (!isRight) return this.#notHttp(bytes, start, to);
    }
    let at = start + 12;
    if (at < to && bytes[at] === SPACE) while (at < to && bytes[at] !== CR && bytes[at] !== LF) at++;
    const next = lineEnd(bytes, at, to);
    if (next === INCOMPLETE) return next;
    this.minorVersion = bytes[start + 7]! - 48;
    this.status = (bytes[start + 9]! - 48) * 100 + (bytes[start + 10]! - 48) * 10 + bytes[start + 11]! - 48;
    return next === FAILED || this.status < 100 ? this.#notHttp(bytes, start, to) : next;
  }

  /** `Name: value`; the value's bounds are without the white space around it. */
  parseField(bytes: Buffer, start: number, to: number): number {
    let at = start;
    while (at < to && tokenBytes[bytes[at]!] === 1) at++;
    if (at === to) return INCOMPLETE;
    if (bytes[at] !== COLON || at === start) return this.invalid('a header is malformed', bytes, start, to);
    this.nameEnd = at++;
    while (at < to && (bytes[at] === SPACE || bytes[at] === TAB)) at++;
    this.valueFrom = at;
    while (at < to && valueBytes[bytes[at]!] === 1) at++;
    const next = lineEnd(bytes, at, to);
    if (next === INCOMPLETE) return INCOMPLETE;
    if (next === FAILED) return this.invalid('a header has a character that is not allowed', bytes, start, to);
    while (at > this.valueFrom && (bytes[at - 1] === SPACE || bytes[at - 1] === TAB)) at--;
    this.valueTo = at;
    return next;
  }

  /** `1f;extension=value`. */
  parseSize(bytes: Buffer, start: number, to: number): number {
    let at = start;
    let size = 0;
    for (; at < to; at++) {
      const digit = hexDigits[bytes[at]!]!;
      if (digit === 255) break;
      size = size * 16 + digit;
      if (size > Number.MAX_SAFE_INTEGER) return this.invalid('a chunk is too large to be true', bytes, start, to);
    }
    if (at === start) return this.invalid("a chunk's size is malformed", bytes, start, to);
    if (at < to && bytes[at] === SEMICOLON) while (at < to && valueBytes[bytes[at]!] === 1) at++;
    const next = lineEnd(bytes, at, to);
    if (next === FAILED) return this.invalid("a chunk's size is malformed", bytes, start, to);
    this.size = size;
    return next;
  }

  parseEmpty(bytes: Buffer, at: number, to: number): number {
    const next = lineEnd(bytes, at, to);
    return next === FAILED ? this.invalid('a line has the wrong end', bytes, at, to) : next;
  }

  invalid(what: string, bytes: Buffer, at: number, to: number): typeof FAILED {
    let end = at;
    while (end < to && bytes[end] !== CR && bytes[end] !== LF) end++;
    this.failure = `${what}: ${quoted(bytes, at, end)}`;
    return FAILED;
  }

  #notHttp(bytes: Buffer, at: number, to: number): typeof FAILED {
    // A TLS alert: the record's type and major version.
    const isTls = bytes[at] === 21 && (at + 1 === to || bytes[at + 1] === 3);
    this.failure = isTls
      ? 'the server speaks TLS: use https'
      : `the answer is not HTTP/1.1: it begins with ${quoted(bytes, at, to)}`;
    return FAILED;
  }
}

/** @returns after the CR LF that has to be at `at`, INCOMPLETE or FAILED. */
function lineEnd(bytes: Buffer, at: number, to: number): number {
  if (at === to) return INCOMPLETE;
  if (bytes[at] !== CR) return FAILED;
  if (at + 1 === to) return INCOMPLETE;
  return bytes[at + 1] === LF ? at + 2 : FAILED;
}
