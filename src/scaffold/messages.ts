/** All that crosses between an editor and the thread in which a spec is read and turned into code. Types only. */
import type { Finding } from '../text/finding.js';
import type { ProblemPlace } from '../text/problem.js';
import type { Scaffolding, ScaffoldOptions } from './scaffold.js';

export type Framework = ScaffoldOptions['framework'];

/** Text that an editor holds and the disk does not have yet. */
export interface Overlay {
  readonly path: string;
  readonly text: string;
}

/** One run of one worker: handed over as `workerData`. */
export interface ScaffoldRequest {
  /** Absolute path of the spec. */
  readonly spec: string;
  /** Absolute folder that references must not leave. */
  readonly root: string;
  /** Absolute path of the output folder; it need not exist. */
  readonly output: string;
  readonly framework: Framework;
  readonly app: boolean;
  readonly allowOutside: boolean;
  readonly allowRemote: boolean;
  readonly overlays: readonly Overlay[];
}

/** What was worked out. Nothing has been written. */
export interface ScaffoldResult {
  readonly scaffolding: Scaffolding;
  /** About the spec itself: what was left out of it, and why. */
  readonly specFindings: readonly Finding[];
  /** About what the code does not express, and handlers without an operation, at their places. */
  readonly codeFindings: readonly Finding[];
}

export interface RefusedFile {
  /** Relative to the output folder. */
  readonly path: string;
  /** `edited`: generated, then changed by hand. `foreign`: never ours. */
  readonly origin: 'edited' | 'foreign';
}

/** The one message that a worker sends. */
export type ScaffoldReply =
  | ({ readonly kind: 'done' } & ScaffoldResult)
  /** Files are in the way that only force overwrites; the result is what that would do. */
  | ({ readonly kind: 'refused'; readonly message: string; readonly files: readonly RefusedFile[] } & ScaffoldResult)
  | { readonly kind: 'problem'; readonly message: string; readonly place: ProblemPlace | undefined };
