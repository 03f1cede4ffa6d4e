/** Tables and views as a server tells them: what an API over them has to know. Plain data. */

export interface Relation {
  readonly schema: string;
  readonly name: string;
  readonly kind: 'table' | 'partitioned' | 'foreign' | 'view' | 'materializedView';
  /** Tables inherit from it (not as partitions): their rows are among its own, but not in its keys and indexes, so that it has none here. */
  readonly hasHeirs?: true;
  readonly comment?: string;
  /** In the order of the table. */
  readonly columns: readonly RelationColumn[];
  /**
   * What names one row: the primary key, or else the first unique key whose columns are NOT NULL; of a view that shows the rows of one
   * table, the key of that table when the view shows all of it. Undefined: rows cannot be told apart.
   */
  readonly key?: readonly string[];
  /** Of its unique constraints and indexes without a predicate, the key among them; of a view, those of its table. */
  readonly uniques: readonly UniqueKey[];
  /** Valid ones, those of constraints among them; of a view over one table, those of the table whose columns it shows. */
  readonly indexes: readonly RelationIndex[];
  /** Of a view over one table, those of the table whose columns it shows. */
  readonly foreignKeys: readonly RelationForeignKey[];
  /** Those of columns' domains are with the domain. */
  readonly checks: readonly RelationCheck[];
  /** Row-level security is on. */
  readonly rowSecurity: boolean;
  /** What the server lets anyone do, privileges aside. */
  readonly allows: { readonly insert: boolean; readonly update: boolean; readonly delete: boolean };
}

export interface RelationColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly comment?: string;
  /** Also by its domain. */
  readonly notNull: boolean;
  /** As the server prints it. */
  readonly default?: string;
  readonly identity?: 'always' | 'by default';
  readonly generated: boolean;
  /** False: a column of a view that comes from an expression. */
  readonly updatable: boolean;
}

/** Without its domains: of a column of a domain, what the domain is over in the end. */
export interface ColumnType {
  /** As format_type prints it without modifiers and `[]`: `integer`, `character varying`, `timestamp with time zone`, `public.mood`. */
  readonly name: string;
  /** `varchar(20)` → [20], `numeric(10,2)` → [10, 2]. */
  readonly modifiers: readonly number[];
  readonly kind: 'base' | 'enum' | 'composite' | 'range' | 'multirange' | 'array';
  /** Of an enum. */
  readonly values?: readonly string[];
  /** Of an array, an array itself where several dimensions were declared; of a range and a multirange what its ends are. */
  readonly element?: ColumnType;
  /** Of a composite. */
  readonly attributes?: readonly { readonly name: string; readonly type: ColumnType }[];
  /** The domains that the type goes through, the outermost first. */
  readonly domains: readonly DomainUse[];
  /** It comes with an extension: `citext`, `hstore`, `geometry`. */
  readonly extension?: string;
}

export interface DomainUse {
  readonly schema: string;
  readonly name: string;
  readonly comment?: string;
  /** What each CHECK says of VALUE. */
  readonly bounds: readonly Bounds[];
}

export interface UniqueKey {
  /** Of its constraint, or else of its index: what an error of the server names. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly isPrimary: boolean;
}

export interface RelationIndex {
  readonly name: string;
  /** `btree`, `hash`, `gin`, … */
  readonly method: string;
  readonly unique: boolean;
  /** `column` undefined: an expression, or a column that is ordered otherwise here than by itself (operator class, collation). */
  readonly keys: readonly { readonly column?: string; readonly descending: boolean; readonly nullsFirst: boolean }[];
  /** As the server prints it. Columns that it says are NOT NULL, when it says nothing else. */
  readonly predicate?: { readonly text: string; readonly notNullOf?: readonly string[] };
}

export interface RelationForeignKey {
  readonly name: string;
  readonly columns: readonly string[];
  readonly target: { readonly schema: string; readonly name: string; readonly columns: readonly string[] };
}

export interface RelationCheck {
  readonly name: string;
  readonly columns: readonly string[];
  /** By column, as far as it can be said of each by itself. */
  readonly bounds: readonly { readonly column: string; readonly is: Bounds }[];
  /** The bounds say all that the check does. */
  readonly isWhole: boolean;
  /** False: rows that were there before it may be otherwise. */
  readonly validated: boolean;
}

/** What a CHECK says of one value (NULL passes). Numbers are kept as the server wrote them, so that none loses digits. */
export interface Bounds {
  readonly minimum?: string;
  readonly exclusiveMinimum?: string;
  readonly maximum?: string;
  readonly exclusiveMaximum?: string;
  /** Characters. */
  readonly minLength?: number;
  readonly maxLength?: number;
  /** Elements of an array. */
  readonly minItems?: number;
  readonly maxItems?: number;
  /** `x IN ('a', 'b')`: constants without their casts. */
  readonly oneOf?: readonly string[];
  /** An ECMA-262 pattern that means what the server's regular expression does. */
  readonly pattern?: string;
}
