import type { Table } from '../../catalog.js';
import { displayName, quoteName } from '../../print.js';
import type { CatalogContext, CatalogRule, Violation } from '../../rule.js';
import { writtenTable } from '../fixes.js';
import { isPostgres, isTaken, ownTables } from '../tables.js';
import { isPlural, isSingular, pluralOf, singulars, wordsOf } from '../words.js';

/** One way of naming throughout: a table is called by all its rows, or (`plural: false`) by one of them. */
export const singularTableName: CatalogRule = {
  id: 'singular-table-name',
  category: 'convention',
  level: 'off',
  title: 'The name of a table is in the other number than the convention says',
  looksAt: 'catalog',
  *check(context) {
    const { plural } = context.conventions;
    for (const table of ownTables(context)) {
      const last = wordsOf(table.name).at(-1);
      // Numbers, years, versions: no noun.
      if (last === undefined || /\d|^(?:all|audit|old|new|tmp|temp)$/.test(last)) continue;
      if (plural ? !isPlural(last) : !isSingular(last)) yield violation(context, table, last, plural);
    }
  },
};

function violation(context: CatalogContext, table: Table, last: string, plural: boolean): Violation {
  const message = `\`${displayName(table)}\` is in the ${plural ? 'singular' : 'plural'}; the convention is the ${plural ? 'plural' : 'singular'}.`;
  const to = table.name.slice(0, table.name.length - last.length) + (plural ? pluralOf(last) : singulars(last)[0]!);
  const ends = table.name.toLowerCase().endsWith(last) && to !== table.name;
  const free = isPostgres(context) && ends && !isTaken(context, table.schema)(to);
  const suggestion = `ALTER TABLE ${writtenTable(context, table)} RENAME TO ${quoteName(to)};`;
  return { message, place: table.place, table, ...(free && { suggestion }) };
}
