/** What the search for likely renames is made of. */
import type { Side } from './behaviour.js';
import type { Member } from './renameMembers.js';
import type { NewNames } from './renamePaths.js';

/** Two that may be one. */
export interface Pair {
  readonly old: Member;
  readonly new: Member;
  /** Higher is likelier; only compared among pairs of one kind. */
  readonly score: number;
  readonly isCertain: boolean;
  readonly reason: string;
}

/** What the search for pairs knows. */
export interface Search {
  readonly source: Side;
  readonly target: Side;
  /** Of pairs found so far. */
  readonly names: NewNames;
}
