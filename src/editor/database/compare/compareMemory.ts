/** What is remembered of comparisons, for each workspace. */
import type * as vscode from 'vscode';
import { type Pair, readPair } from './sides.js';

/** What a comparison is asked for beside its two sides. */
export interface CompareSettings {
  readonly online: boolean;
  readonly expandContract: boolean;
  readonly copyFirst: boolean;
  /** `false`: they take part when a script speaks of them. */
  readonly owners: boolean;
  readonly grants: boolean;
  /** Schemas, and tables as `schema.table`. */
  readonly without: readonly string[];
}

const keys = { pair: 'compare.pair', settings: 'compare.settings', output: 'compare.output' } as const;

export const usualSettings: CompareSettings = {
  ...{ online: true, expandContract: false, copyFirst: false, owners: false, grants: false },
  without: [],
};

export function recallPair(state: vscode.Memento): Pair | undefined {
  return readPair(state.get<unknown>(keys.pair));
}

export async function rememberPair(state: vscode.Memento, pair: Pair): Promise<void> {
  await state.update(keys.pair, pair);
}

/** An older version may have stored something else. */
export function recallSettings(state: vscode.Memento): CompareSettings {
  const stored = (state.get<unknown>(keys.settings) ?? {}) as Record<string, unknown>;
  const is = (name: Exclude<keyof CompareSettings, 'without'>) =>
    typeof stored[name] === 'boolean' ? stored[name] : usualSettings[name];
  const { without } = stored;
  return {
    ...{ online: is('online'), expandContract: is('expandContract'), copyFirst: is('copyFirst') },
    ...{ owners: is('owners'), grants: is('grants') },
    without: Array.isArray(without) ? without.filter(one => typeof one === 'string') : [],
  };
}

export async function rememberSettings(state: vscode.Memento, settings: CompareSettings): Promise<void> {
  await state.update(keys.settings, settings);
}

/** Absolute path of the folder that a migration was last saved to. */
export function recallOutput(state: vscode.Memento): string | undefined {
  const folder = state.get<unknown>(keys.output);
  return typeof folder === 'string' ? folder : undefined;
}

export async function rememberOutput(state: vscode.Memento, folder: string): Promise<void> {
  await state.update(keys.output, folder);
}
