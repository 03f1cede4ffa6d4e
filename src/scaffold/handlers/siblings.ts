/** `export * from './other.js'`: what a module exports without naming it. */
import { posix } from 'node:path';
import { parseSource } from '../../app/parse.js';
import { moduleNames } from './exports.js';

/** Text of a file, by its path relative to the importing file (`./other.ts`); undefined when there is none. */
export type ReadSibling = (specifier: string) => Promise<string | undefined>;

/** `unfollowed`: specifiers, relative to the first file, whose exports remain unknown. */
export async function followStars(
  stars: readonly string[],
  readSibling: ReadSibling,
): Promise<{ values: ReadonlySet<string>; unfollowed: readonly string[] }> {
  const values = new Set<string>();
  const unfollowed = new Set<string>();
  const seen = new Set<string>();
  const open = [...stars];
  for (let specifier = open.shift(); specifier !== undefined; specifier = open.shift()) {
    if (seen.has(specifier)) continue;
    seen.add(specifier);
    const found = isRelative(specifier) ? await readModule(specifier, readSibling) : undefined;
    const { file, errors } = found ? parseSource(found.text, found.path) : { file: undefined, errors: [] };
    if (!found || !file || errors.some(error => error.kind === 'grammar')) {
      unfollowed.add(specifier);
      continue;
    }
    const names = moduleNames(file);
    for (const name of names.values) values.add(name);
    if (names.assigned) unfollowed.add(specifier);
    for (const star of names.stars) open.push(isRelative(star) ? relativeTo(found.path, star) : star);
  }
  return { values, unfollowed: [...unfollowed] };
}

/** The files that TypeScript tries for a relative specifier, in its order. */
async function readModule(specifier: string, readSibling: ReadSibling) {
  const stem = specifier.replace(/\.([cm]?)js$/, '');
  const letter = /\.([cm])js$/.exec(specifier)?.[1] ?? '';
  const candidates = [`${stem}.${letter}ts`, `${stem}.tsx`, specifier, `${stem}.d.${letter}ts`, `${stem}/index.ts`];
  for (const path of candidates) {
    const text = await readSibling(path);
    if (text !== undefined) return { path, text };
  }
  return undefined;
}

function isRelative(specifier: string): boolean {
  return /^\.\.?\//.test(specifier);
}

function relativeTo(path: string, specifier: string): string {
  const joined = posix.join(posix.dirname(path), specifier);
  return joined.startsWith('../') ? joined : `./${joined}`;
}
