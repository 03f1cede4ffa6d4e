/**
 * All objects of one database as its system catalogs tell them: what a comparison needs, and nothing that depends on how they were
 * made. Plain data; equal databases have equal inventories. System objects and members of extensions are left out. Texts of SQL are
 * the server's own (`pg_get_…def` with an empty search_path), so all names in them are qualified, and spelled one way.
 */
export interface Inventory {
  /** `server_version_num`: 180004. */
  readonly version: number;
  /** Sorted by id. */
  readonly objects: readonly InventoryObject[];
  /** What was seen and is not modelled: a comparison says so when it differs, instead of passing over it. */
  readonly unmodelled: readonly Unmodelled[];
}

export interface Unmodelled {
  readonly kind: string;
  readonly name: string;
  /** Changes when the object does. */
  readonly fingerprint: string;
}

/**
 * `<kind> <address>`: `table public.users`, `column public.users.email`, `function public.f(integer)`,
 * `constraint public.users users_pkey`. Names are quoted where SQL wants it.
 */
export type ObjectId = string;

export type Kind = keyof Properties;

export interface ObjectOf<K extends Kind> {
  readonly id: ObjectId;
  readonly kind: K;
  /** Absent: in no schema (schemas, extensions, casts…). Neither it nor the name is quoted. */
  readonly schema?: string;
  readonly name: string;
  /** As statements write it: `public.users`, `public.f(integer)`; of a part of a relation its own name: `email`. Quoted. */
  readonly address: string;
  /** It goes with this when that is dropped. */
  readonly parent?: ObjectId;
  /** What must be there before it, its parent too. Sorted, without itself. */
  readonly needs: readonly ObjectId[];
  readonly owner?: string;
  readonly comment?: string;
  /** Absent: the defaults of the kind. Sorted. */
  readonly grants?: readonly Grant[];
  readonly is: Properties[K];
}

export type InventoryObject = { [K in Kind]: ObjectOf<K> }[Kind];

export interface Grant {
  /** A role, or `PUBLIC`. Not quoted. */
  readonly to: string;
  /** `SELECT`, … Sorted. */
  readonly privileges: readonly string[];
  readonly withGrantOption: boolean;
}

/** Its CREATE statement, whole and without the semicolon: for what is dropped and made anew whenever it differs. */
export interface Written {
  readonly create: string;
}

export interface SequenceOptions {
  readonly type: string;
  readonly start: string;
  readonly increment: string;
  readonly minimum: string;
  readonly maximum: string;
  readonly cache: string;
  readonly cycle: boolean;
}

export interface Attribute {
  readonly name: string;
  readonly type: string;
  /** Only when it is not that of the type. Qualified and quoted. */
  readonly collation?: string;
  readonly comment?: string;
  /** On the column of a view. */
  readonly grants?: readonly Grant[];
}

