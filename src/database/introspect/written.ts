import type { InventoryObject, Written } from '../../schema/inventory.js';
import type { Session } from '../session.js';
import { type MetaRow, metaOf } from './meta.js';
import type { Found, Place, Unread } from './reader.js';

/** Kinds of which the CREATE statement is all there is. */
export type WrittenKind = {
  [K in InventoryObject['kind']]: Written extends Properties<K> ? K : never;
}[InventoryObject['kind']];
type Properties<K> = Extract<InventoryObject, { kind: K }>['is'];

/** Columns that a query for `readWritten` has. */
export interface WrittenRow extends MetaRow {
  readonly schema: string | null;
  readonly name: string;
  readonly address: string;
  readonly create: string;
  readonly places: readonly Place[];
  /** The id's, where it is not the address. */
  readonly key?: string;
  readonly parent?: string | null;
}

/** Objects of one such kind. `sql` has the columns of a WrittenRow. */
export async function readWritten(session: Session, kind: WrittenKind, sql: string): Promise<readonly Found[]> {
  const rows = await session.query<WrittenRow>(sql);
  return rows.map(row => {
    const object = {
      id: `${kind} ${row.key ?? row.address}`,
      kind,
      ...(row.schema !== null && { schema: row.schema }),
      name: row.name,
      address: row.address,
      ...(row.parent && { parent: row.parent }),
      ...metaOf(row),
      is: { create: row.create },
    };
    return { object: object as Unread, places: row.places };
  });
}

/**
 * SQL: `CREATE … (FIRST = a, SECOND = b)` from lines of a clause each; clauses that are null are left out. `head` is SQL, too.
 */
export function definitionSql(head: string, clauses: readonly string[]): string {
  return `${head} || e' (\\n  ' || concat_ws(e',\\n  ', ${clauses.join(', ')}) || e'\\n)'`;
}
