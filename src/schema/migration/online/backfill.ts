import type { Hazard, Statement } from '../../diff/statement.js';
import { quoteLiteral } from '../../print.js';

export interface Backfill {
  /** Quoted and qualified. */
  readonly table: string;
  /** SQL behind SET: `email = ''`. */
  readonly set: string;
  /** SQL behind WHERE: of the rows that are still to be filled. */
  readonly where: string;
  readonly hazards?: readonly Hazard[];
}

/** Pages of a table that are filled in one transaction: 1.6 MB, so that no row is locked for more than a moment. */
const pagesAtOnce = 200;

/**
 * Fills rows of a table piece by piece, each in a transaction of its own: along the table's pages, and then whatever was moved
 * meanwhile. https://www.postgresql.org/docs/current/plpgsql-transactions.html
 */
export function backfillStatement({ table, set, where, hazards }: Backfill): Statement {
  const update = `UPDATE ${table} SET ${set}\n      WHERE (${where})`;
  const body = `
#variable_conflict use_column
DECLARE
  filled_pages bigint := 0;
  all_pages bigint;
BEGIN
  WITH RECURSIVE family(member) AS (
    SELECT ${quoteLiteral(table)}::regclass::oid
    UNION SELECT inhrelid FROM pg_catalog.pg_inherits JOIN family ON inhparent = member
  )
  SELECT max(pg_catalog.pg_relation_size(member)) / current_setting('block_size')::bigint INTO all_pages FROM family;
  WHILE filled_pages <= all_pages LOOP
    ${update}
      AND ctid >= format('(%s,0)', filled_pages)::tid AND ctid < format('(%s,0)', filled_pages + ${pagesAtOnce})::tid;
    COMMIT;
    filled_pages := filled_pages + ${pagesAtOnce};
  END LOOP;
  ${update};
END`;
  const tag = dollarTag(body);
  return { sql: `DO ${tag}${body} ${tag}`, transaction: 'alone', ...(hazards && { hazards }) };
}

/** A dollar quote that the text does not hold. */
export function dollarTag(text: string): string {
  for (let count = 0; ; count++) {
    const tag = count === 0 ? '$$' : `$fill${count === 1 ? '' : count}$`;
    if (!text.includes(tag)) return tag;
  }
}
