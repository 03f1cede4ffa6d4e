/**
 * Answers of HTTP/1.1 and 1.0 as they come in, cut anywhere (RFC 9112). As strict as Node's own parser in its default mode: no folded
 * fields, no bare LF, no contradicting lengths. Made for speed: bytes are looked at once, and nothing is made of them that nobody
 * asked for.
 */
import { CR, LF } from './answerBytes.js';
import { AnswerLines, FAILED, INCOMPLETE } from './answerLines.js';
import { Framing } from './framing.js';
import { HeldLine } from './heldLine.js';
import { KnownHead } from './knownHead.js';

/** What `read` came upon. */
export const MORE = 0;
export const HEAD = 1;
export const DONE = 2;
export const BROKEN = 3;
export type ParserEvent = typeof MORE | typeof HEAD | typeof DONE | typeof BROKEN;

/** Of one head, with the 1XX before it, and of trailers. */
export const maxHeadBytes = 256 * 1024;

// States that read lines come first.
const STATUS = 0;
const FIELD = 1;
const SIZE = 2;
const CHUNK_END = 3;
const TRAILER = 4;
const HEAD_END = 5;
const LENGTH = 6;
const CHUNK = 7;
const UNTIL_CLOSE = 8;
const COMPLETE = 9;

const nothing = new Uint8Array(0);

export class AnswerParser {
  /** Where `read` stopped. */
  at = 0;
  /** Received for this answer so far, framing included. */
  bytes = 0;
  /** Name, value, …; when asked for. */
  headers: string[] | undefined;
  /** After BROKEN. */
  failure = '';
  failureKind: 'protocol' | 'tooLarge' | 'reset' = 'protocol';

  readonly #framing = new Framing();
  readonly #lines = new AnswerLines();
  readonly #held = new HeldLine();
  readonly #known = new KnownHead();
  readonly #maxBodyBytes: number;
  /** The status with which headers are asked for; 0: no matter. */
  #headersOf = 0;
  #state = STATUS;
  #lineBytes = 0;
  #isHead = false;
  #pieces: Uint8Array[] | undefined;
  #bodyBytes = 0;
  #remaining = 0;

  constructor(maxBodyBytes: number) {
    this.#maxBodyBytes = maxBodyBytes;
  }

  get status(): number {
    return this.#framing.status;
  }

  /** After DONE: whether the connection may be used again. */
  get persists(): boolean {
    return this.#framing.persists;
  }

  /** Before each answer. `isHead`: to a HEAD request, which has no body whatever it says. */
  begin(isHead: boolean, wantsHeaders: boolean | number, wantsBody: boolean): void {
    this.#state = STATUS;
    this.#lineBytes = 0;
    this.#isHead = isHead;
    this.#bodyBytes = 0;
    this.bytes = 0;
    this.headers = wantsHeaders === true ? [] : undefined;
    this.#headersOf = typeof wantsHeaders === 'number' ? wantsHeaders : 0;
    this.#pieces = wantsBody ? [] : undefined;
  }

  /** After DONE, when asked for. */
  body(): Uint8Array | undefined {
    const pieces = this.#pieces;
    if (!pieces?.length) return pieces && nothing;
    return pieces.length === 1 ? pieces[0] : Buffer.concat(pieces);
  }

