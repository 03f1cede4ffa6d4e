import { quoteLiteral, quoteName } from '../../../schema/print.js';
import type { TableFacts } from './tableFacts.js';
import type { Cells } from './tablePlan.js';

/** One statement for all of the rows. */
export function insertSql({ name, columns }: TableFacts, rows: readonly Cells[]): string {
  if (columns.length === 0) return rows.map(() => `INSERT INTO ${name} DEFAULT VALUES`).join('; ');
  const names = columns.map(column => quoteName(column.name)).join(', ');
  const values = rows.map(cells => {
    const row = columns.map(column => {
      const cell = cells.get(column.name);
      return cell === undefined ? 'DEFAULT' : cell === null ? 'NULL' : quoteLiteral(cell);
    });
    return `(${row.join(', ')})`;
  });
  return `INSERT INTO ${name} (${names}) OVERRIDING SYSTEM VALUE VALUES ${values.join(', ')}`;
}
