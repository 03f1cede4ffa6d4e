/** Where objects are once others (schemas, tables, types) have other names. */

import { depthOf } from './renameMembers.js';
import { addressOf, readAddress } from './renameNames.js';
import type { Rename, RenamedKind } from './renames.js';

/** Paths are those of the source and not quoted; `args` are those of a routine, with brackets. */
export interface Place {
  readonly kind: RenamedKind;
  readonly path: readonly string[];
  readonly arguments: string;
}

/** New names by place. */
export type NewNames = Map<string, string>;

export function placeOf({ kind, from }: Rename): Place {
  return { kind, ...readAddress(from) };
}

/** The new name of a Rename, without quotes. */
export function newNameOf({ to }: Rename): string {
  return readAddress(to).path.at(-1)!;
}

export function newNamesOf(renames: readonly Rename[]): NewNames {
  return new Map(renames.map(rename => [keyOf(placeOf(rename)), newNameOf(rename)]));
}

/** The same for objects that cannot have the same name beside each other. */
export function keyOf({ kind, path, arguments: args }: Place): string {
  return `${groupOf(kind)} ${JSON.stringify(path)}${args}`;
}

const groups: Partial<Record<RenamedKind, string>> = {
  table: 'relation',
  foreignTable: 'relation',
  view: 'relation',
  materializedView: 'relation',
  sequence: 'relation',
  index: 'relation',
  enum: 'type',
  domain: 'type',
  composite: 'type',
  range: 'type',
  function: 'routine',
  procedure: 'routine',
};

function groupOf(kind: RenamedKind): string {
  return groups[kind] ?? kind;
}

/** Where an object of the source is with new names. */
export function placeAfter(place: Place, names: NewNames): Place {
  const { kind, path } = place;
  const [schema = '', whole = ''] = path;
  const own = names.get(keyOf(place)) ?? path.at(-1)!;
  const args = argumentsAfter(place.arguments, names);
  const depth = depthOf(kind);
  if (depth === 1) return { kind, path: [own], arguments: '' };
  const schemaNow = names.get(`schema ${JSON.stringify([schema])}`) ?? schema;
  if (depth === 2) return { kind, path: [schemaNow, own], arguments: args };
  const group = kind === 'enumValue' || kind === 'domainConstraint' ? 'type' : 'relation';
  const wholeNow = names.get(`${group} ${JSON.stringify([schema, whole])}`) ?? whole;
  return { kind, path: [schemaNow, wholeNow, own], arguments: '' };
}

/** As statements write it. */
export function addressAfter(place: Place, names: NewNames): string {
  const { path, arguments: args } = placeAfter(place, names);
  return addressOf(path, args);
}

/** Arguments of a routine after their types have other names. */
function argumentsAfter(args: string, names: NewNames): string {
  if (args === '' || names.size === 0) return args;
  return args.replaceAll(/(?:"(?:[^"]|"")*"|[^".,()[\]\s]+)\.(?:"(?:[^"]|"")*"|[^".,()[\]\s]+)/g, type => {
    const { path } = readAddress(type);
    const place: Place = { kind: 'enum', path, arguments: '' };
    // A table is a type, too.
    const kind = names.has(keyOf(place)) ? 'enum' : 'table';
    return addressAfter({ ...place, kind }, names);
  });
}
