import { displayName, newName, quoteName } from '../../print.js';
import type { CatalogContext, CatalogRule, Violation } from '../../rule.js';
import { aboutColumn, columnText } from '../changeType.js';
import { isLive, sqlFix, writtenTable } from '../fixes.js';
import { hasIndexFor } from '../indexFacts.js';
import { addIndex } from '../newIndex.js';
import { isPostgres } from '../tables.js';
import { baseType } from '../types.js';
import { type Undeclared, undeclaredReferences } from '../undeclared.js';

/** Without a foreign key nothing keeps the row alive to which the value refers (manual §5.5.5). */
export const undeclaredReference: CatalogRule = {
  id: 'undeclared-reference',
  category: 'key',
  level: 'hint',
  title: 'A column is named like a reference but has no foreign key',
  looksAt: 'catalog',
  *check(context) {
    for (const reference of undeclaredReferences(context)) yield violation(context, reference);
  },
};

function violation(context: CatalogContext, { table, column, target, targetColumn }: Undeclared): Violation {
  const message = `${columnText(table, column.name)} is named like a reference to \`${displayName(target)}\` but has no foreign key: rows that it means can disappear.`;
  const about = { message, ...aboutColumn(table, column) };
  const sameType = baseType(context.catalog, column.type).name === baseType(context.catalog, targetColumn.type).name;
  if (!isPostgres(context) || !sameType) return about;
  const name = newName(table.name, [column.name], 'fkey', taken => table.constraints.some(one => one.name === taken));
  const alter = `ALTER TABLE ${writtenTable(context, table)}`;
  const live = isLive(context, column.place, table);
  const key = `FOREIGN KEY (${quoteName(column.name)}) REFERENCES ${writtenTable(context, target)} (${quoteName(targetColumn.name)})`;
  const add = `${alter} ADD CONSTRAINT ${quoteName(name)} ${key}`;
  // NOT VALID takes no long lock; VALIDATE then looks at the rows while others write (manual, ALTER TABLE, Notes).
  const inSteps = live && table.kind !== 'partitioned';
  const statements = inSteps ? [`${add} NOT VALID;`, `${alter} VALIDATE CONSTRAINT ${quoteName(name)};`] : [`${add};`];
  // A key without an index would only change one finding for another.
  const isIndexed = hasIndexFor(table, [column.name]);
  if (!isIndexed) statements.unshift(addIndex(context, { table, columns: [column.name], at: column.place }).suggestion);
  const suggestion = statements.join('\n');
  const title = `Add foreign key ${name}${isIndexed ? '' : ' and an index for it'}`;
  const fix = { title, sql: suggestion, at: column.place, table, name: `add_${name}`, alone: inSteps && !isIndexed };
  return { ...about, suggestion, fixes: sqlFix(context, fix) };
}
