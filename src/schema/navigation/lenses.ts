/** What stands above a CREATE TABLE: facts that are spread over many statements and files. */
import type { Located, Table } from '../catalog.js';
import type { Location, SchemaLens } from '../service/schemaMessages.js';
import { catalogIndex, nameKey } from './catalogIndex.js';
import { fileAt, locationOf, rangeIn } from './positions.js';
import type { SchemaReading } from './schemaReading.js';

/** Lenses of the tables that a file creates, in no particular order. A table that is dropped later has none. */
export function fileLenses(reading: SchemaReading, path: string): readonly SchemaLens[] {
  const file = fileAt(reading, path);
  if (!file) return [];
  return reading.catalog.tables
    .filter(({ definition }) => definition.path === path)
    .flatMap(table => {
      const range = rangeIn(file, table.definition.start, table.definition.start);
      return tableLenses(reading, table).map(lens => ({ ...lens, range }));
    });
}

function tableLenses(reading: SchemaReading, table: Table): readonly Omit<SchemaLens, 'range'>[] {
  const { columns, indexes } = table;
  const locations = (objects: readonly Located[]) => placesOf(reading, objects);
  const references = catalogIndex(reading.catalog).references.get(nameKey(table)) ?? [];
  return [
    { kind: 'columns', title: count(columns.length, 'column'), locations: locations(columns) },
    {
      kind: 'indexes',
      title: indexes.length ? count(indexes.length, 'index', 'indexes') : 'no indexes',
      locations: locations(indexes),
    },
    ...(references.length
      ? [
          {
            kind: 'references' as const,
            title: `referenced by ${references.length}`,
            locations: locations(references.map(({ key }) => key)),
          },
        ]
      : []),
  ];
}

function placesOf(reading: SchemaReading, objects: readonly Located[]): readonly Location[] {
  return objects.flatMap(({ place }) => locationOf(reading, place) ?? []);
}

function count(number: number, noun: string, nouns = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : nouns}`;
}
