/** An outline that is too long to be asked for at every keystroke is told with less detail. */
import type { SchemaSymbol } from './schemaMessages.js';

const main: ReadonlySet<SchemaSymbol['kind']> = new Set(['table', 'view', 'type', 'function', 'schema']);

/** All of it when there are not more than `most`; else without columns and the like; else only what is made, and not what is added to it. */
export function outlineWithin(symbols: readonly SchemaSymbol[], most: number): readonly SchemaSymbol[] {
  if (countOf(symbols) <= most) return symbols;
  const bare = symbols.map(symbol => ({ ...symbol, children: [] }));
  return bare.length <= most ? bare : bare.filter(({ kind, detail }) => main.has(kind) && detail !== 'alter');
}

function countOf(symbols: readonly SchemaSymbol[]): number {
  return symbols.reduce((sum, { children }) => sum + 1 + countOf(children), 0);
}
