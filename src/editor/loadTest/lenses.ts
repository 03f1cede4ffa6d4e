import * as vscode from 'vscode';
import { milliseconds, rate } from '../../loadtest/output/format.js';
import { Problem } from '../../text/problem.js';
import { isSpec } from '../specs.js';
import type { LoadTests } from './loadTests.js';
import type { PastRun } from './pastRuns.js';
import { type OperationName, subjectKey } from './request.js';
import { routesOf, specNameOf, specOf } from './routeFiles.js';
import type { Description } from './runnerMessages.js';
import { type LensKind, readLoadTestSettings } from './settings.js';
import { specSource } from './specSource.js';

/** A large description has thousands: commands are made only for those that are in view. */
export interface LoadTestLens extends vscode.CodeLens {
  readonly kind: LensKind;
  readonly spec: vscode.Uri;
  readonly operation: OperationName;
  readonly last?: PastRun;
}

interface Read {
  readonly version: number;
  readonly description: Promise<Description | undefined>;
}

// Not looked up in the namespace, getter by getter, for each.
const { CodeLens, Range } = vscode;
const lensOrder: readonly LensKind[] = ['loadTest', 'loadTestAgain', 'loadTestFuzz'];
type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Above each operation of a description, and above each generated route: load test it, fuzz it, run it again. */
export class LoadTestLenses implements vscode.Disposable {
  readonly #tests: LoadTests;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #read = new WeakMap<vscode.TextDocument, Read>();
  readonly #parts: vscode.Disposable;

  constructor(tests: LoadTests) {
    this.#tests = tests;
    this.#parts = vscode.Disposable.from(
      this.#changed,
      tests.history.onDidChange(() => this.#changed.fire()),
    );
  }

  async provideCodeLenses(document: vscode.TextDocument, token: vscode.CancellationToken): Promise<LoadTestLens[]> {
    const { lenses } = readLoadTestSettings(document.uri);
    if (!Object.values(lenses).includes(true)) return [];
    const read = await this.#places(document);
    if (!read || token.isCancellationRequested) return [];
    const { spec, places } = read;
    const lastRuns = new Map<string, PastRun>();
    for (const run of this.#tests.history.all()) {
      if (run.request.servers.length === 1 && run.request.kind === 'path') lastRuns.set(subjectKey(run.request), run);
    }
    const found: LoadTestLens[] = [];
    for (const operation of places) {
      const at = new Range(operation.line, operation.character, operation.line, operation.character);
      const subject = { kind: 'path', spec: spec.fsPath, operation } as const;
      const last = lastRuns.size > 0 ? lastRuns.get(subjectKey(subject)) : undefined;
      for (const kind of lensOrder) {
        if (!lenses[kind] || (kind === 'loadTestAgain' && !last)) continue;
        const lens = new CodeLens(at) as Mutable<LoadTestLens>;
        lens.kind = kind;
        lens.spec = spec;
        lens.operation = operation;
        if (last) lens.last = last;
        found.push(lens);
      }
    }
    return found;
  }

  resolveCodeLens(lens: LoadTestLens): LoadTestLens {
    lens.command = commandOf(lens);
    return lens;
  }

  dispose(): void {
    this.#parts.dispose();
  }

  async #places(document: vscode.TextDocument) {
    const name = specNameOf(document);
    if (name !== undefined) {
      const routes = routesOf(document);
      const spec = routes.length > 0 ? await specOf(this.#tests.session, document.uri, name) : undefined;
      return spec && { spec, places: routes };
    }
    if (!isSpec(document)) return undefined;
    const description = await this.#describe(document);
    return description && { spec: document.uri, places: description.operations };
  }

  /** Once for each state of the text. Text that cannot be read has no lenses; the Problems panel says why. */
  #describe(document: vscode.TextDocument): Promise<Description | undefined> {
    const { version } = document;
    const known = this.#read.get(document);
    if (known?.version === version) return known.description;
    const description = this.#tests.runner.call('describe', specSource(document.uri)).catch((error: unknown) => {
      if (!(error instanceof Problem)) this.#tests.session.log.error(`Finding the operations failed: ${error}`);
      return undefined;
    });
    this.#read.set(document, { version, description });
    return description;
  }
}

function commandOf({ kind, spec, operation: { method, path, id }, last }: LoadTestLens): vscode.Command {
  const operation: OperationName = { method, path, ...(id !== undefined && { id }) };
  switch (kind) {
    case 'loadTest':
      return {
        title: '$(rocket) Load test this path',
        tooltip: 'Send valid requests made from this description, and watch latency and throughput',
        command: 'seniorBackend.loadTestPath',
        arguments: [spec, operation],
      };
    case 'loadTestFuzz':
      return {
        title: '$(bug) Fuzz this path',
        tooltip: 'Send requests that this description does not allow: each must be answered with 4XX',
        command: 'seniorBackend.loadTestFuzz',
        arguments: [spec, operation],
      };
    case 'loadTestAgain': {
      const { entry, request } = last!;
      return {
        title: `$(debug-rerun) Run again · p99 ${milliseconds(entry.p99)} · ${rate(entry.perSecond)}`,
        tooltip: `${entry.load} at ${request.servers.join(' and ')}, at once`,
        command: 'seniorBackend.loadTestPath',
        arguments: [spec, operation, { again: true }],
      };
    }
  }
}
