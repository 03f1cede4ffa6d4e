/** A migration in the pieces in which tools run it: each piece a version of its own. */
import type { Segment } from '../segments.js';

export interface Piece {
  /** Absent: this version has nothing to do on the way up (or down). At least one of the two is there. */
  readonly up?: Segment;
  readonly down?: Segment;
}

/**
 * Tools run a version as one transaction, or as one statement without, and go back version by version from the last one on: so the last
 * piece has the first segment of the way back. Both halves of a piece are of one kind, since for some tools that is said of both.
 */
export function piecesOf(up: readonly Segment[], down: readonly Segment[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let last = up.length - 1;
  let first = 0;
  while (last >= 0 || first < down.length) {
    const [there, back] = [up[last], down[first]];
    const areAlike = there !== undefined && back !== undefined && there.inTransaction === back.inTransaction;
    const takesUp = there !== undefined && (areAlike || back === undefined || last + 1 > down.length - first);
    const takesDown = back !== undefined && (areAlike || !takesUp);
    pieces.unshift({ ...(takesUp && { up: there }), ...(takesDown && { down: back }) });
    if (takesUp) last--;
    if (takesDown) first++;
  }
  return pieces;
}
