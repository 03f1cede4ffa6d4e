/** Which bytes may stand where in an HTTP/1.1 message (RFC 9112 and RFC 9110 §5.5–5.6), and comparisons that make no strings. */

export const CR = 13;
export const LF = 10;
export const SPACE = 32;
export const TAB = 9;
export const COLON = 58;
export const COMMA = 44;
export const SEMICOLON = 59;

/** 1 for each byte of a token: names of fields and methods. */
export const tokenBytes = new Uint8Array(256);
for (const character of "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") {
  tokenBytes[character.charCodeAt(0)] = 1;
}

/** 1 for each byte of a field's value: printable, space, tab and whatever has the high bit. */
export const valueBytes = new Uint8Array(256);
for (let byte = 0; byte < 256; byte++) {
  if (byte === TAB || (byte >= SPACE && byte !== 127)) valueBytes[byte] = 1;
}

/** The digit's value, or 255. */
export const hexDigits = new Uint8Array(256).fill(255);
for (const [value, digits] of [
  '0',
  '1',
  '2',
  '3',
  '4',
  '5',
  '6',
  '7',
  '8',
  '9',
  'aA',
  'bB',
  'cC',
  'dD',
  'eE',
  'fF',
].entries()) {
  for (const digit of digits) hexDigits[digit.charCodeAt(0)] = value;
}

/** Whether `bytes[from, to)` is `lowerCase` (letters and hyphens only), in either case. */
export function isWord(bytes: Uint8Array, from: number, to: number, lowerCase: Uint8Array): boolean {
  if (to - from !== lowerCase.length) return false;
  for (let i = 0; i < lowerCase.length; i++) {
    if ((bytes[from + i]! | 32) !== lowerCase[i]) return false;
  }
  return true;
}

/** Of another side's bytes, for a message: quoted, escaped, not long. */
export function quoted(bytes: Buffer, from: number, to: number): string {
  const end = Math.min(to, from + 40);
  return `${JSON.stringify(bytes.toString('latin1', from, end)).replace(/[\u007f-\u00ff]/g, escaped)}${end < to ? '…' : ''}`;
}

function escaped(character: string): string {
  return `\\u00${character.charCodeAt(0).toString(16)}`;
}
