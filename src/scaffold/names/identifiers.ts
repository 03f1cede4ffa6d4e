/** Words of the language, and names that the generated files use themselves. */
const reservedValues = new Set(
  (
    'arguments async await break case catch class const continue debugger default delete do else enum eval export extends ' +
    'false finally for function if implements import in instanceof interface let new null package private protected ' +
    'public return static super switch this throw true try typeof undefined using var void while with yield ' +
    'NaN Infinity globalThis require exports module process console Object Array RegExp __proto__ ' +
    'z t s h http api app router route handlers validators types notImplemented HttpError ZodType'
  ).split(' '),
);

const reservedTypes = new Set(
  (
    'Array ReadonlyArray Record Exclude Extract Omit Pick Partial Required Readonly Uint8Array File Promise StatusCode ' +
    'Status1XX Status2XX Status3XX Status4XX Status5XX Object String Number Boolean Symbol BigInt Function Handler Context ' +
    'HttpError Any Unknown'
  ).split(' '),
);

/** Names of one scope, each given out once. */
export class NamePool {
  private readonly taken = new Set<string>();
  private readonly counts = new Map<string, number>();

  private constructor(private readonly reserved: ReadonlySet<string>) {}

  static forTypes(): NamePool {
    return new NamePool(reservedTypes);
  }

  static forValues(): NamePool {
    return new NamePool(reservedValues);
  }

  private isFree(name: string): boolean {
    return !this.taken.has(name) && !this.reserved.has(name);
  }

  /** `name`, else `name_` when the word is reserved, else `name2`, `name3`, … */
  take(name: string): string {
    return NamePool.takeInAll([this], name);
  }

  /** One name that is free in all pools, taken in each. */
  static takeInAll(pools: readonly NamePool[], name: string): string {
    const stem = pools.some(pool => pool.reserved.has(name)) ? `${name}_` : name;
    const { counts } = pools[0]!;
    const key = `${stem} ${pools.length}`;
    const free = numbered(stem, key, counts, candidate => pools.every(pool => pool.isFree(candidate)));
    for (const pool of pools) pool.taken.add(free);
    return free;
  }

  /** A prefix for which every `prefix + ending` is free; they are taken, and so is the prefix for other prefixes. */
  takePrefix(name: string, endings: readonly string[]): string {
    const isFree = (prefix: string) =>
      !this.taken.has(`${prefix}*`) && endings.every(ending => this.isFree(prefix + ending));
    const stem = `${name}Operation`;
    const free = isFree(name) ? name : numbered(stem, `${stem} ${endings.join()}*`, this.counts, isFree);
    this.taken.add(`${free}*`);
    for (const ending of endings) this.taken.add(free + ending);
    return free;
  }
}

/** Counts on from where the same question (`key`) was answered last: from 2 each time would take quadratic time. */
function numbered(
  stem: string,
  key: string,
  counts: Map<string, number>,
  isFree: (candidate: string) => boolean,
): string {
  if (isFree(stem)) return stem;
  const separator = /\d$/.test(stem) ? '_' : '';
  for (let count = (counts.get(key) ?? 1) + 1; ; count++) {
    const candidate = `${stem}${separator}${count}`;
    if (!isFree(candidate)) continue;
    counts.set(key, count);
    return candidate;
  }
}
