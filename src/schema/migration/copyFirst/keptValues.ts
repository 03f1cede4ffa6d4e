import type { ObjectOf } from '../../inventory.js';

type Column = ObjectOf<'column'>;

/** A column as it is kept: types that are not built in (they have a schema) as text, which all of them can be written as. */
export function keptValue({ address, is }: Column): string {
  return is.type.includes('.') ? `${address}::text AS ${address}` : address;
}

/** The way back. `from`: what stands before the name. */
export function restoredValue({ address, is }: Column, from: string): string {
  return is.type.includes('.') ? `${from}${address}::${is.type}` : `${from}${address}`;
}
