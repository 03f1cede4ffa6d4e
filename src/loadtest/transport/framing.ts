/** How the body of an answer is delimited: what its status line and fields say about it (RFC 9112 §6.3), read without making strings. */
import { COMMA, isWord, SPACE, TAB } from './answerBytes.js';

const contentLength = Buffer.from('content-length');
const transferEncoding = Buffer.from('transfer-encoding');
const connection = Buffer.from('connection');
const chunked = Buffer.from('chunked');
const close = Buffer.from('close');
const keepAlive = Buffer.from('keep-alive');

export class Framing {
  minorVersion = 1;
  status = 0;
  /** -1: not said. */
  length = -1;
  encoded = false;
  chunked = false;
  #close = false;
  #keepAlive = false;

  /** Of a new head. */
  begin(status: number, minorVersion: number): void {
    this.status = status;
    this.minorVersion = minorVersion;
    this.length = -1;
    this.encoded = false;
    this.chunked = false;
    this.#close = false;
    this.#keepAlive = false;
  }

  /** Whether the connection may carry another answer, as far as the fields say. HTTP/1.0 closes unless it says otherwise. */
  get persists(): boolean {
    return !this.#close && (this.minorVersion > 0 || this.#keepAlive);
  }

  /** RFC 9112 §6.3: whatever the fields say. */
  get isBodiless(): boolean {
    return this.status === 204 || this.status === 304;
  }

  /**
   * Takes what a field says about framing; all other fields pass. `from` and `to` are the bounds of the value, without the white
   * space around it.
   * @returns what is wrong: contradictions are refused, as Node's own parser refuses them, since guessing would desynchronise.
   */
  field(bytes: Buffer, nameFrom: number, nameTo: number, from: number, to: number): string | undefined {
    const size = nameTo - nameFrom;
    if (size === 14) {
      if (isWord(bytes, nameFrom, nameTo, contentLength)) return this.#contentLength(bytes, from, to);
    } else if (size === 17) {
      if (isWord(bytes, nameFrom, nameTo, transferEncoding)) return this.#transferEncoding(bytes, from, to);
    } else if (size === 10) {
      if (isWord(bytes, nameFrom, nameTo, connection)) this.#connection(bytes, from, to);
    }
    return undefined;
  }

  #contentLength(bytes: Buffer, from: number, to: number): string | undefined {
    if (this.length >= 0) return 'Content-Length is there twice';
    if (this.encoded) return 'both Content-Length and Transfer-Encoding are there';
    let length = 0;
    for (let i = from; i < to; i++) {
      const digit = bytes[i]! - 48;
      if (digit < 0 || digit > 9) return 'Content-Length is not a number';
      length = length * 10 + digit;
      if (length > Number.MAX_SAFE_INTEGER) return 'Content-Length is too large to be true';
    }
    if (from === to) return 'Content-Length is empty';
    this.length = length;
    return undefined;
  }

  /** Only when `chunked` is the last coding does the body tell its end; otherwise it lasts until the connection closes. */
  #transferEncoding(bytes: Buffer, from: number, to: number): string | undefined {
    if (this.length >= 0) return 'both Content-Length and Transfer-Encoding are there';
    let start = to;
    while (start > from && bytes[start - 1] !== COMMA) start--;
    while (start < to && (bytes[start] === SPACE || bytes[start] === TAB)) start++;
    this.encoded = true;
    this.chunked = isWord(bytes, start, to, chunked);
    return undefined;
  }

  #connection(bytes: Buffer, from: number, to: number): void {
    let start = from;
    while (start <= to) {
      let end = start;
      while (end < to && bytes[end] !== COMMA) end++;
      let last = end;
      while (start < last && (bytes[start] === SPACE || bytes[start] === TAB)) start++;
      while (last > start && (bytes[last - 1] === SPACE || bytes[last - 1] === TAB)) last--;
      if (isWord(bytes, start, last, keepAlive)) this.#keepAlive = true;
      else if (isWord(bytes, start, last, close)) this.#close = true;
      start = end + 1;
    }
  }
}
