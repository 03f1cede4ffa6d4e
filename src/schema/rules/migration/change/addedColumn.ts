/** Steps that give an existing table a filled column without a rewrite. */
import type { ColumnSpec, Span } from '../../../commands.js';
import { quoteName } from '../../../print.js';
import type { MigrationContext } from '../../../rule.js';
import { type Target, textOf } from './target.js';

/** The column's definition without some parts of it. */
export function definitionWithout(
  context: MigrationContext,
  column: ColumnSpec,
  spans: readonly (Span | undefined)[],
): string {
  let text = textOf(context, column.span);
  const cuts = spans.filter(span => span !== undefined).sort((a, b) => b.start - a.start);
  for (const { start, end } of cuts) {
    if (start < column.span.start || end > column.span.end) continue;
    text = `${text.slice(0, start - column.span.start).trimEnd()}${text.slice(end - column.span.start)}`;
  }
  return text.trim();
}

/** ADD COLUMN without its default, which new rows get from then on; old rows are filled apart. */
export function defaultLater(context: MigrationContext, target: Target, column: ColumnSpec): string {
  const alter = `ALTER TABLE ${target.sql}`;
  const bare = definitionWithout(context, column, [column.defaultSpan, column.notNullSpan]);
  return [
    `${alter} ADD COLUMN ${bare};`,
    `${alter} ALTER COLUMN ${quoteName(column.name)} SET DEFAULT ${column.default?.text ?? 'NULL'};`,
  ].join('\n');
}