/** What there is to know of an object beyond its name, by kind. Names within are quoted and qualified, unless it says otherwise. */
export interface Properties {
  schema: Record<string, never>;
  extension: {
    readonly schema: string;
    readonly isRelocatable: boolean;
    /** Only when it is not the one that the server installs by itself. */
    readonly version?: string;
  };
  collation: Written;
  enum: { readonly values: readonly string[] };
  domain: { readonly type: string; readonly collation?: string; readonly default?: string; readonly notNull: boolean };
  domainConstraint: { readonly definition: string; readonly validated: boolean };
  composite: { readonly attributes: readonly Attribute[] };
  range: Written;
  /** Shell and base types: their functions are written in C. */
  baseType: Written;
  /** Those of identity columns are part of their column. */
  sequence: SequenceOptions & { readonly unlogged: boolean };
  /** OWNED BY. Part of the sequence, which goes when the column does. */
  sequenceOwner: {
    readonly sequence: string;
    readonly table: string;
    readonly column: string;
    readonly columnId: ObjectId;
  };
  table: {
    readonly persistence: 'permanent' | 'unlogged';
    /** `RANGE (created_at)` */
    readonly partitionBy?: string;
    /** Parents that are not partitioned, in order. */
    readonly inherits: readonly string[];
    readonly ofType?: string;
    readonly accessMethod?: string;
    readonly tablespace?: string;
    /** `fillfactor` → `70`; those of its TOAST table as `toast.…`. */
    readonly options: Readonly<Record<string, string>>;
    readonly rowSecurity: boolean;
    readonly forceRowSecurity: boolean;
    /** By an index: that one says so. */
    readonly replicaIdentity: 'default' | 'nothing' | 'full' | 'index';
  };
  /** The child is attached to its partitioned parent. Part of the child. */
  partition: { readonly child: string; readonly of: string; readonly bound: string };
  column: {
    /** Of the relation, quoted and qualified; `foreign`: of a foreign table. */
    readonly table: string;
    readonly foreign: boolean;
    /** 1, 2, … without gaps. Only the order of creation: a difference in it is none. */
    readonly position: number;
    readonly type: string;
    readonly collation?: string;
    /** Name of its constraint only when it is not the one that the server would choose (18 and later). */
    readonly notNull?: {
      readonly name?: string;
      readonly noInherit: boolean;
      readonly validated: boolean;
      /** Declared here, too, when parents have it. */
      readonly local: boolean;
    };
    readonly identity?: SequenceOptions & {
      readonly always: boolean;
      readonly sequence: string;
      /** Of its sequence, as those of objects. */
      readonly comment?: string;
      readonly grants?: readonly Grant[];
    };
    readonly generated?: { readonly expression: string; readonly stored: boolean };
    /** Only when they are not those of the type. */
    readonly storage?: string;
    readonly compression?: string;
    readonly statistics?: number;
    readonly options: Readonly<Record<string, string>>;
    readonly foreignOptions: Readonly<Record<string, string>>;
    /** Declared here; `false`: only inherited, so nothing of it can be said here. */
    readonly local: boolean;
    readonly inherited: boolean;
  };
  /** Of a column. Part of it. */
  default: { readonly table: string; readonly column: string; readonly expression: string; readonly foreign: boolean };
  constraint: {
    readonly table: string;
    readonly type: 'primaryKey' | 'unique' | 'check' | 'foreignKey' | 'exclusion' | 'trigger';
    /** `pg_get_constraintdef`: `PRIMARY KEY (id)`, with NOT VALID and NO INHERIT where they are. */
    readonly definition: string;
    readonly validated: boolean;
    /** Not quoted. */
    readonly columns: readonly string[];
    readonly references?: string;
    readonly local: boolean;
    readonly inherited: boolean;
    /** Of its index. */
    readonly clustered: boolean;
    readonly replicaIdentity: boolean;
    /** Of its index, besides that of the constraint. */
    readonly indexComment?: string;
    readonly tablespace?: string;
    readonly options: Readonly<Record<string, string>>;
    /** Its table is partitioned: made with ONLY, its index is attached to. */
    readonly partitioned: boolean;
  };
  /** Without those of constraints. */
  index: {
    readonly table: string;
    /** `pg_get_indexdef`: the whole CREATE INDEX. */
    readonly create: string;
    readonly unique: boolean;
    readonly valid: boolean;
    readonly clustered: boolean;
    readonly replicaIdentity: boolean;
    readonly tablespace?: string;
    /** Storage parameters, which are in `create`, too. */
    readonly options: Readonly<Record<string, string>>;
    /** `ALTER INDEX … ALTER COLUMN 2 SET STATISTICS 100`: by the number of the column. */
    readonly statistics: Readonly<Record<string, number>>;
    readonly partitioned: boolean;
  };
  /** An index of a partition (or of a constraint of it) is attached to the one of its parent. Part of the partition. */
  indexPartition: { readonly child: string; readonly of: string };
  statistics: Written & { readonly target?: number };
  view: {
    readonly query: string;
    readonly columns: readonly Attribute[];
    readonly options: Readonly<Record<string, string>>;
    /** Defaults of its columns, by name. */
    readonly defaults: Readonly<Record<string, string>>;
  };
  materializedView: {
    readonly query: string;
    readonly columns: readonly Attribute[];
    readonly options: Readonly<Record<string, string>>;
    readonly populated: boolean;
    readonly accessMethod?: string;
    readonly tablespace?: string;
    /** Statistics targets, storage: by column, as the ALTER … clause that makes them. */
    readonly columnSettings: readonly string[];
  };
  /** Of tables and views, but for the one that makes a view a view. */
  rule: Written & { readonly table: string; readonly enabled: Enabled };
  trigger: Written & { readonly table: string; readonly enabled: Enabled; readonly isConstraint: boolean };
  function: RoutineProperties;
  procedure: RoutineProperties;
  /** `signature`: as that of routines. */
  aggregate: Written & { readonly signature: string };
  policy: {
    readonly table: string;
    readonly command: 'ALL' | 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';
    readonly permissive: boolean;
    /** Not quoted; `PUBLIC` for all. Sorted. */
    readonly roles: readonly string[];
    readonly using?: string;
    readonly check?: string;
  };
  eventTrigger: Written & { readonly enabled: Enabled };
  cast: Written;
  operator: Written;
  operatorFamily: Written & { readonly members: readonly string[] };
  operatorClass: Written;
  accessMethod: Written;
  language: Written;
  transform: Written;
  conversion: Written;
  textSearchParser: Written;
  textSearchTemplate: Written;
  textSearchDictionary: { readonly template: string; readonly options: string };
  textSearchConfiguration: {
    readonly parser: string;
    /** Token type → dictionaries, in order. */
    readonly mappings: Readonly<Record<string, readonly string[]>>;
  };
  publication: {
    readonly allTables: boolean;
    readonly options: Readonly<Record<string, string>>;
    /** `TABLE public.users (id, name) WHERE (…)`, `TABLES IN SCHEMA app`: sorted. */
    readonly members: readonly string[];
  };
  foreignDataWrapper: {
    readonly handler?: string;
    readonly validator?: string;
    readonly options: Readonly<Record<string, string>>;
  };
  server: {
    readonly wrapper: string;
    readonly type?: string;
    readonly version?: string;
    readonly options: Readonly<Record<string, string>>;
  };
  userMapping: { readonly user: string; readonly server: string; readonly options: Readonly<Record<string, string>> };
  foreignTable: {
    readonly server: string;
    readonly options: Readonly<Record<string, string>>;
    readonly inherits: readonly string[];
  };
  /** One for each role, schema and type of object. */
  defaultPrivileges: {
    readonly role: string;
    /** Not quoted. */
    readonly inSchema?: string;
    /** `TABLES`, `SEQUENCES`, … */
    readonly on: string;
    readonly privileges: readonly Grant[];
  };
  /** On an object of the system or of an extension, `FUNCTION public.digest(text, text)`. `usual`: what it had when it was made. */
  systemGrants: { readonly privileges: readonly Grant[]; readonly usual: readonly Grant[] };
}

/** `origin` is the usual. */
export type Enabled = 'origin' | 'disabled' | 'replica' | 'always';

export interface RoutineProperties extends Written {
  /** What CREATE OR REPLACE cannot change: arguments, result, kind. */
  readonly signature: string;
  /** Number of arguments that have defaults: fewer of them need it dropped. */
  readonly defaults: number;
  readonly language: string;
}
