/** Lists in pages. A cursor is where the page before it ended, so that rows which come or go move no other from page to page. */
import type { Columns } from './columns.js';
import type { Queryable } from './database.js';
import { badRequest } from './http.js';
import { commas, type Sql, sql, where } from './sql.js';

export interface Page<Row> {
  data: Row[];
  has_more: boolean;
  /** Null behind the last row. */
  next_cursor: string | null;
}

export interface ListOf<Row extends object> {
  readonly from: Sql;
  readonly columns: Columns<Row>;
  readonly where: readonly (Sql | false | undefined)[];
  /** Names of columns that together tell each row from all others, by the name of the order. */
  readonly sorts: Readonly<Record<string, readonly string[]>>;
}

/** @param query.sort name of an order, with `-` before it for the other way */
export async function readPage<Row extends object>(
  db: Queryable,
  list: ListOf<Row>,
  query: { readonly limit: number; readonly cursor?: string | undefined; readonly sort: string },
): Promise<Page<Row>> {
  const { limit, cursor, sort } = query;
  const isDescending = sort.startsWith('-');
  const names = list.sorts[isDescending ? sort.slice(1) : sort];
  if (!names) throw badRequest('There is no such order.', [{ field: 'query.sort', message: 'no such order' }]);
  const keys = names.map(name => list.columns.named(name).sql);
  const behind = cursor === undefined ? undefined : behindCursor(cursor, sort, keys, isDescending);
  const order = commas(keys.map(key => (isDescending ? sql`${key} desc` : key)));
  const { rows } = await db.query(
    sql`select ${list.columns.select} from ${list.from}${where([...list.where, behind])} order by ${order} limit ${limit + 1}`,
  );
  const data = rows.slice(0, limit).map(row => list.columns.read(row));
  const has_more = rows.length > limit;
  // As the server wrote it: JSON has no infinity and no NaN.
  const last = rows[limit - 1];
  const next_cursor =
    has_more && last
      ? cursorOf(
          sort,
          names.map(name => list.columns.textOf(name, last)),
        )
      : null;
  return { data, has_more, next_cursor };
}

/** Of rows that nothing tells apart: each page sorts all of them. */
export async function readOffsetPage<Row extends object>(
  db: Queryable,
  list: Omit<ListOf<Row>, 'sorts'> & { readonly order: readonly Sql[] },
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<Omit<Page<Row>, 'next_cursor'>> {
  const order = list.order.length > 0 ? sql` order by ${commas(list.order)}` : sql``;
  const { rows } = await db.query(
    sql`select ${list.columns.select} from ${list.from}${where(list.where)}${order} limit ${limit + 1} offset ${offset}`,
  );
  return { data: rows.slice(0, limit).map(row => list.columns.read(row)), has_more: rows.length > limit };
}

function cursorOf(sort: string, values: readonly unknown[]): string {
  return Buffer.from(JSON.stringify([sort, ...values])).toString('base64url');
}

function behindCursor(cursor: string, sort: string, keys: readonly Sql[], isDescending: boolean): Sql {
  const values = readCursor(cursor, sort, keys.length);
  const left = commas(keys);
  const right = commas(values.map(value => sql`${value}`));
  if (keys.length === 1) return isDescending ? sql`${left} < ${right}` : sql`${left} > ${right}`;
  return isDescending ? sql`(${left}) < (${right})` : sql`(${left}) > (${right})`;
}

function readCursor(cursor: string, sort: string, count: number): readonly unknown[] {
  try {
    const [of, ...values] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    if (of === sort && values.length === count && values.every(isScalar)) return values;
  } catch {
    // Said below.
  }
  throw badRequest('The cursor is not one that this list gave, or not one for this order.', [
    { field: 'query.cursor', message: 'take next_cursor of the page before, with the same sort' },
  ]);
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
