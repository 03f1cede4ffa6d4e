import type { Hints } from './checkHints.js';
import { type Pool, poolOf } from './pool.js';
import type { Random } from './random.js';
import { sampleOf } from './regexSamples.js';

const words = ['amber', 'birch', 'cedar', 'delta', 'ember', 'fjord', 'grove', 'hazel'];

/** What checks of texts ask for most: each kind of letter, blanks, an address, a link. */
const shapes = [
  ...['abc', 'ABC', 'Abc', 'a', 'A', '1', '12', '123', '12345', 'a1', 'a-b', 'a_b', 'a b', 'ABC123', '0', ''],
  ...['ab', 'en', 'EUR', 'a@b.co', 'https://a.co/b', '/a', '+12025550123', '2024-01-31', '#a1b2c3', '10.0.0.1'],
  ...[
    '1.2.3',
    '{}',
    'abcdefghijklmnopqrstuvwxyz',
    'a'.repeat(40),
    'f'.repeat(32),
    'f'.repeat(64),
    '00000000-0000-4000-8000-000000000001',
  ],
];

/** Longer texts are asked for by no one, and tables would be slow with them. */
const longestHinted = 2000;
const samplesOfPattern = 12;

/** @param longest in characters. */
export function textPool(longest: number): Pool {
  const fits = (text: string) => [...text].length <= longest && !text.includes('\0');
  const short = (number: number) => number.toString(36).padStart(longest, '0');
  return poolOf(number => (longest < 12 ? short(number) : `${words[number % words.length]} ${number + 1}`), {
    count: longest < 5 ? 36 ** longest : 1_000_000,
    odd: ['', 'Ünï 漢字 😀', `it's "so" \\ far`, 'x'.repeat(Math.min(longest, 300)), ' 7 '].filter(fits),
    hinted: (hints, random) => hintedTexts(hints, random).filter(fits),
  });
}

function hintedTexts({ texts, numbers, patterns }: Hints, random: Random): readonly string[] {
  const matching = patterns.flatMap(pattern =>
    Array.from({ length: samplesOfPattern }, () => sampleOf(pattern, random)).filter(text => text !== undefined),
  );
  const lengths = numbers.filter(number => Number.isInteger(number) && number > 0 && number <= longestHinted);
  const ofLength = lengths.flatMap(length =>
    [length - 1, length, length + 1].flatMap(exact => ['a'.repeat(exact), 'A'.repeat(exact), '1'.repeat(exact)]),
  );
  const parts = texts.filter(text => text.length <= 200);
  const around = parts.flatMap(text => [`${text}a`, `a${text}`, `a${text}b`, `${text}1`]);
  // Texts may be compared as numbers: `(value)::integer > 5`.
  const asNumbers = numbers.flatMap(number => [number, number + 1, number - 1].map(String));
  // First what the check names; the rest as far as the list is looked at.
  return [...new Set([...parts, ...matching, ...ofLength, ...asNumbers, ...around, ...shapes])];
}
