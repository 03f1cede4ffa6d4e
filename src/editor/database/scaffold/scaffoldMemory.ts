/** What was answered for a source, for each workspace. */
import type * as vscode from 'vscode';
import type { Framework } from '../../../scaffold/messages.js';
import { isFramework } from '../../settings.js';
import { isStored, type Side } from '../compare/sides.js';

export interface TableOptions {
  readonly auth: 'bearer' | 'none';
  readonly numbers: boolean;
  /** `shop.orders`: not those that are wanted, so that new tables are. */
  readonly without: readonly string[];
}

export interface KeptAnswers extends TableOptions {
  readonly framework: Framework;
  readonly output: string;
}

const keys = { answers: 'tables.answers', source: 'tables.source' } as const;
const usualOptions: TableOptions = { auth: 'bearer', numbers: false, without: [] };

/** Framework and output are absent when nobody chose them. An older version may have stored something else. */
export function recallAnswers(state: vscode.Memento, source: Side): TableOptions & Partial<KeptAnswers> {
  const all = state.get<Record<string, unknown>>(keys.answers);
  const { framework, output, auth, numbers, without } = (all?.[keyOf(source)] ?? {}) as Record<string, unknown>;
  return {
    ...(isFramework(framework) && { framework }),
    ...(typeof output === 'string' && { output }),
    auth: auth === 'none' ? 'none' : usualOptions.auth,
    numbers: numbers === true,
    without: Array.isArray(without) ? without.filter(one => typeof one === 'string') : [],
  };
}

export async function rememberAnswers(state: vscode.Memento, source: Side, answers: KeptAnswers): Promise<void> {
  await state.update(keys.answers, { ...state.get<object>(keys.answers), [keyOf(source)]: answers });
  await state.update(keys.source, source);
}

export function recallSource(state: vscode.Memento): Side | undefined {
  const source = state.get<unknown>(keys.source);
  return isStored(source) ? source : undefined;
}

function keyOf(source: Side): string {
  return source.kind === 'connection' ? source.id : source.path;
}
