import type { ForeignKey, Table } from '../../catalog.js';
import { displayName, newName, quoteName, quoteNames } from '../../print.js';
import type { CatalogContext, CatalogRule, Violation } from '../../rule.js';
import { sqlFix, writtenTable } from '../fixes.js';
import { plainColumns } from '../indexFacts.js';
import { columnOf, foreignKeysOf, isPostgres, isTaken, primaryKeyOf } from '../tables.js';

/** PostgreSQL refuses it: "there is no unique constraint matching given keys" (manual, CREATE TABLE, REFERENCES). */
export const foreignKeyToNonUniqueTarget: CatalogRule = {
  id: 'foreign-key-to-non-unique-target',
  category: 'key',
  level: 'error',
  title: 'A foreign key refers to columns that are not unique',
  looksAt: 'catalog',
  *check(context) {
    if (!isPostgres(context)) return;
    for (const table of context.catalog.tables) {
      for (const key of foreignKeysOf(table)) {
        if (key.inherited) continue;
        const target = context.table(key.target.schema, key.target.name);
        if (target && isWrong(target, key)) yield violation(context, table, key, target);
      }
    }
  },
};

function isWrong(target: Table, { targetColumns }: ForeignKey): boolean {
  if (targetColumns.length === 0) return target.columns.length > 0 && !primaryKeyOf(target);
  return targetColumns.every(name => columnOf(target, name)) && !isUnique(target, targetColumns);
}

function isUnique(target: Table, columns: readonly string[]): boolean {
  const sameSet = (others: readonly string[] | undefined) =>
    others?.length === columns.length && columns.every(name => others.includes(name));
  for (const constraint of target.constraints) {
    if (constraint.kind !== 'primaryKey' && constraint.kind !== 'unique') continue;
    if (!constraint.deferrable && sameSet(constraint.columns)) return true;
  }
  return target.indexes.some(
    index => index.unique && index.constraint === undefined && !index.predicate && sameSet(plainColumns(index)),
  );
}

function violation(context: CatalogContext, table: Table, key: ForeignKey, target: Table): Violation {
  const to = displayName(target);
  const [first] = key.targetColumns;
  const about = {
    place: key.definition,
    table,
    ...(key.columns.length === 1 && { column: key.columns[0]! }),
    objects: [key.name],
  };
  if (first === undefined) {
    return {
      message: `\`${key.name}\` refers to the primary key of \`${to}\`, which has none: PostgreSQL refuses it.`,
      ...about,
    };
  }
  const columns = key.targetColumns.map(name => `\`${name}\``).join(', ');
  const message = `\`${key.name}\` refers to ${columns} of \`${to}\`, where no primary key or unique constraint holds exactly these columns: PostgreSQL refuses it.`;
  const name = newName(target.name, key.targetColumns, 'key', isTaken(context, target.schema));
  const suggestion = `ALTER TABLE ${writtenTable(context, target)} ADD CONSTRAINT ${quoteName(name)} UNIQUE (${quoteNames(key.targetColumns)});`;
  const fix = {
    title: `Make ${to} (${key.targetColumns.join(', ')}) unique`,
    sql: suggestion,
    at: target.place,
    table: target,
    name: `add_${name}`,
  };
  return { message, ...about, suggestion, fixes: sqlFix(context, fix) };
}
