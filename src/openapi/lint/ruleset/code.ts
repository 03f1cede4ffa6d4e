/** Rules that are JavaScript: rulesets, packages, functions. Only for projects that people trust. */
import { stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import nodePath from 'node:path';
import { pathToFileURL } from 'node:url';

/** The default export of a module, read again when its file has changed. @throws whatever the module throws. */
export async function importCode(path: string): Promise<unknown> {
  // A module is loaded once for each address, for as long as the thread lives.
  const { mtimeMs } = await stat(path);
  const module: unknown = await import(`${pathToFileURL(path).href}?changed=${mtimeMs}`);
  return defaultOf(defaultOf(module));
}

/** CommonJS that was compiled from ES modules has its default export in the default export. */
function defaultOf(module: unknown): unknown {
  return typeof module === 'object' && module !== null && 'default' in module ? module.default : module;
}

/** The file that a package's name stands for, as seen from a file. @throws when there is no such package. */
export function resolvePackage(name: string, from: string): string {
  return createRequire(from).resolve(name);
}

/** The file of a function that a ruleset names. */
export async function functionFile(folder: string, name: string): Promise<string | undefined> {
  for (const ending of ['.js', '.mjs', '.cjs']) {
    const path = nodePath.join(folder, name + ending);
    if (await stat(path).catch(() => undefined)) return path;
  }
  return undefined;
}
