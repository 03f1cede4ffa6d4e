/** A drift before its changes are edits of a text. */
import type { Operation } from '../../openapi/api.js';
import type { Json } from '../../openapi/json.js';
import type { Change } from './changes.js';
import type { Borrowed } from './components.js';
import type { Description, JsonObject } from './described.js';
import type { Doubts } from './doubts.js';
import type { Drift } from './drift.js';

export interface Planned extends Omit<Drift, 'edits'> {
  /** Empty: for a person to decide. */
  readonly changes: readonly Change[];
}

/** What those who compare have at hand. */
export interface Comparing {
  readonly description: Description;
  /** What the program says, in the version of the description. */
  readonly program: JsonObject;
  readonly doubts: Doubts;
  borrow(value: Json, into: string): Borrowed;
}

/** A member of an operation, with what it refers to. */
export function addTo(
  { borrow }: Comparing,
  { at }: Operation,
  value: Json,
  make: (borrowed: Json) => Change,
): readonly Change[] {
  const borrowed = borrow(value, at.path);
  return [make(borrowed.value), ...borrowed.changes];
}
