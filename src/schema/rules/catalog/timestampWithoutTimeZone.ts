import type { CatalogRule } from '../../rule.js';
import { aboutColumn, changeType, columnText } from '../changeType.js';
import { isPostgres } from '../tables.js';

/** It is not a moment, but what a clock showed somewhere (manual §8.5.1.3). */
export const timestampWithoutTimeZone: CatalogRule = {
  id: 'timestamp-without-time-zone',
  category: 'type',
  level: 'info',
  title: 'A timestamp has no time zone',
  looksAt: 'catalog',
  *check(context) {
    if (!isPostgres(context)) return;
    for (const table of context.catalog.tables) {
      for (const column of table.columns) {
        if (column.inherited || column.type.name !== 'timestamp without time zone') continue;
        const message = `${columnText(table, column.name)} is a timestamp without time zone: what a clock showed, not a moment. Sessions in other time zones read it as another time.`;
        const digits = column.type.modifiers.length > 0 ? `(${column.type.modifiers[0]})` : '';
        const type = `timestamp${digits} with time zone`;
        const using = (name: string) => `${name} AT TIME ZONE 'UTC'`;
        const written = () => `timestamptz${digits}${column.type.array ? '[]' : ''}`;
        yield {
          message,
          ...aboutColumn(table, column),
          mend: () => changeType(context, { table, column, type, using, written }),
        };
      }
    }
  },
};
