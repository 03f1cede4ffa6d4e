/** How many rows a value picks out, as far as types and names tell. Nobody knows without the rows. */
import type { Catalog, Column, Table } from '../../catalog.js';
import { baseType } from '../types.js';
import { wordsOf } from '../words.js';

/** Things of which there are a handful. */
const fewWords: ReadonlySet<string> = new Set(
  `active archived category channel currency deleted enabled flag gender kind lang language level locale mode priority published role
  severity sex stage state status tier type visibility visible`.split(/\s+/),
);

/** A value picks out few of the rows: keys, e-mail addresses, names, times. Not booleans, enums, states and kinds. */
export function isRare(catalog: Catalog, table: Table, column: Column): boolean {
  const { name, array } = baseType(catalog, column.type);
  if (name === 'boolean' || array) return false;
  if (
    catalog.types.some(type => type.kind === 'enum' && (type.name === name || `${type.schema}.${type.name}` === name))
  )
    return false;
  if (isKey(table, column.name)) return true;
  if (fewWords.has(wordsOf(column.name).at(-1) ?? '')) return false;
  return !/^is_|^has_/.test(column.name);
}

function isKey({ constraints }: Table, name: string): boolean {
  return constraints.some(
    constraint =>
      (constraint.kind === 'foreignKey' || constraint.kind === 'primaryKey' || constraint.kind === 'unique') &&
      constraint.columns.includes(name),
  );
}
