/** Reads what tsconfig.json and package.json say about names of modules. */
import path from 'node:path';
import { parse as parseJson } from 'jsonc-parser';
import type { Aliases } from './resolveModule.js';
import type { Sources } from './sources.js';

type Json = { readonly [key: string]: unknown };

/** From the folder that is read and those above it, as far as there are files to read. Broken files say nothing. */
export function readAliases(sources: Sources): Aliases {
  const patterns: { from: string; to: string[] }[] = [];
  const bases: string[] = [];
  for (const folder of folders(sources)) {
    const config = read(sources, path.join(folder, 'tsconfig.json'));
    for (const { options, at } of compilerOptions(config, folder, sources)) {
      const base = typeof options.baseUrl === 'string' ? path.resolve(at, options.baseUrl) : undefined;
      if (base) bases.push(base);
      for (const [from, to] of entries(options.paths)) {
        const targets = Array.isArray(to) ? to.filter(one => typeof one === 'string') : [];
        patterns.push({ from, to: targets.map(target => path.resolve(base ?? at, target)) });
      }
    }
    const manifest = readManifest(folder, sources);
    for (const key of ['imports', '_moduleAliases'] as const) {
      for (const [from, to] of entries(manifest?.[key])) {
        const target = typeof to === 'string' ? to : entries(to).find(([, one]) => typeof one === 'string')?.[1];
        if (typeof target !== 'string') continue;
        patterns.push({ from, to: [path.resolve(folder, target)] });
        if (key === '_moduleAliases') patterns.push({ from: `${from}/*`, to: [path.resolve(folder, target, '*')] });
      }
    }
  }
  return { patterns, bases };
}

/** The folders with programs and those above them, the innermost first. */
function folders(sources: Sources): string[] {
  const found = new Set<string>([sources.root]);
  for (const program of sources.programs) {
    for (let at = path.dirname(program); at.startsWith(sources.root) && !found.has(at); at = path.dirname(at))
      found.add(at);
  }
  let above = path.dirname(sources.root);
  for (let level = 0; level < 3 && above !== path.dirname(above); level++, above = path.dirname(above))
    found.add(above);
  return [...found].sort((a, b) => b.length - a.length);
}

function compilerOptions(config: Json | undefined, folder: string, sources: Sources): { options: Json; at: string }[] {
  const found: { options: Json; at: string }[] = [];
  let [json, at] = [config, folder];
  for (let level = 0; json && level < 8; level++) {
    if (isObject(json.compilerOptions)) found.push({ options: json.compilerOptions, at });
    const parent: unknown = Array.isArray(json.extends) ? json.extends[0] : json.extends;
    if (typeof parent !== 'string' || !parent.startsWith('.')) break;
    const file = path.resolve(at, parent.endsWith('.json') ? parent : `${parent}.json`);
    json = read(sources, file);
    at = path.dirname(file);
  }
  return found;
}

/** package.json of a folder. Undefined: there is none, or it is broken. */
export function readManifest(folder: string, sources: Sources): Json | undefined {
  return read(sources, path.join(folder, 'package.json'));
}

function read(sources: Sources, file: string): Json | undefined {
  const text = sources.read(file);
  if (text === undefined) return undefined;
  // Tolerant of comments and trailing commas, as tsconfig.json may have them.
  const value: unknown = parseJson(text);
  return isObject(value) ? value : undefined;
}

function entries(value: unknown): [string, unknown][] {
  return isObject(value) ? Object.entries(value) : [];
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
