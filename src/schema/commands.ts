/**
 * What a statement does, in one vocabulary for all dialects: parsers' trees become Commands (postgres/, dialects/), `replay.ts` turns
 * Commands into a Catalog, and the rules about migrations look at Commands. Plain data; never a parser's node.
 *
 * Names are as written after the dialect's folding (PostgreSQL: unquoted → lower case), unresolved: no schema was written → undefined.
 */
import type { Expression, IndexKey, Table, TypeRef } from './catalog.js';
import type { ConstraintSpec } from './constraintSpec.js';
import type { Query } from './query.js';
import type { TableAction } from './tableActions.js';

/** UTF-16 offsets from the start of the statement, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface WrittenName {
  readonly schema?: string;
  readonly name: string;
  /** The name as written, with its schema and quotes. */
  readonly span: Span;
}

export interface ColumnSpec {
  readonly name: string;
  readonly nameSpan: Span;
  /** The whole element: name, type and constraints, without the comma. */
  readonly span: Span;
  /** `serial` types are kept as written (`serial`, `bigserial`, `smallserial`); replay expands them. */
  readonly type: TypeRef;
  readonly typeSpan: Span;
  readonly notNull: boolean;
  readonly notNullSpan?: Span;
  /** `NULL` was written. */
  readonly explicitNull?: boolean;
  readonly default?: Expression;
  /** The whole `DEFAULT …`. */
  readonly defaultSpan?: Span;
  readonly identity?: 'always' | 'by default';
  readonly generated?: { readonly expression: Expression; readonly stored: boolean };
  readonly collation?: string;
}

export interface IndexSpec {
  readonly name?: string;
  readonly nameSpan?: Span;
  readonly table: WrittenName;
  readonly method: string;
  readonly keys: readonly IndexKey[];
  readonly include: readonly string[];
  readonly predicate?: Expression;
  readonly unique: boolean;
  readonly nullsNotDistinct: boolean;
  readonly concurrently: boolean;
  readonly ifNotExists: boolean;
  /** ON ONLY. */
  readonly only: boolean;
}

export interface LikeClause {
  readonly table: WrittenName;
  /** INCLUDING …; `all` stands for every one. */
  readonly including: readonly (
    | 'comments'
    | 'constraints'
    | 'defaults'
    | 'generated'
    | 'identity'
    | 'indexes'
    | 'all'
  )[];
  /** Its place among the columns: how many columns stand before it. */
  readonly before: number;
}

/** What a name stands for in DROP, RENAME, SET SCHEMA and COMMENT. */
export type ObjectKind =
  | 'table'
  | 'view'
  | 'materializedView'
  | 'index'
  | 'sequence'
  | 'type'
  | 'domain'
  | 'function'
  | 'schema'
  | 'extension'
  | 'trigger'
  | 'policy'
  | 'column'
  | 'constraint'
  | 'other';

