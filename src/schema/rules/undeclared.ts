/** Columns that mean a row of another table by their name alone: `customer_id` beside a table `customers`. */
import type { Catalog, Column, Table } from '../catalog.js';
import type { CatalogContext } from '../rule.js';
import { foreignKeysOf, ownTables, primaryKeyOf } from './tables.js';
import { baseType, typeFamily } from './types.js';
import { singulars, snakeName, wordsOf } from './words.js';

export interface Undeclared {
  readonly table: Table;
  readonly column: Column;
  readonly target: Table;
  /** The target's only key column. */
  readonly targetColumn: Column;
}

const known = new WeakMap<Catalog, readonly Undeclared[]>();

/**
 * Every `x_id` or `xId` without a foreign key, where a table is called `x` in the singular or plural, with a key of one column of a
 * comparable type. Pairs with `x_type` mean rows of several tables and are spared, and so are a table's own keys.
 */
export function undeclaredReferences(context: CatalogContext): readonly Undeclared[] {
  const { catalog } = context;
  const found = known.get(catalog) ?? findUndeclared(context);
  known.set(catalog, found);
  return found;
}

function findUndeclared(context: CatalogContext): Undeclared[] {
  const tables = ownTables(context);
  const bySingular = tablesBySingular(tables);
  const found: Undeclared[] = [];
  for (const table of tables) {
    const declared = new Set(foreignKeysOf(table).flatMap(({ columns }) => columns));
    const names = new Set(table.columns.map(({ name }) => snakeName(name)));
    for (const column of table.columns) {
      const words = wordsOf(column.name);
      if (words.length < 2 || words.at(-1) !== 'id' || declared.has(column.name) || column.inherited) continue;
      const thing = words.slice(0, -1).join('_');
      if (names.has(`${thing}_type`) || names.has(`${thing}_class`) || names.has(`${thing}_kind`)) continue;
      const target = targetOf(bySingular.get(thing) ?? [], table);
      const targetColumn = target && keyColumn(target);
      if (!target || !targetColumn || isOwnKey(table, column, target)) continue;
      if (comparable(context.catalog, column, targetColumn)) found.push({ table, column, target, targetColumn });
    }
  }
  return found;
}

function tablesBySingular(tables: readonly Table[]): Map<string, Table[]> {
  const map = new Map<string, Table[]>();
  for (const table of tables) {
    const words = [...wordsOf(table.name)];
    const last = words.pop();
    if (last === undefined) continue;
    for (const singular of new Set(singulars(last))) {
      const name = [...words, singular].join('_');
      const same = map.get(name);
      if (same) same.push(table);
      else map.set(name, [table]);
    }
  }
  return map;
}

/** The one in the same schema, else the only one there is. */
function targetOf(candidates: readonly Table[], table: Table): Table | undefined {
  const near = candidates.filter(({ schema }) => schema === table.schema);
  if (near.length > 0) return near.length === 1 ? near[0] : undefined;
  return candidates.length === 1 ? candidates[0] : undefined;
}

function keyColumn(target: Table): Column | undefined {
  const key = primaryKeyOf(target);
  return key?.columns.length === 1 ? target.columns.find(({ name }) => name === key.columns[0]) : undefined;
}

/** `customer.customer_id`, or a table of details by the same generated key. A row that refers to its like is said with `parent_id`. */
function isOwnKey(table: Table, column: Column, target: Table): boolean {
  const key = primaryKeyOf(table);
  if (table === target) return true;
  return key?.columns.length === 1 && key.columns[0] === column.name && column.identity !== undefined;
}

function comparable(of: Catalog, column: Column, target: Column): boolean {
  const [own, other] = [baseType(of, column.type), baseType(of, target.type)];
  return !own.array && typeFamily(own) === typeFamily(other);
}
