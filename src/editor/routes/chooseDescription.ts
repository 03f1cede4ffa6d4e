/** A description that was found. */
export interface Suggestion {
  /** With forward slashes. */
  readonly path: string;
  readonly fsPath: string;
}

/**
 * Which description a package's routes are held against: one inside of it, the nearest to its top and with a usual name first;
 * otherwise, for the only application of the workspace, one outside. One that lies beside code that was generated is before all
 * others: it is what these routes were made from. All paths have forward slashes.
 * @param apps all packages with routes, this one among them
 * @param generated folders of generated code
 */
export function chooseDescription(
  folder: string,
  apps: readonly string[],
  found: readonly Suggestion[],
  generated: readonly string[],
): { readonly best: string | undefined; readonly candidates: readonly string[] } {
  const homeOf = (path: string) =>
    apps.filter(app => path.startsWith(`${app}/`)).sort((a, b) => b.length - a.length)[0];
  const own = found.filter(({ path }) => homeOf(path) === folder);
  const others = apps.length === 1 ? found.filter(({ path }) => homeOf(path) === undefined) : [];
  const ranked = (own.length > 0 ? own : others).map(one => ({ ...one, rank: rankOf(one.path, generated) }));
  ranked.sort((a, b) => a.rank - b.rank || (a.path < b.path ? -1 : 1));
  const [first, second] = ranked;
  const isAlone = first !== undefined && first.rank !== second?.rank;
  return { best: isAlone ? first.fsPath : undefined, candidates: ranked.map(({ fsPath }) => fsPath) };
}

/** Less is better: what code was made from, then depth counts most, then the name, then what people rather write by hand. */
function rankOf(path: string, generated: readonly string[]): number {
  const parts = path.split('/');
  const isSource = generated.includes(parts.slice(0, -1).join('/'));
  const isUsual = /^(?:openapi|swagger)\.\w+$/i.test(parts.at(-1)!);
  return (isSource ? 0 : 1_000_000) + parts.length * 4 + (isUsual ? 0 : 2) + (/\.json$/i.test(path) ? 1 : 0);
}
