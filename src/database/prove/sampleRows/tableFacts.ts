/** What has to be known of a table to make rows for it. Plain data. */

export interface TableFacts {
  readonly oid: number;
  /** `public.users` */
  readonly name: string;
  readonly isPartitioned: boolean;
  /** Those that take values: not what is generated. */
  readonly columns: readonly ColumnFacts[];
  readonly checks: readonly CheckFacts[];
  readonly generated: readonly GeneratedFacts[];
  /** Keys, unique indexes and exclusion constraints, each with the columns of which it is made. */
  readonly uniques: readonly UniqueFacts[];
  readonly foreignKeys: readonly ForeignKeyFacts[];
  /** What each of the partitions takes, where it has any. */
  readonly partitions: readonly string[];
}

export interface ColumnFacts {
  /** Not quoted. */
  readonly name: string;
  readonly type: number;
  readonly typmod: number;
  /** `character varying(20)`; qualified. */
  readonly typeName: string;
  readonly isNotNull: boolean;
  /** SQL. */
  readonly default: string | null;
  readonly isIdentity: boolean;
}

export interface CheckFacts {
  readonly name: string;
  /** SQL over columns of the table. */
  readonly expression: string;
  /** Not quoted. */
  readonly columns: readonly string[];
  /** Bodies of the functions that it calls. */
  readonly bodies: readonly string[];
}

export interface GeneratedFacts {
  readonly name: string;
  readonly typeName: string;
  /** SQL over columns of the table. */
  readonly expression: string;
  /** Not quoted. */
  readonly columns: readonly string[];
}

export interface UniqueFacts {
  readonly name: string;
  readonly columns: readonly string[];
}

export interface ForeignKeyFacts {
  readonly name: string;
  readonly columns: readonly string[];
  /** `public.users` */
  readonly references: string;
  readonly referencesOid: number;
  readonly referencedColumns: readonly string[];
}

/** A type, as far as values of it have to be written. */
export interface TypeFacts {
  readonly oid: number;
  /** Without its schema: `int4`. */
  readonly name: string;
  /** `pg_catalog.int4` */
  readonly sql: string;
  readonly kind: 'base' | 'array' | 'domain' | 'enum' | 'composite' | 'range' | 'multirange';
  readonly isBuiltIn: boolean;
  /** What it is made of: elements of an array, the type under a domain, what a range is over, the range of a multirange. */
  readonly of: number | null;
  /** Of the type under a domain. */
  readonly typmod: number;
  readonly isNotNull: boolean;
  /** SQL over VALUE. */
  readonly checks: readonly string[];
  /** Bodies of the functions that the checks call. */
  readonly bodies: readonly string[];
  readonly labels: readonly string[];
  readonly attributes: readonly { readonly type: number; readonly typmod: number }[];
}

export type Types = ReadonlyMap<number, TypeFacts>;
