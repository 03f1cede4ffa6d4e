/** Finds what a name means: along the search_path, and through renames, since older statements know a table by its older name. */
import type { Column, Table } from '../catalog.js';
import type { WrittenName } from '../commands.js';
import type { ParsedFile } from '../statement.js';
import { type CatalogIndex, catalogIndex, type Named, nameKey } from './catalogIndex.js';
import type { SchemaReading } from './schemaReading.js';

export interface NameLookup {
  readonly index: CatalogIndex;
  /** Objects of these kinds that a name means; the name of the first schema of the path that has one wins. */
  readonly objects: (
    kinds: readonly Named['kind'][],
    schema: string | undefined,
    name: string,
    path: readonly string[],
  ) => readonly Named[];
  readonly column: (table: Table, name: string) => Column | undefined;
  /** What an object or column was ever called: its name, and those that it was renamed from. */
  readonly namesOf: (name: string) => readonly string[];
}

const lookups = new WeakMap<SchemaReading, NameLookup>();

export function nameLookup(reading: SchemaReading): NameLookup {
  const known = lookups.get(reading);
  if (known) return known;
  const made = build(reading);
  lookups.set(reading, made);
  return made;
}

/** Longest chain of renames that is followed; a circle of them ends there. */
const mostRenames = 20;

function build(reading: SchemaReading): NameLookup {
  const index = catalogIndex(reading.catalog);
  const renames = renamesOf(reading);
  const lower = lowerNames(reading, index);

  const exact = (kinds: readonly Named['kind'][], schema: string, name: string): readonly Named[] =>
    (index.objects.get(nameKey({ schema, name })) ?? []).filter(({ kind }) => kinds.includes(kind));
  const anywhere = (kinds: readonly Named['kind'][], name: string): readonly Named[] => {
    const found = (index.byName.get(name) ?? lower?.get(name.toLowerCase()) ?? []).filter(({ kind }) =>
      kinds.includes(kind),
    );
    const first = found[0]?.object.schema;
    return found.filter(({ object }) => object.schema === first);
  };
  const objects: NameLookup['objects'] = (kinds, schema, name, path) => {
    let current = name;
    for (let i = 0; i < mostRenames; i++) {
      for (const candidate of schema === undefined ? path : [schema]) {
        const found = exact(kinds, candidate, current);
        if (found.length) return found;
      }
      // Without a schema: wherever it is. A search_path that a tool sets is not to be seen in files.
      if (schema === undefined || lower) {
        const found = anywhere(kinds, current);
        if (found.length) return found;
      }
      const next = renames.objects.get(current);
      if (next === undefined) return [];
      current = next;
    }
    return [];
  };

  const column: NameLookup['column'] = (table, name) => {
    let current = name;
    for (let i = 0; i < mostRenames; i++) {
      const found = table.columns.find(one => one.name === current) ?? (lower && likeNamed(table, current));
      if (found) return found;
      const next = renames.columns.get(`${table.name}\0${current}`);
      if (next === undefined) return undefined;
      current = next;
    }
    return undefined;
  };
  const namesOf = (name: string) => {
    const names = new Set([name]);
    // A set that grows while it is walked: older names of older names.
    for (const newer of names) for (const older of renames.older.get(newer) ?? []) names.add(older);
    return [...names];
  };
  return { index, objects, column, namesOf };
}

/** Names without their case, for dialects that fold none. */
function lowerNames(
  { catalog }: SchemaReading,
  { byName }: CatalogIndex,
): ReadonlyMap<string, readonly Named[]> | undefined {
  if (catalog.dialect === 'postgresql') return undefined;
  const lower = new Map<string, Named[]>();
  for (const [name, named] of byName)
    lower.set(name.toLowerCase(), [...(lower.get(name.toLowerCase()) ?? []), ...named]);
  return lower;
}

function likeNamed({ columns }: Table, name: string): Column | undefined {
  const wanted = name.toLowerCase();
  return columns.find(one => one.name.toLowerCase() === wanted);
}

interface Renames {
  /** Old name → new name. */
  readonly objects: ReadonlyMap<string, string>;
  /** The table's newest name and the column's old one → its new one. */
  readonly columns: ReadonlyMap<string, string>;
  /** New name → old names, of whatever kind. */
  readonly older: ReadonlyMap<string, readonly string[]>;
}

function renamesOf({ files }: SchemaReading): Renames {
  const objects = new Map<string, string>();
  const columns: { table: WrittenName; from: string; to: string }[] = [];
  const older = new Map<string, string[]>();
  for (const { statements } of files) {
    for (const { commands } of statements) {
      for (const command of commands) {
        if (command.kind !== 'rename') continue;
        older.set(command.to, [...(older.get(command.to) ?? []), command.member ?? command.name.name]);
        if (command.object === 'column') {
          if (command.member !== undefined) columns.push({ table: command.name, from: command.member, to: command.to });
        } else if (command.member === undefined) objects.set(command.name.name, command.to);
      }
    }
  }
  const newest = (name: string) => {
    let current = name;
    for (let i = 0; i < mostRenames && objects.has(current); i++) current = objects.get(current)!;
    return current;
  };
  return {
    objects,
    older,
    columns: new Map(columns.map(({ table, from, to }) => [`${newest(table.name)}\0${from}`, to])),
  };
}

const paths = new WeakMap<ParsedFile, readonly { readonly from: number; readonly schemas: readonly string[] }[]>();
const usual: readonly string[] = ['public'];

/** The search_path at an offset, as the file itself sets it. */
export function searchPathAt(file: ParsedFile, offset: number): readonly string[] {
  let known = paths.get(file);
  if (!known) {
    known = file.statements.flatMap(({ end, commands }) =>
      commands.flatMap(command => {
        if (command.kind !== 'setSearchPath') return [];
        const schemas = command.schemas === 'default' ? usual : command.schemas;
        return [{ from: end, schemas: schemas.filter(name => name !== '$user') }];
      }),
    );
    paths.set(file, known);
  }
  return known.findLast(({ from }) => from <= offset)?.schemas ?? usual;
}
