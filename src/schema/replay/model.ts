/**
 * The schema while it is replayed: the Catalog's objects, mutable, with the links that PostgreSQL keeps in pg_depend and pg_inherits.
 * Names of other objects are links (`target`, `partitionOf`), so that a rename needs no search.
 */
import type {
  Check,
  Column,
  CompositeType,
  Dialect,
  DomainType,
  EnumType,
  Exclusion,
  Extension,
  ForeignKey,
  Index,
  Name,
  NotNull,
  OtherType,
  Policy,
  PrimaryKey,
  Routine,
  Schema,
  Sequence,
  Table,
  Trigger,
  Unique,
  View,
} from '../catalog.js';
import type { Span } from '../commands.js';
import type { ParsedFile, Statement } from '../statement.js';
import type { Journal } from './journal.js';

export type Mutable<T> = T extends unknown ? { -readonly [K in keyof T]: T[K] } : never;
/** T with K of another type. */
type With<T, R> = Omit<Mutable<T>, keyof R> & R;

export type TableModel = With<
  Table,
  {
    is: 'table';
    id: number;
    columns: ColumnModel[];
    constraints: ConstraintModel[];
    indexes: IndexModel[];
    triggers: TriggerModel[];
    policies: Mutable<Policy>[];
    partitionOf: TableModel | undefined;
    /** PARTITION OF … DEFAULT. */
    isDefault: boolean;
    inherits: TableModel[];
    /** Partitions and INHERITS children, in the order in which they came. */
    children: TableModel[];
    /** Foreign keys of any table that point here. */
    referencedBy: Set<ForeignKeyModel>;
    /** Sequences that go when it goes: of serial and identity columns, and OWNED BY. */
    owned: Set<SequenceModel>;
    /** Views that read it. */
    readers: Set<ViewModel>;
    /** Made by a query whose columns cannot all be told: it may have more than `columns`. */
    open: boolean;
  }
>;

export type ColumnModel = With<
  Column,
  {
    inheritCount: number;
    /** Also declared by the table itself. */
    local: boolean;
    /** Its NOT NULL is a constraint of its own (PostgreSQL 18). */
    notNullConstraint: NotNullModel | undefined;
    /** The user-defined type that it has, or its array. */
    userType: TypeModel | undefined;
    /** The sequence that its default reads. */
    defaultSequence: SequenceModel | undefined;
  }
>;

interface ConstraintLinks {
  table: TableModel;
  inheritCount: number;
  local: boolean;
}
type IndexLink = ConstraintLinks & { index: IndexModel };
export type PrimaryKeyModel = With<PrimaryKey, IndexLink>;
export type UniqueModel = With<Unique, IndexLink>;
export type ExclusionModel = With<Exclusion, IndexLink>;
export type ForeignKeyModel = With<
  ForeignKey,
  ConstraintLinks & {
    target: Name | TableModel;
    /** The unique index that vouches for the target; undefined when the target is unknown or has none. */
    index: IndexModel | undefined;
    parent: ForeignKeyModel | undefined;
    /** The target's columns were written. */
    targetWritten: boolean;
  }
>;
export type CheckModel = With<Check, ConstraintLinks & { noInherit: boolean }>;
export type NotNullModel = With<NotNull, ConstraintLinks & { noInherit: boolean }>;
export type ConstraintModel =
  | PrimaryKeyModel
  | UniqueModel
  | ExclusionModel
  | ForeignKeyModel
  | CheckModel
  | NotNullModel;
export type KeyModel = PrimaryKeyModel | UniqueModel | ExclusionModel;

export type IndexModel = With<
  Index,
  {
    is: 'index';
    id: number;
    on: TableModel | ViewModel;
    partOf: string | undefined;
    parent: IndexModel | undefined;
    children: IndexModel[];
    key: KeyModel | undefined;
    /** For exclusion constraints: they never match another index. */
    exclusion: boolean;
    deferrable: boolean;
    /** Names of the index's own columns, which name the indexes of its partitions. */
    columnNames: string[];
  }
>;

export type TriggerModel = With<Trigger, { function: Name | RoutineModel }>;

