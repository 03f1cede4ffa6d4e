/** What is asked of the thread that reads applications. Types only. */
import type { Drift } from '../../app/drift/drift.js';
import type { DriftGroup } from '../../app/drift/driftGroups.js';
import type { Place, Unclarity } from '../../app/readApp.js';
import type { Fix, Range } from '../../text/finding.js';
import type { StubFramework } from './addHandler.js';

/** A folder with an application in it. */
export interface AppAsked {
  /** Absolute path. */
  readonly folder: string;
  /** Absolute folders in it that are applications of their own. */
  readonly without: readonly string[];
  /** More names of middlewares that ask who is there. */
  readonly guards: readonly string[];
  /** What editors hold that is not saved, by absolute path. */
  readonly open: readonly { readonly path: string; readonly text: string }[];
}

/** A description. */
export interface DescriptionAsked {
  /** Absolute path. */
  readonly path: string;
  /** Absolute folder that `$ref`s must not leave. */
  readonly root: string;
  readonly allowOutside: boolean;
}

export interface ComparisonAsked extends AppAsked {
  readonly description: DescriptionAsked;
  /** Those among the dependencies of the application. */
  readonly frameworks: readonly StubFramework[];
  /** Somebody has said that this is the description; otherwise one that has nothing in common with the routes is none. */
  readonly isChosen: boolean;
  /** No source has changed since the last answer about this folder. */
  readonly sameSources: boolean;
}

export interface ShownDrift extends Omit<DriftGroup, 'route'> {
  /** Where the route is registered: what to underline. */
  readonly route: Place | undefined;
  /** Others than the edits. */
  readonly fixes: readonly Fix[];
  /** The application's routes are made by Scaffold Routes, from this description. */
  readonly isScaffolded: boolean;
}

/** An operation and the route that serves it. */
export interface RouteLink {
  /** Lower case. */
  readonly method: string;
  /** As the description has it. */
  readonly path: string;
  readonly id: string | undefined;
  readonly summary: string | undefined;
  readonly deprecated: boolean;
  /** `query limit`, `path id`. */
  readonly parameters: readonly string[];
  readonly statuses: readonly string[];
  /** The key of the operation in the description: `get`. */
  readonly described: Place;
  /** The value of `operationId`. */
  readonly named: Range | undefined;
  /** The call that registers the route, as far as its path. */
  readonly route: Place;
  /** The path in it, with its quotes. */
  readonly literal: Range | undefined;
  /** Where the function that answers begins. */
  readonly handler: Place | undefined;
}

export interface Comparison {
  readonly drifts: readonly ShownDrift[];
  readonly links: readonly RouteLink[];
  /** How many were found. */
  readonly routes: number;
  /** Absolute paths of the description's files. */
  readonly files: readonly string[];
  /** Absolute paths of sources that lie outside of the folder. */
  readonly outside: readonly string[];
}

export interface SpecAsked extends AppAsked {
  readonly description: DescriptionAsked;
  /** Of a new file. */
  readonly version: '3.0' | '3.1';
}

export interface GeneratedSpec {
  /** How many operations the program has; 0: there is nothing to describe. */
  readonly operations: number;
  /** How many source files were looked at. */
  readonly sources: number;
  /** New texts by absolute path. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly isNew: boolean;
  /** How many differences are mended. */
  readonly mended: number;
  readonly left: readonly Pick<Drift, 'kind' | 'message' | 'described' | 'route'>[];
  readonly unclear: readonly Unclarity[];
}

export type AppCalls = {
  compare: { readonly params: ComparisonAsked; readonly result: Comparison };
  generate: { readonly params: SpecAsked; readonly result: GeneratedSpec };
};
