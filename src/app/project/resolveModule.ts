/** Which file an import means. */
import path from 'node:path';
import { type Sources, sourceExtensions } from './sources.js';

/** Names that stand for files: `paths` of tsconfig.json, `imports` of package.json, packages of the workspace. */
export interface Aliases {
  /** In order: what begins a specifier (and what ends it), and where it leads, absolute, `*` for what is between. */
  readonly patterns: readonly { readonly from: string; readonly to: readonly string[] }[];
  /** Absolute folders from which bare specifiers may lead (`baseUrl`, NODE_PATH-like roots). */
  readonly bases: readonly string[];
}

/**
 * The absolute path of the source file that a specifier means in `from`. Undefined: a package, or a file that is not
 * there. TypeScript's way (https://www.typescriptlang.org/docs/handbook/modules/reference.html): `./x.js` may be `./x.ts`.
 */
export function resolveModule(specifier: string, from: string, sources: Sources, aliases: Aliases): string | undefined {
  if (/^\.{1,2}(\/|$)/.test(specifier)) return fileAt(path.resolve(path.dirname(from), specifier), sources);
  if (path.isAbsolute(specifier)) return fileAt(specifier, sources);
  for (const { from: pattern, to } of aliases.patterns) {
    const star = matched(pattern, specifier);
    if (star === undefined) continue;
    for (const target of to) {
      const found = fileAt(
        target.replace('*', () => star),
        sources,
      );
      if (found !== undefined) return found;
    }
  }
  for (const base of aliases.bases) {
    const found = fileAt(path.join(base, specifier), sources);
    if (found !== undefined) return found;
  }
  return undefined;
}

function matched(pattern: string, specifier: string): string | undefined {
  const star = pattern.indexOf('*');
  if (star < 0) return pattern === specifier ? '' : undefined;
  const [before, after] = [pattern.slice(0, star), pattern.slice(star + 1)];
  const fits = specifier.length >= pattern.length - 1 && specifier.startsWith(before) && specifier.endsWith(after);
  return fits ? specifier.slice(before.length, specifier.length - after.length) : undefined;
}

/** A file, the same with an extension, a `.js` that is a `.ts`, or a folder's index. */
function fileAt(base: string, sources: Sources): string | undefined {
  const known = sourceExtensions.some(extension => base.endsWith(extension)) || base.endsWith('.json');
  const written = base.replace(/\.([cm]?)js(x?)$/, '.$1ts$2');
  const candidates = [
    ...(known ? [base, written] : []),
    ...sourceExtensions.map(extension => base + extension),
    `${base}.json`,
    ...sourceExtensions.map(extension => path.join(base, `index${extension}`)),
  ];
  return candidates.find(candidate => sources.read(candidate) !== undefined);
}
