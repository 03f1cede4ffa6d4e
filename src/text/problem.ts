import type { Position } from './finding.js';

/** Where a Problem was met. */
export interface ProblemPlace {
  /** Absolute path of the file. */
  readonly path: string;
  readonly position?: Position;
}

/**
 * A failure that a user can meet, worded for people: what happened, where, and what to do next.
 * Everything else that is thrown is a bug of ours.
 */
export class Problem extends Error {
  readonly place: ProblemPlace | undefined;

  constructor(message: string, place?: ProblemPlace) {
    super(message);
    this.name = 'Problem';
    this.place = place;
  }
}
