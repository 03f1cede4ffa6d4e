import type { Column, Table } from '../../catalog.js';
import type { CatalogContext, CatalogRule } from '../../rule.js';
import { aboutColumn, columnText } from '../changeType.js';
import { isInAnIndex } from '../indexFacts.js';
import { addIndex } from '../newIndex.js';
import { isLookup, ownTables } from '../tables.js';
import { baseType } from '../types.js';
import { singulars, wordsOf } from '../words.js';

/** By these things rows are picked out again and again: the state of an order, the kind of an event. */
export const unindexedFilterColumn: CatalogRule = {
  id: 'unindexed-filter-column',
  category: 'index',
  level: 'hint',
  title: 'A column that queries likely filter by is in no index',
  looksAt: 'catalog',
  *check(context) {
    for (const table of ownTables(context)) {
      if (isLookup(table) || table.columns.length < 3) continue;
      for (const column of table.columns) {
        if (!isFilter(context, table, column) || isInAnIndex(table, column.name)) continue;
        const message = `${columnText(table, column.name)} looks like something that queries filter by, and no index has it: they read the whole table.`;
        yield {
          message,
          ...aboutColumn(table, column),
          mend: () => addIndex(context, { table, columns: [column.name], at: column.place }),
        };
      }
    }
  },
};

/** Of an address, `state` is a part of a country. */
const addressWords: ReadonlySet<string> = new Set([
  'city',
  'zip',
  'zipcode',
  'postcode',
  'postal',
  'street',
  'country',
  'province',
]);

const filterWords: ReadonlySet<string> = new Set(['status', 'state', 'type', 'kind', 'category']);

/** `status` alone or behind one word; `state`, `type`, `kind` and `category` alone or behind the table's own noun. */
function isFilter({ catalog }: CatalogContext, table: Table, column: Column): boolean {
  const last = wordsOf(column.name).at(-1) ?? '';
  // Most columns end here, and this is asked for every one at each keystroke.
  if (!filterWords.has(last)) return false;
  const words = wordsOf(column.name).slice(0, -1);
  const isOwn = words.length === 0 || isNounOf(table, words.join('_'));
  if (last === 'status') return words.length <= 1 && isChoice(catalog, column);
  if (last === 'state' && table.columns.some(({ name }) => wordsOf(name).some(word => addressWords.has(word))))
    return false;
  return isOwn && isChoice(catalog, column);
}

function isNounOf(table: Table, noun: string): boolean {
  const words = [...wordsOf(table.name)];
  const last = words.pop() ?? '';
  return singulars(last).some(singular => [...words, singular].join('_') === noun);
}

function isChoice(catalog: CatalogContext['catalog'], column: Column): boolean {
  const { name, array } = baseType(catalog, column.type);
  if (array || column.generated) return false;
  if (/^(?:text|character varying|character|varchar|char|nvarchar|smallint|integer|int|tinyint|enum)$/.test(name))
    return true;
  return catalog.types.some(
    type => type.kind === 'enum' && (type.name === name || `${type.schema}.${type.name}` === name),
  );
}
