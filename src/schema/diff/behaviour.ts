import type { InventoryObject, Kind, ObjectId, ObjectOf } from '../inventory.js';
import type { Statement } from './statement.js';

/** Both sides. */
export interface DiffContext {
  readonly source: Side;
  readonly target: Side;
  /** `server_version_num` of the server that the statements are for. */
  readonly version: number;
  /** Tables that are dropped and made again, as far as that is known. */
  readonly remade?: ReadonlySet<ObjectId>;
}

export interface Side {
  get(id: ObjectId): InventoryObject | undefined;
  /** Those whose parent it is. */
  partsOf(id: ObjectId): readonly InventoryObject[];
  /** Those that need it. */
  dependentsOf(id: ObjectId): readonly InventoryObject[];
  readonly objects: readonly InventoryObject[];
}

export interface Alteration {
  readonly statements: readonly Statement[];
  /** What needs the object and cannot be there meanwhile (views over a column whose type changes): dropped before, made again after. */
  readonly disturbs?: (dependent: InventoryObject) => boolean;
}

/**
 * What becomes of an object that differs. `replace`: dropped and made again, with all that needs it. `swap`: a type that cannot
 * become the other; the old one is renamed, the new one made, columns are converted (`retype`), the old one is dropped.
 */
export type Change = Alteration | 'replace' | 'swap';

/** How objects of one kind come, go and change. All functions are pure. */
export interface Behaviour<K extends Kind> {
  /** Of COMMENT ON, ALTER … OWNER TO: `TABLE`, `MATERIALIZED VIEW`. Absent: has no comment of its own. */
  readonly word?: string;
  readonly hasOwner?: boolean;
  /** Of GRANT: `TABLE` for views. Absent: nothing can be granted on it. */
  readonly grantWord?: string;
  /** Order among what could come next: lower first. See `rank.ts`. */
  readonly rank: number;
  /** How COMMENT ON and others name it, after the word: `users_pkey ON public.users`. Absent: its address. */
  reference?(object: ObjectOf<K>): string;
  /**
   * Statements that make it, without comment, owner and grants. `parts`: those of its parts (and of their parts) that are made with it:
   * all that `inlines` said yes to, but for those that have to wait.
   */
  create(object: ObjectOf<K>, context: DiffContext, parts: readonly InventoryObject[]): readonly Statement[];
  drop(object: ObjectOf<K>, context: DiffContext): readonly Statement[];
  /** Called when `is` differs. No statements: the difference is none. */
  alter(from: ObjectOf<K>, to: ObjectOf<K>, context: DiffContext): Change;
  /** Whether `create` of this object can make the part (or the part of a part) with it. */
  inlines?(part: InventoryObject, context: DiffContext): boolean;
  /** Names that it takes in the namespaces it shares with other kinds: `relation public.users`, `type public.users`. */
  names?(object: ObjectOf<K>): readonly string[];
  /**
   * When it is swapped: what is done to the old one, which has another name by then, and how the new one is made, so that the text of a
   * value of the old one is that of the same value of the new one.
   */
  fit?(from: ObjectOf<K>, to: ObjectOf<K>): { readonly statements: readonly Statement[]; readonly made: ObjectOf<K> };
  /** Gives it the name of the other. */
  rename?(from: ObjectOf<K>, to: ObjectOf<K>): readonly Statement[];
}

export type Behaviours = { readonly [K in Kind]: Behaviour<K> };