export type Command = { readonly span: Span } & (
  | {
      readonly kind: 'createTable';
      readonly name: WrittenName;
      readonly tableKind: Table['kind'];
      readonly persistence: Table['persistence'];
      readonly ifNotExists: boolean;
      readonly columns: readonly ColumnSpec[];
      /** Of the table and of its columns. */
      readonly constraints: readonly ConstraintSpec[];
      /** MySQL's KEY and INDEX inside CREATE TABLE. */
      readonly indexes: readonly IndexSpec[];
      readonly like: readonly LikeClause[];
      readonly inherits: readonly WrittenName[];
      readonly partitionOf?: { readonly parent: WrittenName; readonly isDefault: boolean };
      readonly partitionKey?: Table['partitionKey'];
      /** OF: the composite type that has its columns; those in `columns` only add to them, and have the type `unknown`. */
      readonly ofType?: WrittenName;
      /** CREATE TABLE … AS, SELECT INTO: columns as far as they can be told. */
      readonly asQuery?: Query;
      readonly comment?: string;
    }
  | {
      readonly kind: 'alterTable';
      readonly name: WrittenName;
      readonly ifExists: boolean;
      readonly only: boolean;
      readonly actions: readonly TableAction[];
    }
  | { readonly kind: 'createIndex'; readonly index: IndexSpec }
  | { readonly kind: 'attachIndex'; readonly parent: WrittenName; readonly child: WrittenName }
  | {
      readonly kind: 'drop';
      readonly object: ObjectKind;
      readonly names: readonly WrittenName[];
      /** For triggers and policies: the table they are on. */
      readonly table?: WrittenName;
      /** For functions, beside each name: argument types as format_type prints them, undefined when not written. */
      readonly arguments?: readonly (readonly string[] | undefined)[];
      readonly ifExists: boolean;
      readonly cascade: boolean;
      readonly concurrently: boolean;
    }
  | {
      readonly kind: 'rename';
      readonly object: ObjectKind;
      readonly name: WrittenName;
      /** For column, constraint, trigger, policy: `name` is the table (or type), this the member. */
      readonly member?: string;
      readonly to: string;
      readonly toSpan: Span;
      readonly ifExists: boolean;
      /** ALTER TABLE ONLY … RENAME. */
      readonly only?: boolean;
    }
  | {
      readonly kind: 'setSchema';
      readonly object: ObjectKind;
      readonly name: WrittenName;
      readonly schema: string;
      readonly ifExists: boolean;
    }
  | { readonly kind: 'createSchema'; readonly name: string; readonly nameSpan: Span; readonly ifNotExists: boolean }
  | { readonly kind: 'createEnum'; readonly name: WrittenName; readonly values: readonly string[] }
  | {
      readonly kind: 'addEnumValue';
      readonly name: WrittenName;
      readonly value: string;
      readonly before?: string;
      readonly after?: string;
      readonly ifNotExists: boolean;
    }
  | { readonly kind: 'renameEnumValue'; readonly name: WrittenName; readonly from: string; readonly to: string }
  | {
      readonly kind: 'createDomain';
      readonly name: WrittenName;
      readonly base: TypeRef;
      readonly notNull: boolean;
      readonly checks: readonly Expression[];
    }
  | {
      readonly kind: 'createComposite';
      readonly name: WrittenName;
      readonly fields: readonly { readonly name: string; readonly type: TypeRef }[];
    }
  | { readonly kind: 'createOtherType'; readonly name: WrittenName; readonly typeKind: 'range' | 'shell' | 'base' }
  | {
      readonly kind: 'createSequence' | 'alterSequence';
      readonly name: WrittenName;
      readonly ifNotExists: boolean;
      /** ALTER SEQUENCE IF EXISTS. */
      readonly ifExists?: boolean;
      readonly type?: 'smallint' | 'integer' | 'bigint';
      readonly ownedBy?: { readonly table: WrittenName; readonly column: string } | 'none';
    }
  | {
      readonly kind: 'createView';
      readonly name: WrittenName;
      readonly temporary?: boolean;
      readonly materialized: boolean;
      readonly replace: boolean;
      readonly ifNotExists: boolean;
      /** Written after the name; empty: the query's. */
      readonly columns: readonly string[];
      readonly query?: Query;
    }
  | {
      readonly kind: 'createFunction';
      readonly name: WrittenName;
      readonly routine: 'function' | 'procedure' | 'aggregate';
      readonly replace: boolean;
      readonly arguments: readonly string[];
      readonly returns?: string;
      readonly language: string;
      readonly securityDefiner: boolean;
      readonly settings: readonly string[];
      readonly volatility: 'volatile' | 'stable' | 'immutable';
    }
  | {
      readonly kind: 'alterFunction';
      readonly name: WrittenName;
      readonly arguments?: readonly string[];
      readonly securityDefiner?: boolean;
      readonly setSettings: readonly string[];
      readonly resetSettings: readonly string[] | 'all';
    }
  | {
      readonly kind: 'createTrigger';
      readonly name: string;
      readonly nameSpan: Span;
      readonly table: WrittenName;
      readonly timing: 'before' | 'after' | 'instead of';
      readonly events: readonly string[];
      readonly function: WrittenName;
      readonly replace: boolean;
    }
  | {
      readonly kind: 'createPolicy' | 'alterPolicy';
      readonly name: string;
      readonly nameSpan: Span;
      readonly table: WrittenName;
      readonly command: 'all' | 'select' | 'insert' | 'update' | 'delete';
      readonly permissive: boolean;
      readonly roles: readonly string[];
      readonly using?: Expression;
      readonly withCheck?: Expression;
    }
  | {
      readonly kind: 'createExtension';
      readonly name: string;
      readonly nameSpan: Span;
      readonly ifNotExists: boolean;
      readonly schema?: string;
    }
  | {
      readonly kind: 'comment';
      readonly object: ObjectKind;
      readonly name: WrittenName;
      readonly member?: string;
      readonly text: string | null;
    }
  /** `SET search_path`, `SELECT set_config('search_path', …)`, ALTER DATABASE/ROLE … SET left out. Empty list: nothing is searched. */
  | { readonly kind: 'setSearchPath'; readonly schemas: readonly string[] | 'default'; readonly local: boolean }
  | { readonly kind: 'set'; readonly name: string; readonly value?: string; readonly local: boolean }
  | { readonly kind: 'transaction'; readonly change: 'begin' | 'commit' | 'rollback' | 'other' }
  | { readonly kind: 'query'; readonly query: Query }
  | { readonly kind: 'truncate'; readonly tables: readonly WrittenName[]; readonly cascade: boolean }
  | { readonly kind: 'vacuum'; readonly full: boolean; readonly tables: readonly WrittenName[] }
  | { readonly kind: 'cluster'; readonly table?: WrittenName }
  | { readonly kind: 'reindex'; readonly concurrently: boolean; readonly table?: WrittenName }
  | { readonly kind: 'refreshView'; readonly name: WrittenName; readonly concurrently: boolean }
  /** Grants, copies, roles, LOCK, DO without DDL inside…: `tag` as PostgreSQL's command tag, `LOCK TABLE`. */
  | { readonly kind: 'other'; readonly tag: string }
) & {
    /** Stands in a DO block or procedure body behind a condition or an exception handler: it may not have run. */
    readonly conditional?: boolean;
  };
export type CommandKind = Command['kind'];
export type CommandOf<Kind extends CommandKind> = Extract<Command, { readonly kind: Kind }>;
