import * as vscode from 'vscode';
import type { LikelyRename } from '../../../schema/diff/renames.js';
import { plainMessage } from '../../plainMessage.js';

interface Item extends vscode.QuickPickItem {
  readonly rename: LikelyRename;
}

const holdsData: ReadonlySet<string> = new Set([
  'schema',
  'table',
  'materializedView',
  'sequence',
  'column',
  'enumValue',
]);

/**
 * Which of these keep their data under another name? Nothing is ticked beforehand: what stays unticked is dropped and created.
 * @returns undefined when it was closed.
 */
export async function askRenames(possible: readonly LikelyRename[]): Promise<readonly LikelyRename[] | undefined> {
  const items = possible.map((rename): Item => {
    const { kind, from, to, reason } = rename;
    return {
      ...{
        label: plainMessage(`${shortName(from)} → ${to}`),
        description: plainMessage(`${wordOf(kind)}, ${reason}`),
        rename,
      },
      detail: holdsData.has(kind)
        ? 'Ticked: renamed, keeps its data. Not ticked: dropped and created, its data is lost.'
        : 'Ticked: renamed. Not ticked: dropped and created.',
    };
  });
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Compare Schemas: Renamed?',
    placeHolder: 'Tick what is the same under another name',
    canPickMany: true,
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  return picked?.map(({ rename }) => rename);
}

/** As it is asked for: `public.users.mail=email`. */
export function renameText({ from, to }: LikelyRename): string {
  return `${from}=${to}`;
}

function shortName(name: string): string {
  return name.replace(/^public\./, '');
}

function wordOf(kind: string): string {
  return kind.replaceAll(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`);
}
