/**
 * A database schema as plain data: what PostgreSQL's catalog would say once the statements have run. Names are stored as the server
 * stores them (unquoted ones in lower case); SQL that shows them goes through `print.ts`.
 */

export type Dialect = 'postgresql' | 'mysql' | 'mariadb' | 'sqlite' | 'transactsql';

/** A stretch of a file: UTF-16 offsets, `end` exclusive. */
export interface Place {
  /** Absolute path of the file. */
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/** Every object knows where it was made: its name, and the whole statement or element (a column in its table). */
export interface Located {
  /** The object's name where it was created (or last renamed). */
  readonly place: Place;
  /** The statement, column definition or constraint that made it, without the final `;` or comma. */
  readonly definition: Place;
  readonly comment?: string;
}

export interface Catalog {
  readonly dialect: Dialect;
  readonly schemas: readonly Schema[];
  readonly tables: readonly Table[];
  readonly views: readonly View[];
  readonly types: readonly Type[];
  readonly sequences: readonly Sequence[];
  readonly functions: readonly Routine[];
  readonly extensions: readonly Extension[];
  /** Event triggers, publications and other objects that no rule looks at are left out. */
}

export interface Schema extends Located {
  readonly name: string;
}

export interface Extension extends Located {
  readonly name: string;
  readonly schema?: string;
}

/** A qualified name of something that exists or is said to exist. */
export interface Name {
  readonly schema: string;
  readonly name: string;
}

export interface Table extends Located, Name {
  readonly kind: 'table' | 'partitioned' | 'foreign';
  readonly persistence: 'permanent' | 'unlogged' | 'temporary';
  readonly columns: readonly Column[];
  readonly constraints: readonly Constraint[];
  /** Includes the indexes that primary keys, unique and exclusion constraints make (`constraint` names them). */
  readonly indexes: readonly Index[];
  readonly triggers: readonly Trigger[];
  readonly policies: readonly Policy[];
  readonly rowSecurity: boolean;
  readonly forceRowSecurity: boolean;
  /** For `partitioned`: how and by what; expressions are undefined columns. */
  readonly partitionKey?: {
    readonly strategy: 'range' | 'list' | 'hash';
    readonly columns: readonly (string | undefined)[];
  };
  /** The parent when this is a partition. */
  readonly partitionOf?: Name;
  readonly inherits: readonly Name[];
  /** The file in which the table was created (a rename or a move keeps it). */
  readonly createdIn: string;
  readonly owner?: string;
}

/** A type as it was written and as the server calls it. */
export interface TypeRef {
  /**
   * As PostgreSQL's format_type prints it, without modifiers and `[]`: `integer`, `character varying`, `timestamp with time zone`,
   * `bigint`, `jsonb`, `double precision`; a user-defined type by its qualified name unless it is in `public` or pg_catalog.
   */
  readonly name: string;
  /** `varchar(20)` → [20], `numeric(10,2)` → [10, 2]; fields of intervals are left out. */
  readonly modifiers: readonly number[];
  readonly array: boolean;
  /** Schema of a user-defined type that was written with one. */
  readonly schema?: string;
}

/** An SQL expression: the text as written, and a form that is equal for equal expressions whatever their blanks, case and brackets. */
export interface Expression {
  readonly text: string;
  readonly key: string;
  /** Unqualified names of the columns it reads, each once. */
  readonly columns: readonly string[];
  /** For a conjunction of nothing but `column IS NOT NULL`: those columns. It is implied by these columns being not null. */
  readonly notNullOf?: readonly string[];
  /** When the expression is a constant: `true`, `'x'`, `5`, NULL. Casts of constants count. */
  readonly constant?: string | number | boolean | null;
  /** Lower-case names of the functions that it calls, without schema. */
  readonly functions: readonly string[];
}

export interface Column extends Located {
  readonly name: string;
  readonly type: TypeRef;
  /** Also true for columns of the primary key. */
  readonly notNull: boolean;
  readonly default?: Expression;
  readonly identity?: 'always' | 'by default';
  readonly generated?: { readonly expression: Expression; readonly stored: boolean };
  /** Written as smallserial, serial or bigserial. */
  readonly serial: boolean;
  readonly collation?: string;
  /** Came from a parent by INHERITS or PARTITION OF. */
  readonly inherited: boolean;
  /** The type as it was written, where it was written (absent for inherited columns). */
  readonly typePlace?: Place;
}

export type ReferentialAction = 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default';

interface ConstraintBase extends Located {
  /** As written, or as PostgreSQL names it: `orders_customer_id_fkey`. */
  readonly name: string;
  /** The name was chosen by the server. */
  readonly unnamed: boolean;
  readonly deferrable: boolean;
  /** False for NOT VALID that has not been validated since. */
  readonly valid: boolean;
  /** Came from a partitioned parent or by INHERITS. */
  readonly inherited: boolean;
}

export interface PrimaryKey extends ConstraintBase {
  readonly kind: 'primaryKey';
  readonly columns: readonly string[];
}
export interface Unique extends ConstraintBase {
  readonly kind: 'unique';
  readonly columns: readonly string[];
  readonly nullsNotDistinct: boolean;
}
export interface ForeignKey extends ConstraintBase {
  readonly kind: 'foreignKey';
  readonly columns: readonly string[];
  readonly target: Name;
  /** Filled from the target's primary key when they were not written; empty when the target is unknown. */
  readonly targetColumns: readonly string[];
  readonly onDelete: ReferentialAction;
  readonly onUpdate: ReferentialAction;
  /** ON DELETE was written, whatever it said. */
  readonly onDeleteWritten: boolean;
}
export interface Check extends ConstraintBase {
  readonly kind: 'check';
  readonly expression: Expression;
}
export interface Exclusion extends ConstraintBase {
  readonly kind: 'exclusion';
  readonly columns: readonly string[];
}
/** A NOT NULL that has a name or is not valid yet (PostgreSQL 18); plain ones are only `Column.notNull`. */
export interface NotNull extends ConstraintBase {
  readonly kind: 'notNull';
  readonly columns: readonly string[];
}
export type Constraint = PrimaryKey | Unique | ForeignKey | Check | Exclusion | NotNull;

export interface IndexKey {
  /** Exactly one of the two. */
  readonly column?: string;
  readonly expression?: Expression;
  /** Only when written: `jsonb_path_ops`. */
  readonly opclass?: string;
  readonly collation?: string;
  readonly order: 'asc' | 'desc';
  readonly nulls: 'first' | 'last';
}

export interface Index extends Located {
  /** As written, or as PostgreSQL names it. It lives in its table's schema. */
  readonly name: string;
  readonly unnamed: boolean;
  readonly method: string;
  readonly keys: readonly IndexKey[];
  readonly include: readonly string[];
  readonly predicate?: Expression;
  readonly unique: boolean;
  readonly nullsNotDistinct: boolean;
  /** False while ON ONLY a partitioned table with partitions that are not attached. */
  readonly valid: boolean;
  /** The constraint that it serves. */
  readonly constraint?: string;
  /** The parent's index, for an index of a partition that is attached to it or was made by it. */
  readonly partOf?: string;
  /** Made by the server for a partition: nobody wrote it. */
  readonly inherited: boolean;
}

export interface Trigger extends Located {
  readonly name: string;
  readonly timing: 'before' | 'after' | 'instead of';
  readonly events: readonly string[];
  readonly function: Name;
}

export interface Policy extends Located {
  readonly name: string;
  readonly command: 'all' | 'select' | 'insert' | 'update' | 'delete';
  readonly permissive: boolean;
  readonly roles: readonly string[];
  readonly using?: Expression;
  readonly withCheck?: Expression;
}

export interface View extends Located, Name {
  readonly materialized: boolean;
  /** Names as far as they can be told without a server; `*` is expanded when the table is known. */
  readonly columns: readonly string[];
  readonly indexes: readonly Index[];
}

export type Type = EnumType | DomainType | CompositeType | OtherType;
export interface EnumType extends Located, Name {
  readonly kind: 'enum';
  readonly values: readonly string[];
}
export interface DomainType extends Located, Name {
  readonly kind: 'domain';
  readonly base: TypeRef;
  readonly notNull: boolean;
  readonly checks: readonly Expression[];
}
export interface CompositeType extends Located, Name {
  readonly kind: 'composite';
  readonly fields: readonly { readonly name: string; readonly type: TypeRef }[];
}
export interface OtherType extends Located, Name {
  readonly kind: 'range' | 'shell' | 'base';
}

export interface Sequence extends Located, Name {
  readonly type?: 'smallint' | 'integer' | 'bigint';
  readonly ownedBy?: { readonly table: Name; readonly column: string };
}

export interface Routine extends Located, Name {
  readonly kind: 'function' | 'procedure' | 'aggregate';
  /** Types of the input arguments, as format_type prints them. */
  readonly arguments: readonly string[];
  readonly returns?: string;
  readonly language: string;
  readonly securityDefiner: boolean;
  /** `SET name = …` of the definition or of ALTER FUNCTION: lower-case names. */
  readonly settings: readonly string[];
  readonly volatility: 'volatile' | 'stable' | 'immutable';
}
