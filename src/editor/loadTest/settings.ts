import path from 'node:path';
import * as vscode from 'vscode';
import type { RunFailure } from '../../panel/panelMessages.js';
import { section } from '../settings.js';
import { rootOf } from '../specs.js';
import { serverFrom } from './request.js';
import type { LoadEngine } from './runnerMessages.js';

export const lensKinds = ['loadTest', 'loadTestFuzz', 'loadTestAgain'] as const;
export type LensKind = (typeof lensKinds)[number];

/** The settings of docs/settings.md about load tests, as they hold for one file. */
export interface LoadTestSettings {
  /** `http://localhost:3000`; undefined: from the description, or the last answer. */
  readonly server: string | undefined;
  /** Of all levels together: a workspace adds hosts, and takes none away. */
  readonly forbiddenHosts: readonly string[];
  readonly maxConnections: number;
  readonly maxRate: number;
  readonly engine: LoadEngine;
  readonly lenses: Readonly<Record<LensKind, boolean>>;
}

/** A wrong value counts as not set: settings files are outside bytes. */
export function readLoadTestSettings(scope: vscode.Uri | undefined): LoadTestSettings {
  const settings = vscode.workspace.getConfiguration(section, scope);
  const amount = (key: string, otherwise: number) => {
    const value = settings.get<unknown>(key);
    return typeof value === 'number' && value >= 1 ? value : otherwise;
  };
  const server = settings.get<unknown>('loadTest.server');
  const hosts = settings.inspect<unknown>('loadTest.forbiddenHosts');
  const levels = [hosts?.globalValue, hosts?.workspaceValue, hosts?.workspaceFolderValue];
  return {
    server: typeof server === 'string' ? serverFrom(server) : undefined,
    forbiddenHosts: levels.flatMap(texts),
    maxConnections: amount('loadTest.maxConnections', 1000),
    maxRate: amount('loadTest.maxRate', 10_000),
    engine:
      settings.get<unknown>('loadTest.engine') === 'k6'
        ? { kind: 'k6', k6: executable(settings.get<unknown>('loadTest.k6Path'), scope) }
        : { kind: 'built-in' },
    lenses: Object.fromEntries(
      lensKinds.map(kind => [kind, settings.get<unknown>(`codeLens.${kind}`) !== false]),
    ) as LoadTestSettings['lenses'],
  };
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter(text => typeof text === 'string' && text.trim() !== '') : [];
}

/** A name is looked for in PATH; a path is that of the workspace folder. */
function executable(value: unknown, scope: vscode.Uri | undefined): string {
  const text = typeof value === 'string' && !value.includes('\0') ? value.trim() : '';
  if (!text) return 'k6';
  return /[\\/]/.test(text) && scope ? path.resolve(rootOf(scope).fsPath, text) : text;
}

/** What a run's load is followed by: nothing for what is usual. */
export function engineName({ kind }: LoadEngine): string {
  return kind === 'k6' ? ', by k6' : '';
}

/** What can be done when a run fails that was left to another program. */
export function engineSettings({ kind }: LoadEngine): Pick<RunFailure, 'advice' | 'settings'> {
  if (kind === 'built-in') return {};
  return {
    advice: 'The settings say whether k6 makes the load, and where it is.',
    settings: [`${section}.loadTest.engine`, `${section}.loadTest.k6Path`],
  };
}
