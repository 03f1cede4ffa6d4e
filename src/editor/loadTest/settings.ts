import * as vscode from 'vscode';
import { section } from '../settings.js';
import { serverFrom } from './request.js';

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
    lenses: Object.fromEntries(
      lensKinds.map(kind => [kind, settings.get<unknown>(`codeLens.${kind}`) !== false]),
    ) as LoadTestSettings['lenses'],
  };
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter(text => typeof text === 'string' && text.trim() !== '') : [];
}
