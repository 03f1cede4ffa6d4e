import type { ForeignKey, Table } from '../../catalog.js';
import { displayName, quoteName, quoteNames } from '../../print.js';
import type { CatalogContext, CatalogRule, PlaceFix, Violation } from '../../rule.js';
import { editFix, mayEdit, sqlFix, writtenTable } from '../fixes.js';
import { columnOf, foreignKeysOf, isPostgres } from '../tables.js';

/** NO ACTION is what an unwritten ON DELETE means (manual §5.5.5): likely right, but nobody said so. */
export const missingOnDelete: CatalogRule = {
  id: 'missing-on-delete',
  category: 'key',
  level: 'hint',
  title: 'A foreign key does not say what a delete does',
  looksAt: 'catalog',
  *check(context) {
    const dumps = dumpedFiles(context);
    for (const table of context.catalog.tables) {
      for (const key of foreignKeysOf(table)) {
        if (key.inherited || key.onDeleteWritten || dumps.has(key.definition.path)) continue;
        yield violation(context, table, key);
      }
    }
  },
};

/** pg_dump leaves ON DELETE NO ACTION out, so that nobody can write it there. */
function dumpedFiles({ files }: CatalogContext): ReadonlySet<string> {
  const dumps = [...files].filter(([, { file }]) => {
    const head = file.text.slice(0, 3_000);
    return (
      head.includes('PostgreSQL database dump') || head.includes("pg_catalog.set_config('search_path', '', false)")
    );
  });
  return new Set(dumps.map(([path]) => path));
}

function violation(context: CatalogContext, table: Table, key: ForeignKey): Violation {
  const target = displayName(key.target);
  const message = `\`${key.name}\` does not say what happens when a row of \`${target}\` is deleted: as it stands the delete fails while \`${displayName(table)}\` refers to it.`;
  const about = {
    message,
    place: key.definition,
    table,
    ...(key.columns.length === 1 && { column: key.columns[0]! }),
    objects: [key.name],
  };
  if (!isPostgres(context) || key.targetColumns.length === 0) return about;
  // DEFERRABLE says more than the Catalog knows: only the text can be changed without losing it.
  if (key.deferrable) return { ...about, fixes: writtenFixes(context, table, key) };
  const name = quoteName(key.name);
  const to = context.table(key.target.schema, key.target.name);
  if (!to || table.kind === 'partitioned') return about;
  const suggestion =
    `ALTER TABLE ${writtenTable(context, table)} DROP CONSTRAINT ${name}, ADD CONSTRAINT ${name} ` +
    `FOREIGN KEY (${quoteNames(key.columns)}) REFERENCES ${writtenTable(context, to)} (${quoteNames(key.targetColumns)}) ` +
    `${key.onUpdate === 'no action' ? '' : `ON UPDATE ${key.onUpdate.toUpperCase()} `}ON DELETE NO ACTION;`;
  const edited = writtenFixes(context, table, key);
  if (edited.length > 0 || mayEdit(context, key.definition, table)) return { ...about, suggestion, fixes: edited };
  const title = 'Say ON DELETE NO ACTION';
  const fix = { title, sql: suggestion, at: key.definition, table, name: `say_on_delete_of_${key.name}` };
  return { ...about, suggestion, fixes: sqlFix(context, fix) };
}

/** What happens today first. */
function writtenFixes(context: CatalogContext, table: Table, key: ForeignKey): PlaceFix[] {
  const at = endOfReference(context, key);
  if (at === undefined) return [];
  const canBeNull = key.columns.every(name => columnOf(table, name)?.notNull === false);
  const actions = ['NO ACTION', 'CASCADE', ...(canBeNull ? ['SET NULL'] : [])];
  return actions.flatMap(action => {
    const edit = { path: key.definition.path, start: at, end: at, text: ` ON DELETE ${action}` };
    return editFix(context, `Add ON DELETE ${action}`, [edit], table);
  });
}

const name = String.raw`(?:"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_$]*)`;
const reference = new RegExp(
  String.raw`\breferences\s+${name}(?:\s*\.\s*${name})?(?:\s*\([^()]*\))?(?:\s+match\s+(?:full|simple|partial))?`,
  'iu',
);

/** Behind `REFERENCES table (columns) MATCH …`; undefined where comments or the like make it hard to tell. */
function endOfReference({ files }: CatalogContext, { definition }: ForeignKey): number | undefined {
  const text = files.get(definition.path)?.file.text.slice(definition.start, definition.end) ?? '';
  if (text.includes('--') || text.includes('/*')) return undefined;
  const found = reference.exec(text);
  return found ? definition.start + found.index + found[0].length : undefined;
}
