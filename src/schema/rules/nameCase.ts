/** Ways to write a name of several words. */
import type { Conventions } from '../rule.js';
import { wordsOf } from './words.js';

export type NameCase = Conventions['tableNames'];

/** The name in that case; itself when it is in it already (`a__b`, `_hidden` and `x1` are snake_case). */
export function inCase(name: string, wanted: NameCase): string {
  if (patterns[wanted].test(name)) return name;
  const words = wordsOf(name);
  if (words.length === 0) return name;
  if (wanted === 'snake_case') return words.join('_');
  const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
  const joined = words.map(capital).join('');
  return wanted === 'PascalCase' ? joined : joined.charAt(0).toLowerCase() + joined.slice(1);
}

const patterns: Readonly<Record<NameCase, RegExp>> = {
  snake_case: /^[^\p{Lu}\s-]*$/u,
  camelCase: /^_*\p{Ll}[\p{L}\p{N}]*$/u,
  PascalCase: /^_*\p{Lu}[\p{L}\p{N}]*$/u,
};

/** What people call the case of a name. */
export function caseOf(name: string): string {
  for (const known of ['snake_case', 'camelCase', 'PascalCase'] as const) if (patterns[known].test(name)) return known;
  return /^[\p{Lu}\p{N}_]+$/u.test(name)
    ? 'in capitals'
    : /[\s-]/.test(name)
      ? 'written with blanks or dashes'
      : 'of mixed case';
}