export type ViewModel = With<
  View,
  {
    is: 'view';
    id: number;
    columns: string[];
    indexes: IndexModel[];
    /** What it reads, and which columns of it as far as they can be told. */
    reads: Map<TableModel | ViewModel, Set<string>>;
    readers: Set<ViewModel>;
    triggers: TriggerModel[];
    open: boolean;
  }
>;

export type SequenceModel = With<
  Sequence,
  {
    is: 'sequence';
    id: number;
    ownedBy: { table: TableModel; column: ColumnModel } | undefined;
    identity: boolean;
    /** Columns whose default reads it; some may have gone or changed since. */
    readers: Map<ColumnModel, TableModel>;
  }
>;

/** A composite type lives among the relations as well. */
export type TypeModel = Mutable<EnumType | DomainType | CompositeType | OtherType> & {
  is: 'type';
  id: number;
  /** User-defined types that it is made of. */
  uses: readonly TypeModel[];
};
export type CompositeModel = Extract<TypeModel, { kind: 'composite' }>;
export type RoutineModel = Mutable<Routine> & { id: number };
export type RelationModel = TableModel | ViewModel | SequenceModel | IndexModel | TypeModel;

/** One schema's names. */
export interface Space {
  name: string;
  /** Tables, views, sequences, indexes and composite types share their names. */
  relations: Map<string, RelationModel>;
  /** Enums, domains and other types; tables and views have a type of their name as well. */
  types: Map<string, TypeModel>;
  /** By name, then every overload. */
  routines: Map<string, RoutineModel[]>;
  /** How many constraints have a name: PostgreSQL looks here when it chooses one. */
  constraintNames: Map<string, number>;
  /** CREATE SCHEMA made it; otherwise it was there before, or is taken to be. */
  created: (Mutable<Schema> & { id: number }) | undefined;
}

export interface Model {
  readonly dialect: Dialect;
  readonly journal: Journal;
  readonly spaces: Map<string, Space>;
  /** DROP SCHEMA was seen: it is known not to exist. */
  readonly droppedSchemas: Set<string>;
  readonly extensions: Map<string, Mutable<Extension> & { id: number }>;
  readonly tables: Set<TableModel>;
  readonly views: Set<ViewModel>;
  readonly sequences: Set<SequenceModel>;
  readonly types: Set<TypeModel>;
  readonly routines: Set<RoutineModel>;
  /** As set; `"$user"` is never there. */
  searchPath: readonly string[];
  nextId: number;
  /** What is wrong with the running command but does not stop it: a foreign key without its target. */
  readonly notes: Note[];
}

export interface Note {
  readonly message: string;
  /** Is it still wrong, now that more files were replayed? */
  readonly holds: () => boolean;
}

/** Where the running command stands. */
export interface Here {
  readonly file: ParsedFile;
  readonly statement: Statement;
  readonly span: Span;
  /** A foreign key whose target does not exist is kept; otherwise the command is refused, and may wait. */
  readonly lenient: boolean;
}

export const temporarySchema = 'pg_temp';

/** Schemas of the server itself: what is in them is not known here, and exists. */
export function isSystemSchema(name: string): boolean {
  return name === 'pg_catalog' || name === 'information_schema' || name === 'pg_toast';
}

/** The schema that unqualified names go to when nothing else was said. */
export function defaultSchema(dialect: Dialect): string {
  return dialect === 'transactsql' ? 'dbo' : 'public';
}

export function defaultSearchPath(dialect: Dialect): readonly string[] {
  return [defaultSchema(dialect)];
}

/** `isKept`: it is to go back to earlier moments. */
export function emptyModel(dialect: Dialect, isKept: boolean): Model {
  const spaces = new Map<string, Space>();
  for (const name of [defaultSchema(dialect), temporarySchema]) spaces.set(name, emptySpace(name));
  return {
    dialect,
    journal: { undo: [], isKept },
    spaces,
    droppedSchemas: new Set(),
    extensions: new Map(),
    tables: new Set(),
    views: new Set(),
    sequences: new Set(),
    types: new Set(),
    routines: new Set(),
    searchPath: defaultSearchPath(dialect),
    nextId: 1,
    notes: [],
  };
}

export function emptySpace(name: string): Space {
  return {
    name,
    relations: new Map(),
    types: new Map(),
    routines: new Map(),
    constraintNames: new Map(),
    created: undefined,
  };
}
