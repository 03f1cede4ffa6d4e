import { displayName, quoteName } from '../../print.js';
import type { CatalogRule, Conventions } from '../../rule.js';
import { writtenTable } from '../fixes.js';
import { caseOf, inCase } from '../nameCase.js';
import { isPostgres, isTaken, ownTables } from '../tables.js';

/** A name with capitals has to be written in quotes everywhere (manual §4.1.1). */
export const tableNameCase: CatalogRule = {
  id: 'table-name-case',
  category: 'convention',
  level: 'info',
  title: 'A table is named in another case than the others',
  looksAt: 'catalog',
  *check(context) {
    // The others keep capitals, or look names up without regard to them.
    if (!isPostgres(context)) return;
    const wanted = context.conventions.tableNames;
    const tables = ownTables(context);
    const others = tables.filter(({ name }) => !fits(name, wanted));
    // A schema that has another convention throughout does not break ours by mistake.
    if (tables.length >= 4 && others.length * 2 > tables.length) return;
    for (const table of others) {
      const to = inCase(table.name, wanted);
      const why = wanted === 'snake_case' ? ': it has to be written in quotes everywhere' : '';
      const message = `\`${displayName(table)}\` is ${caseOf(table.name)}, not ${wanted}${why}.`;
      const free = to !== table.name && !isTaken(context, table.schema)(to);
      const suggestion = `ALTER TABLE ${writtenTable(context, table)} RENAME TO ${quoteName(to)};`;
      yield { message, place: table.place, table, ...(free && { suggestion }) };
    }
  },
};

function fits(name: string, wanted: Conventions['tableNames']): boolean {
  return inCase(name, wanted) === name;
}
