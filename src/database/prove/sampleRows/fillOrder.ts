import type { TableFacts } from './tableFacts.js';

/**
 * Tables that others refer to come first. Where they go round in a circle, that comes next which waits for the fewest keys that have
 * to be there.
 */
export function fillOrder(tables: readonly TableFacts[]): readonly TableFacts[] {
  const there = new Set(tables.map(({ oid }) => oid));
  const waits = new Map(tables.map(table => [table, referredTo(table, there)]));
  const done: TableFacts[] = [];
  const isDone = new Set<number>();
  const left = new Set(tables);
  while (left.size > 0) {
    const ready = [...left].filter(table => waits.get(table)!.every(oid => isDone.has(oid)));
    const next = ready.length > 0 ? ready : [leastWaiting([...left], isDone, there)];
    for (const table of next) {
      left.delete(table);
      isDone.add(table.oid);
      done.push(table);
    }
  }
  return done;
}

function referredTo({ oid, foreignKeys }: TableFacts, there: ReadonlySet<number>): readonly number[] {
  return foreignKeys.map(key => key.referencesOid).filter(other => other !== oid && there.has(other));
}

function leastWaiting(
  left: readonly TableFacts[],
  isDone: ReadonlySet<number>,
  there: ReadonlySet<number>,
): TableFacts {
  const cost = (table: TableFacts) => {
    const open = table.foreignKeys.filter(
      ({ referencesOid }) => referencesOid !== table.oid && there.has(referencesOid) && !isDone.has(referencesOid),
    );
    const needed = open.filter(({ columns }) =>
      columns.every(name => table.columns.find(column => column.name === name)?.isNotNull),
    );
    return needed.length * 1000 + open.length;
  };
  return left.reduce((best, table) => (cost(table) < cost(best) ? table : best));
}
