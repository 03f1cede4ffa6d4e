import type { InventoryObject } from '../../schema/inventory.js';
import type { Session } from '../session.js';

/** `1259/16402/3`: the catalog, the row and the part of it (a column's number, or 0), as in pg_depend. */
export type Place = string;

/** An object, and the rows that stand for it. `needs` is found later, from pg_depend. */
export interface Found {
  readonly object: Unread;
  /** The first is its own; others lead to it: the type of a table, the array type of a type, the index of a constraint, the rule of a view. */
  readonly places: readonly Place[];
  /** Places that it needs and of which pg_depend says nothing. */
  readonly alsoNeeds?: readonly Place[];
}

type WithoutNeeds<T> = T extends unknown ? Omit<T, 'needs'> : never;
export type Unread = WithoutNeeds<InventoryObject>;

/**
 * Reads all objects of one kind or a few, without those of extensions and of the system. The session's search_path is empty, so
 * that the server's own texts name all schemas.
 */
export type Reader = (session: Session) => Promise<readonly Found[]>;

/** SQL: the namespaces that are the system's own. To be used as `nspname !~ …` would be, on a column of that name. */
export const userNamespace = `nspname !~ '^pg_(toast|temp_|toast_temp_)' and nspname not in ('pg_catalog', 'information_schema')`;

/** SQL: whether the row belongs to no extension. `catalog` is its table, `oid` its oid. */
export function notOfExtension(catalog: string, oid: string): string {
  return `not exists (select 1 from pg_catalog.pg_depend e where e.classid = '${catalog}'::regclass and e.objid = ${oid} and e.deptype = 'e')`;
}
