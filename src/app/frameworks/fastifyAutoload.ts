/** Folders whose files are plugins: https://github.com/fastify/fastify-autoload#readme */
import path from 'node:path';
import type { Machine } from '../interpret/machine.js';
import { literal, type Members, packageOf, textOf, type Value } from '../interpret/value.js';

export interface LoadedPlugin {
  readonly plugin: Value;
  readonly options: Value;
}

/** Undefined: this is no autoload, or the folder is not known. */
export function autoloaded(machine: Machine, plugin: Value, options: Value | undefined): LoadedPlugin[] | undefined {
  const names = new Set(['@fastify/autoload', 'fastify-autoload']);
  if (plugin.kind !== 'term' || !names.has(packageOf(plugin) ?? '') || options?.kind !== 'members') return undefined;
  const of = (key: string) => options.properties.get(key)?.value;
  const dir = textOf(of('dir'));
  if (dir === undefined) return undefined;
  const folderNames = of('dirNameRoutePrefix');
  const named = !(folderNames?.kind === 'literal' && folderNames.value === false);
  const given = of('options');
  const found: LoadedPlugin[] = [];
  const inside = machine.sources.programs.filter(program => program.startsWith(dir + path.sep));
  const indexes = new Set(inside.filter(isIndex).map(program => path.dirname(program)));
  for (const program of inside) {
    // Where a folder has an index, that is its plugin, and the other files are its own business.
    if (!isIndex(program) && indexes.has(path.dirname(program))) continue;
    const module = machine.load(program);
    const exported =
      module && machine.imported(module, { specifier: program, name: '*' }, { path: program, node: module.file });
    if (exported === undefined) continue;
    const members = exported.kind === 'members' ? exported.properties : undefined;
    const value = members?.get('default')?.value ?? exported;
    if (value.kind !== 'function' && value.kind !== 'term') continue;
    const own = textOf(members?.get('autoPrefix')?.value);
    const override = textOf(members?.get('prefixOverride')?.value);
    const folders = path.relative(dir, path.dirname(program)).split(path.sep).filter(Boolean);
    const parts = named ? folders.map(folder => folder.replace(/^__?/, ':')) : [];
    const before = textOf(given?.kind === 'members' ? given.properties.get('prefix')?.value : undefined) ?? '';
    const prefix = override ?? [before, own ?? parts.map(part => `/${part}`).join('')].join('');
    found.push({ plugin: value, options: withPrefix(given, prefix, options) });
  }
  return found;
}

function isIndex(program: string): boolean {
  return /^index\.[cm]?[jt]s$/.test(path.basename(program));
}

function withPrefix(given: Value | undefined, prefix: string, options: Members): Members {
  const properties = new Map(given?.kind === 'members' ? given.properties : []);
  properties.set('prefix', { value: literal(prefix), site: options.site });
  return { kind: 'members', properties, open: false, site: options.site };
}
