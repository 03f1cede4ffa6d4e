/** What can be offered, by kind, in the order of usefulness. */
import type { Column, Dialect, Table } from '../catalog.js';
import { displayName, quoteName, typeSql } from '../print.js';
import type { SchemaCompletion } from '../service/schemaMessages.js';
import type { Named } from './catalogIndex.js';
import { builtInTypes } from './completionTypes.js';
import { columnMarkdown } from './hoverTable.js';
import { markdownCode, markdownText } from './markdown.js';
import type { Resolver } from './mentions.js';
import type { SchemaReading } from './schemaReading.js';
import type { FoundName } from './sqlNames.js';

/** Where something is being typed. */
export interface CompletionPlace extends Resolver {
  readonly reading: SchemaReading;
  readonly dialect: Dialect;
  readonly name: FoundName;
  /** Inside of quotes that are there already. */
  readonly quoted: boolean;
}

export function columnsOf(place: CompletionPlace, named: Named, rank: number): readonly SchemaCompletion[] {
  if (named.kind === 'table') return named.object.columns.map(column => columnItem(place, named.object, column, rank));
  if (named.kind !== 'view') return [];
  return named.object.columns.map(label => item(place, 'column', label, displayName(named.object), rank));
}

function columnItem(place: CompletionPlace, table: Table, column: Column, rank: number): SchemaCompletion {
  const detail = `${typeSql(column.type)}${column.notNull ? ' not null' : ''}`;
  return { ...item(place, 'column', column.name, detail, rank), documentation: columnMarkdown(table, column, []) };
}

/** @param schema only what is in it, and without its name before it. */
export function relations(place: CompletionPlace, schema?: string): readonly SchemaCompletion[] {
  const { catalog } = place.reading;
  const objects = [
    ...catalog.tables.map(object => ({
      kind: 'table' as const,
      object,
      columns: object.columns.map(({ name }) => name),
    })),
    ...catalog.views.map(object => ({ kind: 'view' as const, object, columns: object.columns })),
  ];
  const ctes = schema === undefined ? [...place.found.ctes].map(label => item(place, 'view', label, 'with', 0)) : [];
  const found = objects.filter(({ object }) => schema === undefined || object.schema === schema);
  return [
    ...ctes,
    ...found.map(({ kind, object, columns }) => {
      const documentation = [
        ...(object.comment ? [markdownText(object.comment)] : []),
        columns.slice(0, 12).map(markdownCode).join(', ') + (columns.length > 12 ? ', …' : ''),
      ].join('\n\n');
      return { ...qualified(place, kind, object, schema, kind, 0), documentation };
    }),
  ];
}

export function schemas(place: CompletionPlace): readonly SchemaCompletion[] {
  const names = new Set(place.reading.catalog.tables.map(({ schema }) => schema));
  return [...names].filter(Boolean).map(name => item(place, 'schema', name, 'schema', 2));
}

export function types(place: CompletionPlace, schema?: string): readonly SchemaCompletion[] {
  const own = place.reading.catalog.types
    .filter(type => schema === undefined || type.schema === schema)
    .map(type => qualified(place, 'type', type, schema, type.kind, 0));
  if (schema !== undefined) return own;
  const builtIn = builtInTypes[place.dialect].map((label, i) => ({
    ...item(place, 'type', label, '', 1 + i),
    insert: label,
  }));
  return [...own, ...builtIn];
}

export function functions(place: CompletionPlace, rank: number): readonly SchemaCompletion[] {
  const found = new Map(place.reading.catalog.functions.map(routine => [displayName(routine), routine]));
  return [...found.values()].map(routine =>
    qualified(place, 'function', routine, undefined, `(${routine.arguments.join(', ')})`, rank),
  );
}

function qualified(
  place: CompletionPlace,
  kind: SchemaCompletion['kind'],
  { schema, name }: { readonly schema: string; readonly name: string },
  inside: string | undefined,
  detail: string,
  rank: number,
): SchemaCompletion {
  const plain = inside !== undefined || schema === '' || place.path.includes(schema);
  const made = item(place, kind, name, detail, rank);
  if (plain || place.quoted) return made;
  return { ...made, label: `${schema}.${name}`, insert: `${quoteName(schema, place.dialect)}.${made.insert}` };
}

export function item(
  { dialect, quoted }: CompletionPlace,
  kind: SchemaCompletion['kind'],
  label: string,
  detail: string,
  rank: number,
): SchemaCompletion {
  return { kind, label, insert: quoted ? label : quoteName(label, dialect), detail, documentation: '', rank };
}
