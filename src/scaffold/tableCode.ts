/** Code beyond what a description says: that of an API whose handlers are known. */
import type { NeededImport } from './handlers/merge.js';
import type { Group, Plan, PlannedOperation } from './plan.js';

export interface Source {
  /** In the output folder, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export interface WrittenHandler {
  /** The expression after `export const listOrders: api.ListOrders =`, without its semicolon. */
  readonly source: string;
  readonly imports: readonly NeededImport[];
}

/** What handlers of a database's tables are made of. */
export interface TableCode {
  /** Written anew with every run. */
  readonly generated: (plan: Plan) => readonly Source[];
  /** Made once, and the user's from then on. */
  readonly yours: (plan: Plan) => readonly Source[];
  /** Undefined: an operation of somebody else's, which gets a stub. */
  readonly handler: (planned: PlannedOperation, group: Group) => WrittenHandler | undefined;
}
