/** What `runnerThread.ts` is asked and answers. Types only. */

import type { Snapshot } from '../../loadtest/report.js';
import type { Caps, Guard, HostRules } from '../../loadtest/requests/hostGuard.js';
import type { SecretNeed } from '../../loadtest/scenario/security.js';
import type { ExportFormat, RunInfo, RunResult } from '../../panel/panelMessages.js';
import type { LoadTestRequest, OperationName, Subject } from './request.js';

/** Where a description is read from. */
export interface SpecSource {
  readonly path: string;
  readonly root: string;
  readonly allowOutside: boolean;
  readonly allowRemote: boolean;
  /** Text that an editor holds and the disk does not have yet, by path. */
  readonly unsaved: Readonly<Record<string, string>>;
}

/** What makes the load. `k6`: the executable, a path or a name that is looked for in PATH. */
export type LoadEngine = { readonly kind: 'built-in' } | { readonly kind: 'k6'; readonly k6: string };

/** Secrets are kept by server and security scheme. */
export interface SecretName {
  /** `https://api.example.com` */
  readonly origin: string;
  readonly scheme: string;
}

export interface NeededSecret extends SecretNeed {
  readonly origin: string;
}

export interface KeptSecret extends SecretName {
  /** As typed. */
  readonly secret: string;
}

export interface DescribedOperation extends OperationName {
  readonly summary?: string;
  /** Where it begins in the file that was asked about. */
  readonly line: number;
  readonly character: number;
}

export interface Description {
  readonly title: string;
  /** Absolute addresses; the first ones are those on this machine that the description's own lead to. */
  readonly servers: readonly string[];
  readonly operations: readonly DescribedOperation[];
}

/** A run that is ready to start, when nobody has anything against it. */
export interface Prepared {
  readonly targets: RunInfo['targets'];
  readonly title: string;
  readonly secrets: readonly NeededSecret[];
  readonly notes: readonly string[];
  readonly guards: readonly (Guard & { readonly host: string })[];
  /** `50 connections, as fast as it answers`: for the question before a load. */
  readonly rate: string;
}

/** Where a run's report, thresholds and baseline are. */
export interface RunFiles {
  readonly report: string;
  /** The workspace folder. */
  readonly root: string;
  readonly subject: Subject;
}

/** What a history keeps of a run. */
export interface RunSummary {
  readonly startedAt: string;
  readonly endedBy: 'limit' | 'stopped' | 'server' | 'failure';
  readonly answered: number;
  readonly p50: number;
  readonly p99: number;
  readonly perSecond: number;
  readonly success: number;
  readonly thresholds: 'passed' | 'failed' | 'none';
}

export interface RunOutcome {
  readonly result: RunResult;
  readonly summary: RunSummary;
}

export type RunnerCalls = {
  describe: { readonly params: SpecSource; readonly result: Description };
  prepare: {
    readonly params: {
      readonly run: string;
      readonly source: SpecSource;
      readonly request: LoadTestRequest;
      /** Of which a secret is kept. */
      readonly known: readonly SecretName[];
      /** Of the settings; the project's `.senior-backend/load-test.json` adds to them. */
      readonly rules: HostRules;
      readonly caps: Caps;
    };
    readonly result: Prepared;
  };
  /** What the servers of a request may want to know, where the description leaves it open, too. */
  needs: {
    readonly params: { readonly source: SpecSource; readonly request: LoadTestRequest };
    readonly result: readonly NeededSecret[];
  };
  /** Answered when the run has ended. */
  start: {
    readonly params: {
      readonly run: string;
      readonly secrets: readonly KeptSecret[];
      readonly confirmed: readonly string[];
      readonly files: RunFiles;
      readonly engine: LoadEngine;
    };
    readonly result: RunOutcome;
  };
  stop: { readonly params: { readonly run: string }; readonly result: true };
  open: { readonly params: RunFiles; readonly result: RunOutcome };
  export: { readonly params: { readonly files: RunFiles; readonly format: ExportFormat }; readonly result: string };
  /** Absolute path of where the subject's baseline is kept. */
  baseline: { readonly params: RunFiles; readonly result: { readonly path: string; readonly text: string } };
};

/** What is said while a run goes on. */
export interface ToldSnapshot {
  readonly run: string;
  readonly snapshot: Snapshot;
}
