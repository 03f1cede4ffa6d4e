/**
 * All that crosses between the editor and the load-test page. Plain data. The editor checks a `PageMessage` with a schema of its own
 * before it acts on it; the page trusts the editor.
 *
 * The editor keeps a `PanelState` too: it passes each `HostMessage` that it sends through `receive` (panelState.ts) and answers
 * `ready` with `{ kind: 'state', state }`, so a page that was hidden or made anew knows all that it missed.
 */
import type { Report, Snapshot, TargetReport } from '../loadtest/report.js';
import type { TailPoint } from '../loadtest/tail.js';
import type { Verdicts } from '../loadtest/verdict/verdict.js';

/** A run as it is known before its first figure. */
export interface RunInfo {
  /** Of this run, unique in the panel; a saved run keeps the id that its history entry has. */
  readonly id: string;
  /** `GET /users/{id}`; for a comparison `GET /users/{id}: main and branch`. */
  readonly title: string;
  /** What is done to it, in words: `50 users for 10 s`, `500 requests a second for 1 min, warm-up 2 s`. */
  readonly load: string;
  /** What `load` in a timeline counts: users or requests a second. */
  readonly model: 'closed' | 'open';
  /** In the plan's order. `origin`: `http://127.0.0.1:3000`. */
  readonly targets: readonly { readonly name: string; readonly origin: string }[];
  /** ISO 8601. */
  readonly startedAt: string;
  /** Read from the history, not run in this panel. */
  readonly saved?: boolean;
  /** Security schemes of which a secret is sent; absent: nothing is known of it. */
  readonly schemes?: readonly string[];
}

/** A report without the plan and with what a chart can show: made by `panelReport` (panelReport.ts). */
export interface PanelReport extends Omit<Report, 'plan' | 'targets'> {
  readonly targets: readonly PanelTarget[];
}

export interface PanelTarget extends Omit<TargetReport, 'series' | 'slices'> {
  /** Its series, thinned. */
  readonly timeline: Timeline;
  readonly tail: readonly TailPoint[];
  readonly correctedTail?: readonly TailPoint[];
}

/** The report and what was judged of it. */
export interface RunResult extends Verdicts {
  readonly report: PanelReport;
  /** There is an operation or a route behind it, so that a baseline can be saved for it. */
  readonly canSaveBaseline: boolean;
}

/** A failure that a user can meet, as `Problem` words it. */
export interface RunFailure {
  readonly message: string;
  /** What to do next. */
  readonly advice?: string;
  /** Nothing broke: the window went away under it. */
  readonly interrupted?: boolean;
  /** Names of settings that it may hang on. */
  readonly settings?: readonly string[];
}

/** One earlier run of the same path, oldest first in lists, at most 50. */
export interface HistoryEntry {
  readonly id: string;
  readonly startedAt: string;
  readonly load: string;
  /** Where it was sent; several, when they were compared: `http://localhost:3000`. */
  readonly server?: string;
  readonly p50: number;
  readonly p99: number;
  readonly perSecond: number;
  /** 0 to 1. */
  readonly success: number;
  readonly thresholds: 'passed' | 'failed' | 'none';
  readonly baseline?: boolean;
}

export type HostMessage =
  /** The answer to `ready`: replaces all that the page knows. */
  | { readonly kind: 'state'; readonly state: PanelState }
  /** A new run, or a saved one to look at (`result` follows); it is selected. A run with the same id is replaced. */
  | { readonly kind: 'start'; readonly run: RunInfo; readonly history: readonly HistoryEntry[] }
  /** 4 to 10 a second. */
  | { readonly kind: 'snapshot'; readonly id: string; readonly snapshot: Snapshot }
  | { readonly kind: 'stopping'; readonly id: string }
  | { readonly kind: 'result'; readonly id: string; readonly result: RunResult }
  /** The run did not come to a report: a worker died, the plan could not be run. */
  | { readonly kind: 'failure'; readonly id: string; readonly failure: RunFailure }
  /** Of a run's path, when it changed. */
  | { readonly kind: 'history'; readonly id: string; readonly entries: readonly HistoryEntry[] }
  /** Shown for a moment and read out: `Saved as the baseline of GET /users`. */
  | { readonly kind: 'notice'; readonly text: string };

export const exportFormats = ['json', 'csv', 'html', 'markdown'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export type PageMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'stop'; readonly id: string }
  | { readonly kind: 'runAgain'; readonly id: string }
  | { readonly kind: 'saveBaseline'; readonly id: string }
  /** Asks for the secrets that the run's server wants. */
  | { readonly kind: 'setToken'; readonly id: string }
  /** Forgets those that were sent to it. */
  | { readonly kind: 'forgetToken'; readonly id: string }
  | { readonly kind: 'copyCommand'; readonly id: string }
  | { readonly kind: 'export'; readonly id: string; readonly format: ExportFormat }
  /** `id` of a history entry: answered by `start` with `saved` and `result`. */
  | { readonly kind: 'openHistory'; readonly id: string }
  /** The run's tab was closed; only runs that have ended can be. The editor forgets it as well. */
  | { readonly kind: 'close'; readonly id: string }
  /** Those that the failure of the run names. */
  | { readonly kind: 'openSettings'; readonly id: string }
  | { readonly kind: 'showLog' };

export interface PanelState {
  /** In the order of their start. */
  readonly runs: readonly RunState[];
  /** Which run is shown. */
  readonly selected?: string;
}

export interface RunState {
  readonly info: RunInfo;
  readonly phase: 'starting' | 'running' | 'stopping' | 'done' | 'failed';
  readonly latest?: Snapshot;
  /** When the load generator was last seen at its limit, and how it was then. */
  readonly strained?: { readonly at: number; readonly cpu: number; readonly lag: number };
  /** Figures over time, one for each target. Bounded however long the run. */
  readonly timelines: readonly Timeline[];
  readonly result?: RunResult;
  readonly failure?: RunFailure;
  readonly history: readonly HistoryEntry[];
}

export interface Timeline {
  /** Seconds that a point stands for; doubles when there would be too many. */
  readonly width: number;
  readonly points: readonly TimePoint[];
}

export interface TimePoint {
  /** Seconds since the measured part began, when it started; negative in the warm-up. */
  readonly at: number;
  /** Of the time that was seen within it. */
  readonly seconds: number;
  readonly requests: number;
  readonly failed: number;
  /** Milliseconds. `p50`: the mean of what was merged, by requests; the others: the highest. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** Open: the rate that was due; closed: users. Known in a result. */
  readonly load?: number;
}
