/**
 * What validating one value may cost. Where a schema offers itself several choices, each of them looks at the same value
 * again, which doubles the work with each level: thirty levels, a few hundred bytes, would keep a server busy for hours.
 */

/** Any value may lead through so many named schemas. */
const least = 10_000;
/** What is tested more often than this is remembered. */
const few = 1000;

let left = Number.POSITIVE_INFINITY;
let whole: { readonly value: unknown; readonly each: number } | undefined;
let verdicts: Map<object, Map<object, boolean>> | undefined;

/**
 * Does work on a value, which ends where it is out of proportion.
 * @param each through how many more named schemas each value inside may lead: a choice of fifty tries fifty.
 * @throws RangeError
 */
export function bounded<T>(value: unknown, each: number, work: (value: unknown) => T): T {
  left = least;
  whole = { value, each };
  try {
    return work(value);
  } finally {
    left = Number.POSITIVE_INFINITY;
    whole = undefined;
    verdicts = undefined;
  }
}

/** What a named schema said of the values that were tested so far; undefined while there are few. */
export function verdictsOf(schema: object): Map<object, boolean> | undefined {
  if (!verdicts && left > least - few) return undefined;
  verdicts ??= new Map();
  const known = verdicts.get(schema) ?? new Map<object, boolean>();
  verdicts.set(schema, known);
  return known;
}

/** Called wherever a named schema is entered. */
export function spend(): void {
  if (left-- > 0) return;
  if (!whole) throw new RangeError('Validating this value takes too many steps.');
  // Values are counted only when there is a reason to.
  left = whole.each * sizeOf(whole.value);
  whole = undefined;
}

function sizeOf(value: unknown): number {
  const open: unknown[] = [value];
  let size = 0;
  while (open.length > 0) {
    const one = open.pop();
    size++;
    if (typeof one === 'object' && one !== null) for (const inner of Object.values(one)) open.push(inner);
  }
  return size;
}
