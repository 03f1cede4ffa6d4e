/** Names of tables and columns, taken apart and turned from one to many. */
import { pluralize, singularize } from 'inflection';

/** `OrderItems`, `order_items`, `tbl_order-items` → `order`, `items`: ASCII, in lower case. Empty when nothing is left. */
export function wordsOf(name: string): readonly string[] {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .split(/[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/)
    .filter(word => word !== '')
    .map(word => word.toLowerCase());
}

/** Words whose singular the library does not find. */
const known: ReadonlyMap<string, string> = new Map(
  'analysis base bias cache campus census cookie gas hero lens niche olive reserve'
    .split(' ')
    .map(word => [
      word === 'analysis' ? 'analyses' : word === 'hero' ? 'heroes' : /s$/.test(word) ? `${word}es` : `${word}s`,
      word,
    ]),
);

/** Of which people who name tables use no other form. */
const same = /^(?:.{1,3}|data|metadata|media|settings|info|news|series|species|criteria)$/;

export function singularOf(words: readonly string[]): readonly string[] {
  return withLast(words, word => {
    if (same.test(word) || /(?:us|ss|is)$/.test(word)) return word;
    const one = known.get(word) ?? singularize(word);
    // What does not lead back is no word: `shoes`, `sho`.
    return one === word || pluralOf([one])[0] === word || !/s$/.test(word) ? one : word.slice(0, -1);
  });
}

/** @param words in the singular. */
export function pluralOf(words: readonly string[]): readonly string[] {
  return withLast(words, word => {
    if (/^(?:data|metadata|media|settings|info|criteria)$/.test(word) || !/[a-z]$/.test(word)) return word;
    if (word.length === 1) return `${word}s`;
    return [...known].find(([, one]) => one === word)?.[0] ?? pluralize(word);
  });
}

function withLast(words: readonly string[], change: (word: string) => string): readonly string[] {
  const last = words.at(-1);
  return last === undefined ? words : [...words.slice(0, -1), change(last) || last];
}

/** `OrderItems`; of digits at the beginning `N2023Sales`. */
export function pascalCase(words: readonly string[]): string {
  const name = words.reduce((all, word) => {
    // `v1`, `2` are not `v12`.
    const between = /\d$/.test(all) && /^\d/.test(word) ? '_' : '';
    return all + between + word.charAt(0).toUpperCase() + word.slice(1);
  }, '');
  return /^\d/.test(name) ? `N${name}` : name;
}

/** `order-items` */
export function kebabCase(words: readonly string[]): string {
  return words.join('-');
}

/** `OrderItem` → `order item`: a name in a sentence. */
export function spoken(name: string): string {
  return wordsOf(name).join(' ') || name;
}

/** `an order item`, `a user` */
export function withArticle(name: string): string {
  const words = spoken(name);
  return /^(?:[aeio]|u(?!ni|s[aeiou]|ti|r[io]))/.test(words) ? `an ${words}` : `a ${words}`;
}
