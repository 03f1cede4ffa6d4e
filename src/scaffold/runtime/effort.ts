/**
 * What validating one value may cost. Where a schema offers itself several choices, each of them looks at the same value
 * again, which doubles the work with each level: thirty levels, a few hundred bytes, would keep a server busy for hours.
 */

/** Any value may lead through so many named schemas. */
const least = 10_000;
/** And for each value inside through so many more. */
const each = 10;

let left = Number.POSITIVE_INFINITY;
let whole: readonly [unknown] | undefined;

/** Does work on a value, which ends where it is out of proportion. @throws RangeError */
export function bounded<T>(value: unknown, work: (value: unknown) => T): T {
  left = least;
  whole = [value];
  try {
    return work(value);
  } finally {
    left = Number.POSITIVE_INFINITY;
    whole = undefined;
  }
}

/** Called wherever a named schema is entered. */
export function spend(): void {
  if (left-- > 0) return;
  if (!whole) throw new RangeError('Validating this value takes too many steps.');
  // Values are counted only when there is a reason to.
  left = each * sizeOf(whole[0]);
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
