/** A result that fits into what an agent can read: lists and texts are cut, and what was left out is counted. */

type Json = unknown;

interface LeftOut {
  /** `findings`, `findings[].fixes`. */
  readonly at: string;
  shown: number;
  total: number;
  readonly by_severity?: Readonly<Record<string, number>>;
  readonly by_rule?: Readonly<Record<string, number>>;
}

interface Caps {
  readonly items: number;
  readonly letters: number;
}

const mostLetters = [20_000, 4000, 1000, 200];
const ranks = ['error', 'warning', 'info', 'hint'];

/**
 * @param limit in UTF-8 bytes. @param narrow how to get less, for whoever reads that something is missing.
 * @returns JSON; an object when something was left out.
 */
export function boundedJson(value: Json, limit: number, narrow: string): string {
  const whole = JSON.stringify(value);
  if (Buffer.byteLength(whole) <= limit) return whole;
  for (const letters of mostLetters) {
    // Few items whole are worth more than many that are cut.
    let [fits, tooMany] = [-1, 100_000];
    while (tooMany - fits > 1) {
      const items = Math.floor((fits + tooMany) / 2);
      if (Buffer.byteLength(cut(value, { items, letters }, narrow)) <= limit) fits = items;
      else tooMany = items;
    }
    if (fits >= 10 || (fits >= 0 && letters === mostLetters.at(-1)))
      return cut(value, { items: fits, letters }, narrow);
  }
  return JSON.stringify({ left_out: [{ at: '', shown: 0, total: 1 }], narrow });
}

function cut(value: Json, caps: Caps, narrow: string): string {
  const left = new Map<string, LeftOut>();
  const shown = shortened(value, '', caps, left);
  const rest = { left_out: [...left.values()].slice(0, 20), narrow };
  return JSON.stringify(
    typeof shown === 'object' && shown !== null && !Array.isArray(shown)
      ? { ...shown, ...rest }
      : { result: shown, ...rest },
  );
}

function shortened(value: Json, at: string, caps: Caps, left: Map<string, LeftOut>): Json {
  if (typeof value === 'string') {
    if (value.length <= caps.letters) return value;
    count(left, at, caps.letters, value.length);
    return `${value.slice(0, caps.letters).replace(/[\ud800-\udbff]$/, '')}…`;
  }
  if (Array.isArray(value)) {
    if (value.length > caps.items) count(left, at, caps.items, value.length, value);
    return worstFirst(value, caps.items).map(item => shortened(item, `${at}[]`, caps, left));
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const most = Math.max(caps.items, 60);
  if (entries.length > most) count(left, at, most, entries.length);
  return Object.fromEntries(
    entries.slice(0, most).map(([key, each]) => [key, shortened(each, at === '' ? key : `${at}.${key}`, caps, left)]),
  );
}

/** Errors must not be what is left out. */
function worstFirst(items: readonly Json[], most: number): readonly Json[] {
  if (items.length <= most) return items;
  const rank = (item: Json) => {
    const at = ranks.indexOf(String((item as { severity?: unknown } | null)?.severity));
    return at < 0 ? ranks.length : at;
  };
  return [...items].sort((a, b) => rank(a) - rank(b)).slice(0, most);
}

function count(
  left: Map<string, LeftOut>,
  at: string,
  shown: number,
  total: number,
  items: readonly Json[] = [],
): void {
  const before = left.get(at);
  if (before) {
    before.shown += shown;
    before.total += total;
    return;
  }
  const [severities, rules] = [tally(items, 'severity'), tally(items, 'rule')];
  left.set(at, { at, shown, total, ...(severities && { by_severity: severities }), ...(rules && { by_rule: rules }) });
}

function tally(items: readonly Json[], key: 'severity' | 'rule'): Record<string, number> | undefined {
  const counts = new Map<string, number>();
  for (const item of items) {
    const name = (item as Record<string, unknown> | null)?.[key];
    if (typeof name === 'string') counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  if (counts.size === 0) return undefined;
  return Object.fromEntries([...counts].sort(([, a], [, b]) => b - a).slice(0, 30));
}
