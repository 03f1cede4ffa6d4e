import { quoteName } from '../../print.js';
import type { CatalogRule } from '../../rule.js';
import { aboutColumn, columnText } from '../changeType.js';
import { writtenTable } from '../fixes.js';
import { caseOf, inCase } from '../nameCase.js';
import { isPostgres, ownTables } from '../tables.js';

/** A name with capitals has to be written in quotes everywhere (manual §4.1.1). */
export const columnNameCase: CatalogRule = {
  id: 'column-name-case',
  category: 'convention',
  level: 'info',
  title: 'A column is named in another case than the others',
  looksAt: 'catalog',
  *check(context) {
    // The others keep capitals, or look names up without regard to them.
    if (!isPostgres(context)) return;
    const { tableNames, columnNames = tableNames === 'snake_case' ? 'snake_case' : 'camelCase' } = context.conventions;
    const columns = ownTables(context).flatMap(table =>
      table.columns.filter(column => !column.inherited).map(column => ({ table, column })),
    );
    const others = columns.filter(({ column }) => inCase(column.name, columnNames) !== column.name);
    if (others.length === 0) return;
    // `id` and `name` say nothing about a convention: only names that could be written in two ways do.
    const telling = columns.filter(
      ({ column }) => inCase(column.name, 'snake_case') !== inCase(column.name, 'camelCase'),
    );
    if (telling.length >= 6 && others.length * 2 > telling.length) return;
    for (const { table, column } of others) {
      const to = inCase(column.name, columnNames);
      const why = columnNames === 'snake_case' ? ': it has to be written in quotes everywhere' : '';
      const message = `${columnText(table, column.name)} is ${caseOf(column.name)}, not ${columnNames}${why}.`;
      const free = to !== column.name && !table.columns.some(({ name }) => name === to);
      const suggestion = `ALTER TABLE ${writtenTable(context, table)} RENAME COLUMN ${quoteName(column.name)} TO ${quoteName(to)};`;
      yield { message, ...aboutColumn(table, column), ...(free && { suggestion }) };
    }
  },
};
