/** What the SQL of a CHECK says of values: texts, numbers, patterns. */

export interface Hints {
  readonly texts: readonly string[];
  readonly numbers: readonly number[];
  /** Regular expressions that something matches. */
  readonly patterns: readonly string[];
}

export const noHints: Hints = { texts: [], numbers: [], patterns: [] };

/** More would be a list of all towns: the first are as good. */
const most = 60;

/** `sql` as the server prints it: `((state)::text = ANY (ARRAY['open'::text, 'done'::text]))`. */
export function hintsOf(sql: string): Hints {
  const [texts, numbers, patterns] = [new Set<string>(), new Set<number>(), new Set<string>()];
  const literal = /(!?~~?\*?|SIMILAR TO|)\s*\(?\s*(E?)'((?:[^']|'')*)'/gi;
  for (const [, operator = '', escaped, body = ''] of sql.matchAll(literal)) {
    const unquoted = body.replaceAll("''", "'");
    const text = escaped ? unquoted.replaceAll(/\\(.)/g, '$1') : unquoted;
    if (/^~\*?$/.test(operator)) patterns.add(text);
    else if (/^~~\*?$/.test(operator)) {
      for (const some of ['', 'a1']) texts.add(text.replaceAll('%', some).replaceAll('_', 'a'));
    } else if (!operator.startsWith('!')) {
      for (const item of itemsOf(text)) addText(item, texts, numbers);
      // What is handed to a function that matches: similar_to_escape, regexp_like.
      if (/[[\](){}+*\\^$%]/.test(text)) patterns.add(text.replaceAll('%', '.*'));
    }
  }
  const code = sql.replaceAll(/'(?:[^']|'')*'/g, ' ');
  for (const [number] of code.matchAll(/(?<![\w."])-?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\w."])/gi))
    numbers.add(Number(number));
  const first = <Item>(set: ReadonlySet<Item>) => [...set].slice(0, most);
  return { texts: first(texts), numbers: first(numbers), patterns: first(patterns) };
}

export function joinHints(all: readonly Hints[]): Hints {
  return {
    texts: [...new Set(all.flatMap(({ texts }) => texts))],
    numbers: [...new Set(all.flatMap(({ numbers }) => numbers))],
    patterns: [...new Set(all.flatMap(({ patterns }) => patterns))],
  };
}

function addText(text: string, texts: Set<string>, numbers: Set<number>): void {
  texts.add(text);
  if (/^-?\d+(?:\.\d+)?$/.test(text)) numbers.add(Number(text));
}

/** An array is written as one text: `'{a,b}'::text[]`. */
function itemsOf(text: string): readonly string[] {
  if (!/^\{.*\}$/s.test(text)) return [text];
  const items = text.slice(1, -1).split(',');
  return [text, ...items.map(item => item.replaceAll(/^"|"$/g, ''))];
}
