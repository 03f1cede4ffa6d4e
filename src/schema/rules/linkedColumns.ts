/** Columns that hold the same values because foreign keys say so. */
import type { Catalog, Column, Table } from '../catalog.js';
import type { CatalogContext } from '../rule.js';
import { columnOf, foreignKeysOf, tableKey } from './tables.js';

export interface TableColumn {
  readonly table: Table;
  readonly column: Column;
}

const known = new WeakMap<Catalog, ReadonlyMap<string, readonly TableColumn[]>>();

/**
 * A column, and all that refer to it or to which it refers, over however many tables, as long as they have the very same type. Where one
 * gets another type, all have to. For a column that a partition has from its parent, the parent's stands.
 */
export function linkedColumns(context: CatalogContext, start: TableColumn): readonly TableColumn[] {
  const neighbours = known.get(context.catalog) ?? neighboursOf(context);
  known.set(context.catalog, neighbours);
  const found = new Map([[keyOf(start), start]]);
  // Entries that are added while a Map is walked are walked as well.
  for (const one of found.values()) {
    for (const other of neighbours.get(keyOf(one)) ?? []) {
      if (isSameType(start.column, other.column)) found.set(keyOf(other), other);
    }
  }
  return [...found.values()];
}

function neighboursOf(context: CatalogContext): ReadonlyMap<string, readonly TableColumn[]> {
  const neighbours = new Map<string, TableColumn[]>();
  const add = (from: TableColumn, to: TableColumn) => {
    const key = keyOf(from);
    const list = neighbours.get(key);
    if (list) list.push(to);
    else neighbours.set(key, [to]);
  };
  for (const table of context.catalog.tables) {
    for (const { columns, target, targetColumns } of foreignKeysOf(table)) {
      const other = context.table(target.schema, target.name);
      for (const [at, name] of columns.entries()) {
        const column = columnOf(table, name);
        const referred = other && columnOf(other, targetColumns[at] ?? '');
        if (!column || !referred) continue;
        const [from, to] = [origin(context, { table, column }), origin(context, { table: other, column: referred })];
        add(from, to);
        add(to, from);
      }
    }
  }
  return neighbours;
}

/** Up the partitions and parents, to where the column was made. */
function origin(context: CatalogContext, { table, column }: TableColumn): TableColumn {
  if (!column.inherited) return { table, column };
  for (const parent of [...(table.partitionOf ? [table.partitionOf] : []), ...table.inherits]) {
    const above = context.table(parent.schema, parent.name);
    const same = above && above !== table ? columnOf(above, column.name) : undefined;
    if (above && same) return origin(context, { table: above, column: same });
  }
  return { table, column };
}

const children = new WeakMap<Catalog, ReadonlyMap<string, readonly Table[]>>();

/** The same column in the partitions and children of its table, as far down as they go. */
export function inheritedColumns(context: CatalogContext, { table, column }: TableColumn): readonly TableColumn[] {
  const byParent = children.get(context.catalog) ?? childrenOf(context.catalog);
  children.set(context.catalog, byParent);
  return (byParent.get(tableKey(table)) ?? []).flatMap(child => {
    const same = columnOf(child, column.name);
    return same ? [{ table: child, column: same }, ...inheritedColumns(context, { table: child, column: same })] : [];
  });
}

function childrenOf({ tables }: Catalog): ReadonlyMap<string, readonly Table[]> {
  const byParent = new Map<string, Table[]>();
  for (const table of tables) {
    for (const parent of [...(table.partitionOf ? [table.partitionOf] : []), ...table.inherits]) {
      const key = tableKey(parent);
      const list = byParent.get(key);
      if (list) list.push(table);
      else byParent.set(key, [table]);
    }
  }
  return byParent;
}

const keyOf = ({ table, column }: TableColumn): string => `${tableKey(table)}\n${column.name}`;

function isSameType({ type: a }: Column, { type: b }: Column): boolean {
  return a.name === b.name && a.array === b.array && a.modifiers.join() === b.modifiers.join();
}
