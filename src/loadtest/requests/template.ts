/**
 * `{{variable}}` in paths, headers and bodies. What a variable holds is written as its place needs it (percent-encoded in a path, as
 * the inside of a string in JSON); `{{{variable}}}` writes it as it is.
 */
import { Problem } from '../../text/problem.js';
import { type Builtin, parseBuiltin } from './builtins.js';

export type Expression =
  | { readonly name: string; readonly raw: boolean }
  /** `text`: as written, `$randomInt 1 100`. */
  | { readonly builtin: Builtin; readonly text: string; readonly raw: boolean };

export interface Template {
  /** Literal text and expressions, in order. */
  readonly parts: readonly (string | Expression)[];
}

/** Far more than a name needs: a stray `{{` in a large body does not swallow it. */
const longest = 200;

/**
 * @param where for the message: `the path`, `the header X-Id`.
 * @throws Problem for braces that do not close, and for a `$builtin` that does not exist or has wrong arguments.
 */
export function parseTemplate(text: string, where: string): Template {
  return {
    parts: cut(text, where).map(piece =>
      piece.inside === undefined ? piece.source : expression(piece.inside.trim(), piece.raw, where),
    ),
  };
}

/** Changes what is literal, and by itself the variables with their braces. @throws Problem as `parseTemplate`. */
export function mapTemplate(
  text: string,
  where: string,
  literal: (text: string) => string,
  variable: (source: string) => string = source => source,
): string {
  return cut(text, where)
    .map(({ source, inside }) => (inside === undefined ? literal(source) : variable(source)))
    .join('');
}

interface Piece {
  readonly source: string;
  /** Of the braces; undefined for literal text. */
  readonly inside?: string;
  readonly raw: boolean;
}

function cut(text: string, where: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (let start = text.indexOf('{{'); start >= 0; start = text.indexOf('{{', end)) {
    const raw = text[start + 2] === '{';
    const width = raw ? 3 : 2;
    const close = text.indexOf(raw ? '}}}' : '}}', start + width);
    if (close < 0 || close - start > longest) throw unclosed(text.slice(start, start + 30), where);
    if (start > end) pieces.push({ source: text.slice(end, start), raw: false });
    end = close + width;
    pieces.push({ source: text.slice(start, end), inside: text.slice(start + width, close), raw });
  }
  if (end < text.length) pieces.push({ source: text.slice(end), raw: false });
  return pieces;
}

function unclosed(start: string, where: string): Problem {
  return new Problem(
    `In ${where}, "${start}" opens a variable that does not close. Write {{name}}, or {{$braces}} for two braces as they are.`,
  );
}

function expression(inside: string, raw: boolean, where: string): Expression {
  if (/^[\p{L}\p{N}_][\p{L}\p{N}_. -]*$/u.test(inside) || /^\$(?:env|secret)\.[^{}\s]+$/.test(inside))
    return { name: inside, raw };
  if (inside.startsWith('$')) return { builtin: parseBuiltin(inside, where), text: inside, raw };
  throw new Problem(
    `In ${where}, {{${inside}}} is not a variable. Names are letters, digits, "_", "-", "." and spaces; write {{$braces}} for two braces as they are.`,
  );
}

export function hasTemplate(text: string): boolean {
  return text.includes('{{');
}

/** Text from elsewhere (an example in a description, a file) that is sent as it is, whatever it holds. */
export function escapeTemplate(text: string): string {
  return text.replaceAll('{{', '{{$braces}}');
}

/** Names of the variables that it needs; builtins are not among them, `$env.X` and `$secret.x` are. */
export function variablesOf({ parts }: Template): string[] {
  return parts.flatMap(part => (typeof part === 'object' && 'name' in part ? [part.name] : []));
}
