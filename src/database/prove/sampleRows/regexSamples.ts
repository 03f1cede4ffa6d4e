/** Texts that a regular expression of PostgreSQL (manual, 9.7.3) matches, as far as it is made of the usual parts. */
import type { Random } from './random.js';

/** A part makes one text, longer or shorter by chance. */
type Part = (random: Random) => string;

/** What unbounded repetition adds at most. */
const someMore = 4;
const longest = 2000;

/** @returns `undefined` for what is too long or not understood. */
export function sampleOf(pattern: string, random: Random): string | undefined {
  if (pattern.length > longest) return undefined;
  const source = pattern.replace(/^\*\*\*[:=]/, '').replace(/^\(\?[a-z]+\)/, '');
  const reader = { source, at: 0 };
  const part = alternatives(reader);
  if (reader.at < source.length) return undefined;
  const text = part(random);
  return text.length > longest ? undefined : text;
}

interface Reader {
  readonly source: string;
  at: number;
}

function alternatives(reader: Reader): Part {
  const branches: Part[] = [branch(reader)];
  while (reader.source[reader.at] === '|') {
    reader.at++;
    branches.push(branch(reader));
  }
  return random => random.pick(branches)!(random);
}

function branch(reader: Reader): Part {
  const parts: Part[] = [];
  while (reader.at < reader.source.length && !'|)'.includes(reader.source[reader.at]!)) {
    parts.push(repeated(atom(reader), reader));
  }
  return random => parts.map(part => part(random)).join('');
}

function repeated(part: Part, reader: Reader): Part {
  const [all, low, comma, high] = match(reader, /\{(\d+)(,?)(\d*)\}\??/y) ?? [];
  if (all !== undefined) {
    const least = Number(low);
    return times(part, least, high ? Number(high) : comma ? least + someMore : least);
  }
  const [sign] = match(reader, /[*+?]\??/y) ?? [];
  if (sign === undefined) return part;
  const least = sign[0] === '+' ? 1 : 0;
  return times(part, least, sign[0] === '?' ? 1 : least + someMore);
}

function times(part: Part, least: number, most: number): Part {
  return random => {
    const count = least + random.below(Math.max(0, most - least) + 1);
    let text = '';
    for (let i = 0; i < count && text.length <= longest; i++) text += part(random);
    return text;
  };
}

const nothing: Part = () => '';
const oneOf =
  (letters: readonly string[]): Part =>
  random =>
    random.pick(letters) ?? '';

const classes: Readonly<Record<string, string>> = {
  d: '0123456789',
  w: 'abcxyz_019',
  s: ' ',
  D: 'ab-',
  W: '-. ',
  S: 'abc019',
};
const named = new Map([
  ['alpha', 'abcXYZ'],
  ['digit', '0123456789'],
  ['alnum', 'abcXYZ019'],
  ['lower', 'abcxyz'],
  ['upper', 'ABCXYZ'],
  ['space', ' '],
  ['blank', ' '],
  ['punct', '-._!'],
  ['xdigit', '0123456789abcdef'],
  ['print', 'abc 019'],
  ['graph', 'abc019'],
]);
const controls: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v', e: '\u001b' };

function atom(reader: Reader): Part {
  const letter = reader.source[reader.at++]!;
  if (letter === '(') return group(reader);
  if (letter === '[') return oneOf(bracket(reader));
  if (letter === '.') return oneOf([...'abcxyz019']);
  if (letter === '^' || letter === '$') return nothing;
  if (letter !== '\\') return () => letter;
  const code = reader.source[reader.at++] ?? '\\';
  if (classes[code] !== undefined) return oneOf([...classes[code]]);
  // Places between characters.
  if (/[AZmMyYbB<>]/.test(code)) return nothing;
  return () => controls[code] ?? code;
}

function group(reader: Reader): Part {
  const [kind] = match(reader, /\?(?:[:=!]|<[=!])/y) ?? [];
  const part = alternatives(reader);
  if (reader.source[reader.at] === ')') reader.at++;
  return kind === undefined || kind === '?:' ? part : nothing;
}

const printable = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));

/** After `[`: the characters that are meant. */
function bracket(reader: Reader): readonly string[] {
  const isNegative = match(reader, /\^/y) !== undefined;
  const letters = new Set<string>();
  for (let first = true; reader.at < reader.source.length; first = false) {
    const [, name] = match(reader, /\[:(\w+):\]/y) ?? [];
    if (name !== undefined) {
      for (const letter of named.get(name) ?? '') letters.add(letter);
      continue;
    }
    let letter: string = reader.source[reader.at++]!;
    if (letter === ']' && !first) break;
    if (letter === '\\') {
      letter = reader.source[reader.at++] ?? '\\';
      const set = classes[letter];
      if (set !== undefined) {
        for (const one of set) letters.add(one);
        continue;
      }
      letter = controls[letter] ?? letter;
    }
    const [, to = letter] = match(reader, /-\\?([^\]])/y) ?? [];
    const [from, end] = [letter.codePointAt(0)!, to.codePointAt(0)!];
    for (let code = from; code <= Math.min(end, from + 200); code++) letters.add(String.fromCodePoint(code));
  }
  if (!isNegative) return [...letters];
  const others = printable.filter(letter => !letters.has(letter));
  const plain = others.filter(letter => /[a-z0-9]/.test(letter));
  return plain.length > 0 ? plain : others;
}

function match(reader: Reader, sticky: RegExp): RegExpExecArray | undefined {
  sticky.lastIndex = reader.at;
  const found = sticky.exec(reader.source) ?? undefined;
  if (found) reader.at = sticky.lastIndex;
  return found;
}
