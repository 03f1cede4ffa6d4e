import * as vscode from 'vscode';
import { plainMessage } from '../../plainMessage.js';
import type { SavedConnection } from '../connections.js';
import { stageIcon } from '../stage.js';
import type { QueryNeeds, QueryParameter } from './explainCalls.js';

export interface How {
  readonly analyze: boolean;
  /** Values are asked for; without, the plan is the generic one. */
  readonly withValues: boolean;
}

interface Item extends vscode.QuickPickItem {
  readonly how: How | 'another';
}

/** The one question: on this database, with a run or without. @returns undefined when it was closed; `another`: on another database. */
export async function askHow(
  { name, stage, description }: SavedConnection,
  { parameters, reads, verb }: QueryNeeds,
): Promise<How | 'another' | undefined> {
  const count = parameters.length;
  const values = count === 1 ? 'a value' : `values of ${count} parameters`;
  const run = reads ? 'Runs it in a read-only transaction' : `Runs the ${verb} in a transaction that is rolled back`;
  const items: Item[] = [
    {
      label: 'Explain',
      detail:
        count === 0 ? 'The plan. Nothing is run.' : 'The generic plan, which holds for any values. Nothing is run.',
      iconPath: new vscode.ThemeIcon('list-tree'),
      how: { analyze: false, withValues: false },
    },
    ...(count === 0
      ? []
      : [
          {
            label: 'Explain with Values…',
            detail: `The plan for ${values} that you give. Nothing is run.`,
            iconPath: new vscode.ThemeIcon('symbol-parameter'),
            how: { analyze: false, withValues: true },
          },
        ]),
    {
      label: 'Analyze…',
      detail: `${run}: real times and rows.${count === 0 ? '' : ` Asks for ${values}.`}`,
      iconPath: new vscode.ThemeIcon(reads ? 'play' : 'warning'),
      how: { analyze: true, withValues: count > 0 },
    },
    { label: '', kind: vscode.QuickPickItemKind.Separator, how: 'another' },
    {
      label: 'Another Database…',
      detail: `Now: ${name} (${stage}), ${description}`,
      iconPath: stageIcon(stage),
      how: 'another',
    },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: `Explain Query on ${name}`,
    placeHolder: 'What do you want to see?',
    ignoreFocusOut: true,
  });
  return picked?.how;
}

/** What was typed for what was written: offered again as long as the window is open, and kept nowhere. */
const given = new Map<string, string>();

/** A name means the same in each query, a number or a question mark does not. */
function keyOf(written: string, query: string): string {
  return /^(?:\$\d+|\?\d*|%s)$/.test(written) ? `${written} ${query}` : written;
}

/** One after another, for the query of this text. @returns undefined when one was closed. */
export async function askValues(
  query: string,
  parameters: readonly QueryParameter[],
): Promise<readonly (string | null)[] | undefined> {
  const values: (string | null)[] = [];
  for (const { number, written } of parameters) {
    const typed = await vscode.window.showInputBox({
      title: `Explain Query: value ${number} of ${parameters.length}`,
      prompt: `For ${plainMessage(written)}, as plain text without quotes. NULL for none.`,
      value: given.get(keyOf(written, query)) ?? '',
      ignoreFocusOut: true,
    });
    if (typed === undefined) return undefined;
    given.set(keyOf(written, query), typed);
    values.push(typed === 'NULL' ? null : typed);
  }
  return values;
}

/** What stands in the place of something that is no value: a table's name, a part of a condition. @returns undefined when it was closed. */
export async function askBlank(written: string): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    title: 'Explain Query',
    prompt: `What does ${plainMessage(written)} stand for? SQL, as it is put into the query; empty for nothing.`,
    value: given.get(written) ?? '',
    ignoreFocusOut: true,
  });
  if (typed !== undefined) given.set(written, typed);
  return typed;
}
