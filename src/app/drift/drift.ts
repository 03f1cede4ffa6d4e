/** Where a description and the application that it describes have come apart. */
import type { TextEdit } from '../../text/finding.js';
import type { Place } from '../readApp.js';

export type DriftKind =
  /** A route that the description lacks. */
  | 'undescribed-route'
  /** An operation that no route serves. */
  | 'unserved-operation'
  /** A parameter that only one side has, or whose type differs. */
  | 'parameter-drift'
  /** A body that only one side has, or whose fields differ. */
  | 'body-drift'
  /** A status that only one side has. */
  | 'status-drift'
  /** One side asks who is there, the other does not. */
  | 'security-drift';

export interface Drift {
  readonly kind: DriftKind;
  /** Lower case. */
  readonly method: string;
  /** As the description has it, where it has it. */
  readonly path: string;
  /** A whole sentence. */
  readonly message: string;
  /** In the description: the operation, the parameter, the status. Undefined: it has none of it. */
  readonly described: Place | undefined;
  /** In the source: where the route is registered. Undefined: there is none. */
  readonly route: Place | undefined;
  /** What makes the description say what the program does; empty where that is for a person to decide. */
  readonly edits: readonly TextEdit[];
}
