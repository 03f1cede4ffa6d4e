import { addressAfter, type NewNames } from './renamePaths.js';

/** The type of a column after types have other names: `public.state[]`. Those that are built in have no schema. */
export function typeAfter(type: string, names: NewNames): string {
  if (names.size === 0 || !type.includes('.')) return type;
  const inBrackets = addressAfter({ kind: 'function', path: ['', ''], arguments: `(${type})` }, names);
  return inBrackets.slice(inBrackets.indexOf('(') + 1, -1);
}
