/**
 * The server's regular expressions (manual, "POSIX Regular Expressions") as ECMA-262 has them with the `u` flag. Only what means the same in
 * both: letters, `\w`, `\s` and classes like `[:alpha:]` go by the server's locale, so they are not translated.
 */

/** Undefined: it has something that means another thing there, or might. */
export function ecmaPattern(text: string): string | undefined {
  if (/^\*\*\*|^\(\?[a-z]/i.test(text)) return undefined;
  let out = '';
  let at = 0;
  let depth = 0;
  // What a quantifier may follow.
  let isAtom = false;
  while (at < text.length) {
    const char = String.fromCodePoint(text.codePointAt(at)!);
    const rest = text.slice(at);
    let read: { readonly length: number; readonly out: string } | undefined = { length: char.length, out: char };
    let next = true;
    if (char === '[') read = bracket(rest);
    else if (char === '\\') read = escaped(rest);
    else if (char === '.') read = { length: 1, out: '[\\s\\S]' };
    else if (char === '(') {
      read = { length: rest.startsWith('(?:') ? 3 : 1, out: '(?:' };
      if (/^\(\?[^:]/.test(rest)) return undefined;
      depth++;
      next = false;
    } else if (char === ')') {
      if (--depth < 0) return undefined;
    } else if (/[*+?{]/.test(char)) {
      read = isAtom ? quantifier(rest) : undefined;
      next = false;
    } else if (/[|^$]/.test(char)) next = false;
    else if (/[\]}]/.test(char)) read = { length: 1, out: `\\${char}` };
    if (!read) return undefined;
    out += read.out;
    at += read.length;
    isAtom = next;
  }
  return depth === 0 && isPattern(out) ? out : undefined;
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}

/** `\d` is by the locale, too, but no locale in use has other digits in it. */
function escaped(rest: string): { readonly length: number; readonly out: string } | undefined {
  const char = rest[1] ?? '';
  if (char === 'd') return { length: 2, out: '[0-9]' };
  if (char === 'D') return { length: 2, out: '[^0-9]' };
  if (!/^[!-/:-@[-`{-~]$/.test(char)) return undefined;
  return { length: 2, out: /[\^$\\.*+?()[\]{}|/]/.test(char) ? `\\${char}` : char };
}

function quantifier(rest: string): { readonly length: number; readonly out: string } | undefined {
  const found = /^(?:[*+?]|\{(\d{1,3})(?:,(\d{1,3})?)?\})\??/.exec(rest);
  // Two in a row are an error there.
  if (!found || /^[*+?{]/.test(rest.slice(found[0].length))) return undefined;
  return { length: found[0].length, out: found[0] };
}

/** `[^a-z0-9_.-]`, `[[:digit:]]`. Ranges go by code points in both. */
function bracket(rest: string): { readonly length: number; readonly out: string } | undefined {
  const start = rest.startsWith('[^') ? 2 : 1;
  if (rest[start] === ']') return undefined;
  let out = rest.slice(0, start);
  let at = start;
  while (at < rest.length) {
    const char = String.fromCodePoint(rest.codePointAt(at)!);
    if (char === ']') return { length: at + 1, out: `${out}]` };
    if (rest.startsWith('[:digit:]', at)) {
      out += '0-9';
      at += 9;
    } else if (char === '[' && /^\[[:.=]/.test(rest.slice(at))) return undefined;
    else if (char === '\\') {
      const next = rest[at + 1] ?? '';
      if (next === 'd') out += '0-9';
      else if (/^[!-/:-@[-`{-~]$/.test(next)) out += inClass(next);
      else return undefined;
      at += 2;
    } else {
      // A hyphen between two is a range, at an end it is one.
      const isRange = char === '-' && at > start && rest[at + 1] !== ']';
      out += isRange ? '-' : inClass(char);
      at += char.length;
    }
  }
  return undefined;
}

function inClass(char: string): string {
  return /[\^$\\.*+?()[\]{}|/-]/.test(char) ? `\\${char}` : char;
}
