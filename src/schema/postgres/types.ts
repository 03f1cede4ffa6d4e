/** Types as format_type of PostgreSQL names them (src/backend/utils/adt/format_type.c). */
import type { TypeName } from '@pgsql/types';
import type { TypeRef } from '../catalog.js';
import { nodesOf, strings } from './nodes.js';

/** Names of pg_type → what format_type says. Those that it prints as they are need no entry. */
const systemTypes: ReadonlyMap<string, string> = new Map([
  ['bool', 'boolean'],
  ['int2', 'smallint'],
  ['int4', 'integer'],
  ['int8', 'bigint'],
  ['float4', 'real'],
  ['float8', 'double precision'],
  ['varchar', 'character varying'],
  ['varbit', 'bit varying'],
  ['timestamp', 'timestamp without time zone'],
  ['timestamptz', 'timestamp with time zone'],
  ['time', 'time without time zone'],
  ['timetz', 'time with time zone'],
  // Only `"char"` in quotes comes by this name: the grammar turns char into bpchar.
  ['char', '"char"'],
]);
/** pg_type calls the array of `text` `_text`, and exports of some tools do so too. */
const arrayNames: ReadonlySet<string> = new Set(
  [...systemTypes.keys(), 'text', 'bpchar', 'numeric', 'uuid', 'json', 'jsonb', 'date', 'bytea', 'name', 'interval']
    .filter(name => name !== 'char')
    .map(name => `_${name}`),
);
const serialTypes: ReadonlyMap<string, string> = new Map([
  ['serial2', 'smallserial'],
  ['serial4', 'serial'],
  ['serial8', 'bigserial'],
]);

/** What stands for a type that was not written: a column of a typed table or a partition. */
export const unknownType: TypeRef = { name: 'unknown', modifiers: [], array: false };

export function readType(type: TypeName | undefined): TypeRef {
  if (!type) return unknownType;
  const parts = strings(type.names);
  const schema = parts.at(-2);
  const array = (type.arrayBounds?.length ?? 0) > 0;
  if (type.pct_type) return { name: `${parts.join('.')}%TYPE`, modifiers: [], array };
  const own = parts.at(-1) ?? '';
  if ((schema === undefined || schema === 'pg_catalog') && arrayNames.has(own)) {
    return { name: system(own.slice(1), []), modifiers: [], array: true };
  }
  const modifiers = modifiersOf(type, own);
  if (schema === undefined) return { name: unqualified(own, modifiers), modifiers, array };
  if (schema === 'pg_catalog') return { name: system(own, modifiers), modifiers, array };
  return { name: schema === 'public' ? own : `${schema}.${own}`, modifiers, array, schema };
}

function unqualified(name: string, modifiers: readonly number[]): string {
  return serialTypes.get(name) ?? system(name, modifiers);
}

/** bpchar is character(n) with a length, and a type of its own kind without. */
function system(name: string, modifiers: readonly number[]): string {
  if (name === 'bpchar') return modifiers.length > 0 ? 'character' : 'bpchar';
  return systemTypes.get(name) ?? name;
}

/** Numbers only: `geometry(Point, 4326)` has one. The first modifier of an interval says which fields it has. */
function modifiersOf({ typmods }: TypeName, name: string): number[] {
  const numbers = nodesOf(typmods, 'A_Const').flatMap(({ ival }) => (ival ? [ival.ival ?? 0] : []));
  return name === 'interval' ? numbers.slice(1) : numbers;
}

/** The type of an argument or a result: without modifiers, which functions do not keep. */
export function typeText(type: TypeName | undefined): string {
  const { name, array } = readType(type);
  return `${type?.setof ? 'SETOF ' : ''}${name}${array ? '[]' : ''}`;
}
