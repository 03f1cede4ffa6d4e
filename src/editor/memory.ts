import type * as vscode from 'vscode';
import type { Framework } from '../scaffold/messages.js';
import { isFramework, readSettings } from './settings.js';

/** What a user chose for a spec. */
export interface Choice {
  readonly framework: Framework;
  /** As shown and stored: relative to the spec's workspace folder with forward slashes, or absolute. */
  readonly output: string;
  /** Also a runnable app.ts. */
  readonly app: boolean;
}

const key = 'scaffold.choices';
const last = '';

/** The choice for this spec, or the workspace's last one, with what settings say on top. Parts that nobody chose are absent. */
export function recall(state: vscode.Memento, spec: vscode.Uri): Partial<Choice> {
  return { ...(stored(state, spec.toString()) ?? stored(state, last)), ...chosenBySettings(spec) };
}

/** The choice with which this very spec can be scaffolded again without a question. */
export function recallComplete(state: vscode.Memento, spec: vscode.Uri): Choice | undefined {
  const { framework, output, app = false } = { ...stored(state, spec.toString()), ...chosenBySettings(spec) };
  return framework && output ? { framework, output, app } : undefined;
}

export async function remember(state: vscode.Memento, spec: vscode.Uri, choice: Choice): Promise<void> {
  await state.update(key, { ...state.get<object>(key), [spec.toString()]: choice, [last]: choice });
}

export function chosenBySettings(spec: vscode.Uri): Partial<Choice> {
  const { framework, output } = readSettings(spec).scaffold;
  return { ...(framework && { framework }), ...(output && { output }) };
}

/** An older version may have stored something else. */
function stored(state: vscode.Memento, spec: string): Choice | undefined {
  const choice = state.get<Record<string, Partial<Choice> | undefined>>(key)?.[spec];
  return isFramework(choice?.framework) && typeof choice.output === 'string'
    ? { framework: choice.framework, output: choice.output, app: choice.app === true }
    : undefined;
}
