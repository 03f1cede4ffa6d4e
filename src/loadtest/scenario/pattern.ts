/** Texts for the regular expressions that people write in descriptions: classes, groups, alternatives, counts, anchors. */
import { nextInteger, pick, type Random } from '../requests/random.js';

export type Node =
  | { readonly kind: 'set'; readonly ranges: readonly Range[]; readonly negated: boolean }
  | { readonly kind: 'sequence'; readonly nodes: readonly Node[] }
  | { readonly kind: 'choice'; readonly nodes: readonly Node[] }
  | { readonly kind: 'repeat'; readonly node: Node; readonly low: number; readonly high: number }
  | { readonly kind: 'start' }
  | { readonly kind: 'end' };

type Range = readonly [low: number, high: number];

const digits: readonly Range[] = [[48, 57]];
const word: readonly Range[] = [...digits, [65, 90], [97, 122], [95, 95]];
const space: readonly Range[] = [
  [32, 32],
  [9, 9],
];
const shorthands: Readonly<Record<string, readonly Range[]>> = { d: digits, w: word, s: space };
/** A part of what each stands for is enough for making texts. */
const categories: Readonly<Record<string, readonly Range[]>> = {
  L: [
    [65, 90],
    [97, 122],
    [0xe0, 0xf6],
  ],
  Lu: [[65, 90]],
  Ll: [[97, 122]],
  N: digits,
  Nd: digits,
  P: [
    [45, 46],
    [33, 33],
  ],
  Z: [[32, 32]],
  Zs: [[32, 32]],
};
const controls: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, v: 11, f: 12, 0: 0 };

class Unreadable extends Error {}

interface Reader {
  readonly text: string;
  position: number;
  depth: number;
}

