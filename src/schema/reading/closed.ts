/** Whether what runs to the end of a text was closed there. */
import type { Quoting } from './quoting.js';

/** For the token or comment `[start, end)` that ends where the text ends. */
export function isClosed(
  text: string,
  start: number,
  end: number,
  { backslashes, nestedComments, dollars }: Quoting,
): boolean {
  const token = text.slice(start, end);
  const opening = /^(?:\/\*|--|#|(?:[eEbBxXnN]|[uU]&)?['"]|`|\[|\$(?:[^$'"\s]*)\$)/.exec(token)?.[0];
  if (opening === undefined || opening === '--' || opening === '#') return true;
  if (opening === '/*') return isCommentClosed(token, nestedComments);
  if (opening.startsWith('$')) return !dollars || (token.length >= 2 * opening.length && token.endsWith(opening));
  const close = opening === '[' ? ']' : opening.at(-1)!;
  const escapes = (backslashes && opening !== '`') || (dollars && /^[eE]/.test(opening));
  return isQuoteClosed(token, opening.length, close, escapes);
}

function isCommentClosed(token: string, nested: boolean): boolean {
  if (!nested) return token.length >= 4 && token.endsWith('*/');
  let depth = 0;
  for (let at = 0; at < token.length; at++) {
    if (token.startsWith('/*', at)) depth++;
    else if (token.startsWith('*/', at)) depth--;
    else continue;
    at++;
  }
  return depth === 0;
}

function isQuoteClosed(token: string, from: number, close: string, escapes: boolean): boolean {
  for (let at = from; at < token.length; at++) {
    if (escapes && token[at] === '\\') at++;
    else if (token[at] === close) {
      if (token[at + 1] !== close) return true;
      at++;
    }
  }
  return false;
}