  /**
   * Reads `bytes[from, to)`, which may be used anew afterwards, up to the next event; `at` is then where it stopped. To be called
   * again from there after HEAD, even when nothing is left, and after DONE once `begin` was called.
   */
  read(bytes: Buffer, from: number, to: number): ParserEvent {
    let at = from;
    let headFrom = -1;
    let event: ParserEvent = MORE;
    while (event === MORE) {
      if (this.#state === COMPLETE) event = DONE;
      else if (at === to) break;
      else if (this.#state > HEAD_END) {
        at = this.#readBody(bytes, at, to);
        if (at === FAILED) return BROKEN;
      } else if (this.#state === STATUS && this.headers === undefined && this.#isKnown(bytes, at, to)) {
        at += this.#known.length;
        this.#startBody();
        event = HEAD;
      } else {
        if (this.#state === STATUS && this.#held.length === 0) headFrom = at;
        at = this.#readLine(bytes, at, to);
        if (at === FAILED) return BROKEN;
        if (this.#state === HEAD_END && this.#endHead()) {
          if (headFrom >= 0) this.#known.keep(bytes, headFrom, at);
          event = HEAD;
        } else if (this.failure !== '') return BROKEN;
      }
    }
    this.bytes += at - from;
    this.at = at;
    return event;
  }

  /** The other side has closed. DONE when that is how the body ends. */
  end(): ParserEvent {
    if (this.#state === UNTIL_CLOSE || this.#state === COMPLETE) return DONE;
    const held = this.#held;
    // What was wrong with a line that has no end is told as if it had come in one piece.
    if (held.length > 0 && this.#parseLine(held.bytes, 0, held.length) === FAILED) return BROKEN;
    this.failureKind = 'reset';
    this.failure = `connection closed ${this.position()}`;
    return BROKEN;
  }

  /** For messages: how far this answer has come. */
  position(): string {
    if (this.bytes === 0) return 'before an answer came';
    if (this.#state <= FIELD) return 'in the middle of the headers';
    if (this.#state === LENGTH) return `after ${this.#bodyBytes} of ${this.#framing.length} bytes`;
    return `in the middle of a ${this.#framing.chunked ? 'chunked ' : ''}body, after ${this.#bodyBytes} bytes`;
  }

  #isKnown(bytes: Buffer, at: number, to: number): boolean {
    // `#framing` is still of that head.
    return this.#held.length === 0 && this.#framing.status !== this.#headersOf && this.#known.begins(bytes, at, to);
  }

  /** @returns where the next line begins, `to` when this one is not whole, or FAILED. */
  #readLine(bytes: Buffer, at: number, to: number): number {
    const held = this.#held;
    if (held.length === 0) {
      const next = this.#parseLine(bytes, at, to);
      if (next === FAILED) return FAILED;
      if (next !== INCOMPLETE) {
        this.#lineBytes += next - at;
        return this.#fits(this.#lineBytes) ? next : FAILED;
      }
      held.append(bytes, at, to);
      return this.#fits(this.#lineBytes + held.length) ? to : FAILED;
    }
    let end = at;
    while (end < to && bytes[end] !== LF) end++;
    const isWhole = end < to;
    if (isWhole) end++;
    held.append(bytes, at, end);
    if (!this.#fits(this.#lineBytes + held.length)) return FAILED;
    // Of a line that is not whole only the beginning is looked at again: what is not HTTP is told at once, and a long line that
    // drips in is not read over and over.
    if (!isWhole) return held.length < 16 && this.#parseLine(held.bytes, 0, held.length) === FAILED ? FAILED : to;
    if (this.#parseLine(held.bytes, 0, held.length) === FAILED) return FAILED;
    this.#lineBytes += held.length;
    held.clear();
    return end;
  }

  /** @returns where the next line begins, INCOMPLETE or FAILED. */
  #parseLine(bytes: Buffer, at: number, to: number): number {
    const isEmpty = bytes[at] === CR;
    switch (this.#state) {
      case STATUS:
        // Empty lines before an answer are a known fault of old servers, and harmless.
        return isEmpty ? this.#parseEmpty(bytes, at, to, STATUS) : this.#parseStatus(bytes, at, to);
      case FIELD:
        return isEmpty ? this.#parseEmpty(bytes, at, to, HEAD_END) : this.#parseField(bytes, at, to);
      case SIZE:
        return this.#parseSize(bytes, at, to);
      case CHUNK_END:
        return this.#parseEmpty(bytes, at, to, SIZE);
      default:
        // Trailers say nothing of framing, whatever they say (RFC 9110 §6.5.1).
        if (isEmpty) return this.#parseEmpty(bytes, at, to, COMPLETE);
        return this.#checked(this.#lines.parseField(bytes, at, to));
    }
  }

  #parseStatus(bytes: Buffer, at: number, to: number): number {
    const next = this.#checked(this.#lines.parseStatus(bytes, at, to));
    if (next < 0) return next;
    // `#framing` is no longer of the head that is known: a 1XX comes between, or one that is cut and cannot be kept.
    this.#known.forget();
    this.#framing.begin(this.#lines.status, this.#lines.minorVersion);
    if (this.#lines.status === this.#headersOf) this.headers = [];
    this.#state = FIELD;
    return next;
  }

  #parseField(bytes: Buffer, at: number, to: number): number {
    const lines = this.#lines;
    const next = this.#checked(lines.parseField(bytes, at, to));
    if (next < 0) return next;
    const wrong = this.#framing.field(bytes, at, lines.nameEnd, lines.valueFrom, lines.valueTo);
    if (wrong !== undefined) return this.#checked(lines.invalid(wrong, bytes, at, to));
    if (this.headers !== undefined) {
      const value = bytes.toString('latin1', lines.valueFrom, lines.valueTo);
      this.headers.push(bytes.toString('latin1', at, lines.nameEnd), value);
    }
    return next;
  }

  #parseSize(bytes: Buffer, at: number, to: number): number {
    const next = this.#checked(this.#lines.parseSize(bytes, at, to));
    if (next < 0) return next;
    const { size } = this.#lines;
    if (this.#bodyBytes + size > this.#maxBodyBytes) return this.#tooLarge();
    this.#remaining = size;
    this.#state = size === 0 ? TRAILER : CHUNK;
    // The bound is for each size by itself, and for all trailers together.
    this.#lineBytes = 0;
    return next;
  }

  #parseEmpty(bytes: Buffer, at: number, to: number, state: number): number {
    const next = this.#checked(this.#lines.parseEmpty(bytes, at, to));
    if (next >= 0) this.#state = state;
    return next;
  }

  /** All fields have come. @returns false when the final answer is still to come (1XX), or with `failure`. */
  #endHead(): boolean {
    if (this.#framing.status >= 200) {
      this.#startBody();
      return true;
    }
    if (this.#framing.status === 101)
      this.#fail('the server switched to another protocol (101), which nobody asked for');
    if (this.headers !== undefined) this.headers.length = 0;
    this.#state = STATUS;
    return false;
  }

  #startBody(): void {
    const framing = this.#framing;
    if (this.#isHead || framing.isBodiless || framing.length === 0) this.#state = COMPLETE;
    else if (framing.chunked) this.#state = SIZE;
    else if (framing.length < 0) this.#state = UNTIL_CLOSE;
    else {
      this.#state = LENGTH;
      this.#remaining = framing.length;
    }
    this.#lineBytes = 0;
  }

  #readBody(bytes: Buffer, at: number, to: number): number {
    const isBounded = this.#state !== UNTIL_CLOSE;
    const end = isBounded && this.#remaining < to - at ? at + this.#remaining : to;
    this.#bodyBytes += end - at;
    // An answer that says by itself that it is too large is not waited for.
    if (this.#bodyBytes > this.#maxBodyBytes || this.#framing.length > this.#maxBodyBytes) return this.#tooLarge();
    if (this.#pieces !== undefined) this.#pieces.push(Uint8Array.prototype.slice.call(bytes, at, end));
    if (isBounded) {
      this.#remaining -= end - at;
      if (this.#remaining === 0) this.#state = this.#state === CHUNK ? CHUNK_END : COMPLETE;
    }
    return end;
  }

  #tooLarge(): typeof FAILED {
    this.failure = `the body is larger than ${this.#maxBodyBytes} bytes`;
    this.failureKind = 'tooLarge';
    return FAILED;
  }

  #fits(length: number): boolean {
    return length <= maxHeadBytes || this.#fail(`headers are longer than ${maxHeadBytes} bytes`);
  }

  /** Passes a line's result on, and its failure with it. */
  #checked(next: number): number {
    if (next === FAILED) this.#fail(this.#lines.failure);
    return next;
  }

  #fail(message: string): false {
    this.failure = message;
    return false;
  }
}
