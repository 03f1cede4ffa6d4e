/** Finds a key word in SQL whatever blanks and comments stand around it. */

const blanks = /(?:\s|--[^\n]*(?:\n|$)|\/\*(?:[^*]|\*(?!\/))*\*\/)*/y;
const word = /[A-Za-z_]\w*/y;

/** The offset behind `wanted` (lower case) when only words of `before` stand between `start` and it. */
export function afterWord(text: string, start: number, before: readonly string[], wanted: string): number | undefined {
  let at = start;
  for (;;) {
    blanks.lastIndex = at;
    blanks.test(text);
    word.lastIndex = blanks.lastIndex;
    const found = word.exec(text)?.[0].toLowerCase();
    if (found === undefined) return undefined;
    if (found === wanted) return word.lastIndex;
    if (!before.includes(found)) return undefined;
    at = word.lastIndex;
  }
}

/** The text without comments, strings and quoted names; what it is made of keeps its order. Enough to look for key words. */
export function bareSql(text: string): string {
  return text.replace(/--[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"/g, ' ');
}
