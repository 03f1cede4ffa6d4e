import { quoteQualified } from '../../../schema/print.js';
import { DatabaseError } from '../../session.js';
import { isLost, type Looks } from '../readOnly.js';
import type { TableRow } from './relations.js';

/** Tables of which names are given when they could not be counted. */
const mostNames = 10;

/**
 * Counts the rows of tables, each in its own transaction: a count that takes too long costs itself. Reads every page of every table.
 * @throws DatabaseError when the connection is lost; the signal's reason when it is aborted.
 */
export async function countRows(
  looks: Looks,
  tables: readonly TableRow[],
  onTable: (name: string) => void,
): Promise<ReadonlyMap<number, number>> {
  const counted = new Map<number, number>();
  const left: string[] = [];
  for (const { oid, schema, name } of tables) {
    const table = quoteQualified({ schema, name }, { withPublic: true });
    onTable(table);
    try {
      const [row] = await looks.read(session =>
        session.query<{ count: number }>(`select count(*)::float8 as count from only ${table}`),
      );
      counted.set(oid, row!.count);
    } catch (error) {
      if (!(error instanceof DatabaseError) || isLost(error)) throw error;
      left.push(table);
    }
  }
  if (left.length > 0) {
    const more = left.length > mostNames ? ` and ${left.length - mostNames} more` : '';
    looks.unseen.push({
      what: 'exact numbers of rows',
      why: `${left.slice(0, mostNames).join(', ')}${more}: the role may not read them, or counting took too long. Estimates stand in for them.`,
      how: 'Grant SELECT on these tables, or allow more time.',
    });
  }
  return counted;
}
