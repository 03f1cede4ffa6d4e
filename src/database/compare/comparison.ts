/** What a comparison of two schemas leads to. Plain data. */
import type { LikelyRename, Rename } from '../../schema/diff/renames.js';
import type { Scope } from '../../schema/diff/scope.js';
import type { InventoryHash } from '../../schema/migration/inventoryHash.js';
import type { Migration } from '../../schema/migration/migration.js';
import type { Proof } from '../../schema/migration/proof.js';
import type { ConnectionSettings } from '../connection/settings.js';
import type { Script } from '../scriptStatements.js';

/** One of the two sides. */
export type SchemaSource =
  | {
      readonly kind: 'scripts';
      /** For people: `schema.sql`, `prisma/migrations`, `main:db/schema.sql`. */
      readonly label: string;
      /** In the order in which they run. */
      readonly scripts: readonly Script[];
    }
  | { readonly kind: 'server'; readonly label: string; readonly settings: ConnectionSettings };

export interface CompareRequest {
  readonly from: SchemaSource;
  readonly to: SchemaSource;
  readonly scope: ScopeRequest;
  /** `--rename public.users.mail=email`: as the user wrote them. */
  readonly renames: readonly string[];
  /** Statements that do not block for long on tables that are in use: CONCURRENTLY, NOT VALID and VALIDATE, … */
  readonly online: boolean;
  /** Expand, backfill and contract as migrations of their own. */
  readonly expandContract: boolean;
  /** The way back keeps what it would lose: dropped tables and columns are renamed out of the way instead. */
  readonly copyFirst: boolean;
  /** `15`: the major version of the servers that it is for. Absent: that of the server it comes from; between scripts, the engine's. */
  readonly forVersion?: number;
  /** Prove with sample rows. */
  readonly rows: boolean;
}

/** As Scope; what is absent follows from the sides: owners and grants take part when a script speaks of them. */
export interface ScopeRequest {
  readonly owners?: boolean;
  readonly grants?: boolean;
  readonly onlySchemas?: readonly string[];
  readonly without: readonly string[];
}

export interface Comparison {
  readonly from: ComparedSide;
  readonly to: ComparedSide;
  readonly scope: Scope;
  /** In the order in which they are applied; more than one only when asked to expand and contract. Empty: the schemas are equal. */
  readonly migrations: readonly ProvenMigration[];
  /** That were asked for and are in the migrations. */
  readonly renames: readonly Rename[];
  /** What looks like a rename and is a drop and a creation now. */
  readonly possibleRenames: readonly LikelyRename[];
  /** What differs and is not modelled, for people: it is left as it is. */
  readonly unmodelled: readonly string[];
}

export interface ComparedSide {
  readonly label: string;
  readonly hash: InventoryHash;
  readonly tables: number;
}

export interface ProvenMigration {
  readonly migration: Migration;
  readonly proof: Proof;
}

/** What a long comparison is at, for a line of progress. */
export type CompareStage = 'engine' | 'target' | 'source' | 'plan' | 'proveUp' | 'proveDown';

/** How far a stage has come; of the proof only. */
export interface CompareProgress {
  /** `prepare`: the source is made; `rows`: tables get sample rows; `up`, `down`: statements run. Where rows were refused, they come again. */
  readonly step: 'prepare' | 'rows' | 'up' | 'down';
  /** Statements that have run, or tables that have their rows. */
  readonly done: number;
  readonly of: number;
  /** Which migration, from 1 on, of how many. */
  readonly migration: number;
  readonly migrations: number;
}