/** @returns undefined for what is not understood: look-around, back references, rare escapes. */
export function parsePattern(pattern: string): Node | undefined {
  const reader: Reader = { text: pattern, position: 0, depth: 0 };
  try {
    const node = readChoice(reader);
    return reader.position === pattern.length ? node : undefined;
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

function readChoice(reader: Reader): Node {
  if (++reader.depth > 50) throw new Unreadable();
  const nodes: Node[] = [readSequence(reader)];
  while (reader.text[reader.position] === '|') {
    reader.position++;
    nodes.push(readSequence(reader));
  }
  reader.depth--;
  return nodes.length === 1 ? nodes[0]! : { kind: 'choice', nodes };
}

function readSequence(reader: Reader): Node {
  const nodes: Node[] = [];
  while (reader.position < reader.text.length && !'|)'.includes(reader.text[reader.position]!)) {
    nodes.push(readCount(reader, readAtom(reader)));
  }
  return { kind: 'sequence', nodes };
}

function readAtom(reader: Reader): Node {
  const character = nextCharacter(reader);
  if (character === '^') return { kind: 'start' };
  if (character === '$') return { kind: 'end' };
  if (character === '.') return { kind: 'set', ranges: [[32, 126]], negated: false };
  if (character === '(') return readGroup(reader);
  if (character === '[') return readClass(reader);
  if (character === '\\') return { kind: 'set', ...readEscape(reader, false) };
  if ('*+?'.includes(character)) throw new Unreadable();
  return single(character.codePointAt(0)!);
}

function single(code: number): Node {
  return { kind: 'set', ranges: [[code, code]], negated: false };
}

function nextCharacter(reader: Reader): string {
  const code = reader.text.codePointAt(reader.position);
  if (code === undefined) throw new Unreadable();
  const character = String.fromCodePoint(code);
  reader.position += character.length;
  return character;
}

function readGroup(reader: Reader): Node {
  const rest = reader.text.slice(reader.position);
  const opening = /^\?(?::|<[A-Za-z_$][\w$]*>)/.exec(rest)?.[0];
  if (opening !== undefined) reader.position += opening.length;
  else if (rest.startsWith('?')) throw new Unreadable();
  const node = readChoice(reader);
  if (nextCharacter(reader) !== ')') throw new Unreadable();
  return node;
}

interface CharacterSet {
  readonly ranges: readonly Range[];
  readonly negated: boolean;
}

function readEscape(reader: Reader, inClass: boolean): CharacterSet {
  const character = nextCharacter(reader);
  const lower = character.toLowerCase();
  if (shorthands[lower] && /[dws]/i.test(character)) return { ranges: shorthands[lower], negated: character !== lower };
  if (character === 'p') return readCategory(reader);
  if (character === 'b' && inClass) return { ranges: [[8, 8]], negated: false };
  const hex = /^(?:x([\da-f]{2})|u([\da-f]{4})|u\{([\da-f]{1,6})\})/i.exec(reader.text.slice(reader.position - 1));
  if ((character === 'x' || character === 'u') && hex) {
    reader.position += hex[0].length - 1;
    const code = Number.parseInt((hex[1] ?? hex[2] ?? hex[3])!, 16);
    return { ranges: [[code, code]], negated: false };
  }
  if (Object.hasOwn(controls, character))
    return { ranges: [[controls[character]!, controls[character]!]], negated: false };
  if (/[\p{L}\p{N}]/u.test(character)) throw new Unreadable();
  const code = character.codePointAt(0)!;
  return { ranges: [[code, code]], negated: false };
}

function readCategory(reader: Reader): CharacterSet {
  const found = /^\{(?:Script=|sc=|General_Category=|gc=)?(\w+)\}/.exec(reader.text.slice(reader.position));
  const name = found?.[1] === 'Letter' || found?.[1] === 'Alphabetic' || found?.[1] === 'Latin' ? 'L' : found?.[1];
  const ranges = name !== undefined && Object.hasOwn(categories, name) ? categories[name] : undefined;
  if (!found || !ranges) throw new Unreadable();
  reader.position += found[0].length;
  return { ranges, negated: false };
}

function readClass(reader: Reader): Node {
  const negated = reader.text[reader.position] === '^';
  if (negated) reader.position++;
  const ranges: Range[] = [];
  while (reader.text[reader.position] !== ']') {
    const low = readMember(reader);
    const one = low.length === 1 && low[0]![0] === low[0]![1];
    if (one && reader.text[reader.position] === '-' && ![']', undefined].includes(reader.text[reader.position + 1])) {
      reader.position++;
      const high = readMember(reader);
      if (high.length !== 1 || high[0]![1] < low[0]![0]) throw new Unreadable();
      ranges.push([low[0]![0], high[0]![1]]);
    } else ranges.push(...low);
  }
  reader.position++;
  return { kind: 'set', ranges, negated };
}

function readMember(reader: Reader): readonly Range[] {
  const character = nextCharacter(reader);
  if (character !== '\\') return [[character.codePointAt(0)!, character.codePointAt(0)!]];
  const { ranges, negated } = readEscape(reader, true);
  return negated ? complement(ranges) : ranges;
}

/** Within what can be printed. */
function complement(ranges: readonly Range[]): Range[] {
  const left: Range[] = [];
  for (let code = 32; code <= 126; code++)
    if (!ranges.some(([low, high]) => code >= low && code <= high)) left.push([code, code]);
  return left;
}

function readCount(reader: Reader, node: Node): Node {
  const found = /^(?:[*+?]|\{(\d+)(,(\d*))?\})\??/.exec(reader.text.slice(reader.position));
  if (!found) return node;
  reader.position += found[0].length;
  const sign = found[0][0]!;
  if (sign !== '{') return { kind: 'repeat', node, low: sign === '+' ? 1 : 0, high: sign === '?' ? 1 : Infinity };
  const low = Number(found[1]);
  const high = found[2] === undefined ? low : found[3] === '' ? Infinity : Number(found[3]);
  if (low > 10_000 || high < low) throw new Unreadable();
  return { kind: 'repeat', node, low, high };
}

/**
 * @param wish how many characters the text should have, roughly: counts without an end are drawn by it.
 * @returns undefined where a class is empty.
 */
export function samplePattern(node: Node, random: Random, wish: number): string | undefined {
  switch (node.kind) {
    case 'start':
    case 'end':
      return '';
    case 'set': {
      const ranges = node.negated ? complement(node.ranges) : node.ranges;
      if (ranges.length === 0) return undefined;
      const [low, high] = pick(random, ranges);
      const code = nextInteger(random, low, high);
      return code >= 0xd800 && code <= 0xdfff ? undefined : String.fromCodePoint(Math.min(code, 0x10ffff));
    }
    case 'choice':
      return samplePattern(pick(random, node.nodes), random, wish);
    case 'sequence': {
      let text = '';
      for (const each of node.nodes) {
        const part = samplePattern(each, random, Math.max(0, wish - text.length));
        if (part === undefined) return undefined;
        text += part;
      }
      return text;
    }
    case 'repeat': {
      const most = Math.min(node.high, Math.max(node.low, wish), node.low + 10_000);
      const times = nextInteger(random, node.low, most);
      let text = '';
      for (let i = 0; i < times && text.length < 100_000; i++) {
        const part = samplePattern(node.node, random, 2);
        if (part === undefined) return undefined;
        text += part;
      }
      return text;
    }
  }
}

/**
 * How long a text may be that such a pattern is tried on. Counts inside counts, `(a+)+`, and choices inside them double the time with
 * each character; counts after one another, `.*.*=`, raise it to a power.
 */
function longestFor(node: Node): number {
  if (isNested(node)) return 25;
  return [10_000, 5_000, 1_000, 200][countEndless(node)] ?? 60;
}

function isNested(node: Node, inside = false): boolean {
  if (node.kind === 'repeat') return (inside && node.high > 1) || isNested(node.node, inside || node.high > 1);
  if (node.kind === 'choice' && inside) return true;
  return 'nodes' in node && node.nodes.some(each => isNested(each, inside));
}

function countEndless(node: Node): number {
  if (node.kind === 'repeat') return (node.high > 50 ? 1 : 0) + countEndless(node.node);
  return 'nodes' in node ? node.nodes.reduce((sum, each) => sum + countEndless(each), 0) : 0;
}

const compiled = new Map<string, { readonly test: RegExp; readonly longest: number } | undefined>();

/**
 * Whether a pattern, which somebody else wrote, is found in a text. Texts that a pattern of its form could take forever on are
 * taken as matching: a description must not hang the run.
 */
export function matchesPattern(pattern: string, text: string): boolean {
  let known = compiled.get(pattern);
  if (!compiled.has(pattern)) {
    const node = parsePattern(pattern);
    const test = compile(pattern);
    known = test && { test, longest: node ? longestFor(node) : 25 };
    if (compiled.size > 5_000) compiled.clear();
    compiled.set(pattern, known);
  }
  return known === undefined || text.length > known.longest || known.test.test(text);
}

/** With the `u` flag, or without it where only that is valid. */
function compile(pattern: string): RegExp | undefined {
  for (const flags of ['u', '']) {
    try {
      return new RegExp(pattern, flags);
    } catch {
      // The next flags may do.
    }
  }
  return undefined;
}
