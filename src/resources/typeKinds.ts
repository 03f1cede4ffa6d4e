/** What can be done with values of a type: stand in a path, be compared, be put in order. */
import type { ColumnType } from '../schema/relation.js';

/** What a type is called by itself: `public.citext` → `citext`. */
export function plainTypeName({ name, extension }: ColumnType): string {
  return extension === undefined ? name : name.slice(name.lastIndexOf('.') + 1).replaceAll('"', '');
}

const integers = new Set(['smallint', 'integer', 'bigint', 'oid']);
const fractions = new Set(['numeric', 'real', 'double precision']);
const texts = new Set(['text', 'character varying', 'character', 'bpchar', '"char"', 'name', 'citext']);
const moments = new Set(['timestamp with time zone', 'timestamp without time zone']);
const others = new Set([
  'boolean',
  'uuid',
  'date',
  'inet',
  'cidr',
  'macaddr',
  'macaddr8',
  'time without time zone',
  'time with time zone',
  'bit',
  'bit varying',
  'interval',
]);

export type ValueKind = 'integer' | 'fraction' | 'text' | 'moment' | 'date' | 'enum' | 'other';

/** Undefined: it has no plain value that can be compared with another: json, arrays, ranges, bytea, geometry. */
export function valueKind(type: ColumnType): ValueKind | undefined {
  if (type.kind === 'enum') return 'enum';
  if (type.kind !== 'base') return undefined;
  const name = plainTypeName(type);
  // Of an extension's type only this one is known.
  if (type.extension !== undefined && name !== 'citext') return undefined;
  if (integers.has(name)) return 'integer';
  if (fractions.has(name)) return 'fraction';
  if (texts.has(name)) return 'text';
  if (moments.has(name)) return 'moment';
  if (name === 'date') return 'date';
  return others.has(name) ? 'other' : undefined;
}
