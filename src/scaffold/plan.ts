/** What everything in the generated code is called, decided once and shared by every emitter. Plain data. */
import type { Api, Operation, ShapeId } from '../openapi/api.js';
import type { Note } from './emitted.js';

export interface Plan {
  readonly api: Api;
  /** Type and validator names of every shape in `api.shapes`. */
  readonly shapes: ReadonlyMap<ShapeId, ShapeNames>;
  /** One per routes file, in the order in which the spec first uses them. */
  readonly groups: readonly Group[];
  /** Webhooks, and the callbacks of operations: what this server sends. Types only. */
  readonly webhooks: readonly PlannedWebhook[];
  /** Names that could not be what the spec asks for. */
  readonly notes: readonly Note[];
}

export interface PlannedWebhook {
  readonly operation: Operation;
  /** Exported from types.ts: `NewPetWebhook`, `SubscribeCallback`. */
  readonly type: string;
}

export interface ShapeNames {
  /** Exported from types.ts, as PascalCase as the spec's own name allows: `User`. */
  readonly type: string;
  /** Exported from validators.ts. The same word as the type: the two are never imported unqualified together. */
  readonly validator: string;
  /**
   * Set when requests and responses differ (readOnly and writeOnly properties, here or below): the names of what a
   * client may send. `type` and `validator` are then what a server answers.
   */
  readonly request?: { readonly type: string; readonly validator: string };
}

/** The operations of one tag, in file order: one `<file>.routes.ts`, `<file>.validators.ts` and `<file>.handlers.ts`. */
export interface Group {
  /** The tag as written; 'default' for operations without one. */
  readonly title: string;
  /** File name stem, distinct also where case does not count: `sales-orders`. */
  readonly file: string;
  /** A camelCase identifier: `salesOrders`. */
  readonly name: string;
  readonly operations: readonly PlannedOperation[];
}

export interface PlannedOperation {
  readonly operation: Operation;
  /** The handler's and the validator's name: the operationId in its own case where it is an identifier. */
  readonly name: string;
  /** Prefix of the operation's types: `ListUsers` of `ListUsersRequest` and `ListUsersResponse`. */
  readonly type: string;
}
