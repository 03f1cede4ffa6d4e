import * as vscode from 'vscode';
import { plainMessage } from '../../plainMessage.js';
import { type CompareSettings, recallSettings, rememberSettings } from './compareMemory.js';

type Flag = Exclude<keyof CompareSettings, 'without'>;

interface Item extends vscode.QuickPickItem {
  readonly name: keyof CompareSettings;
}

const flags: readonly (readonly [Flag, string, string])[] = [
  [
    'online',
    'Online forms',
    'Statements that do not block for long on tables in use: CONCURRENTLY, NOT VALID and VALIDATE.',
  ],
  [
    'expandContract',
    'Expand and contract',
    'Several migrations, each safe for the code before and after it: expand, backfill, contract.',
  ],
  ['copyFirst', 'Copy first', 'What would be lost is renamed out of the way, so that the rollback brings it back.'],
  ['owners', 'Compare owners', 'Otherwise only when a script speaks of them.'],
  ['grants', 'Compare grants', 'Otherwise only when a script speaks of them.'],
];

/** A multi-pick, and what is left out when that is ticked. Closed: all stays as it was. */
export async function askSettings(state: vscode.Memento): Promise<void> {
  const before = recallSettings(state);
  const items: Item[] = flags.map(([name, label, detail]) => ({ name, label, detail, picked: before[name] }));
  const left =
    before.without.length > 0 ? plainMessage(before.without.join(', ')) : 'Schemas and tables that do not take part.';
  items.push({ name: 'without', label: 'Leave out…', detail: left, picked: before.without.length > 0 });
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Compare Schemas: Options',
    placeHolder: 'How is the migration made? Kept for this workspace.',
    canPickMany: true,
    ignoreFocusOut: true,
  });
  if (!picked) return;
  const is = (name: keyof CompareSettings) => picked.some(item => item.name === name);
  const without = is('without') ? await askWithout(before.without) : [];
  if (!without) return;
  await rememberSettings(state, {
    ...{ online: is('online'), expandContract: is('expandContract'), copyFirst: is('copyFirst') },
    ...{ owners: is('owners'), grants: is('grants'), without },
  });
}

async function askWithout(before: readonly string[]): Promise<readonly string[] | undefined> {
  const typed = await vscode.window.showInputBox({
    title: 'Compare Schemas: Leave Out',
    prompt: 'Schemas, and tables as schema.table, separated by commas.',
    placeHolder: 'audit, public.jobs',
    value: before.join(', '),
    ignoreFocusOut: true,
  });
  return typed?.split(',').flatMap(name => name.trim() || []);
}

/** `online, copy first`: for a tooltip. */
export function settingsText(settings: CompareSettings): string {
  const on = flags.flatMap(([name, label]) => (settings[name] ? label.toLowerCase() : []));
  return (
    [...on, ...(settings.without.length > 0 ? [`without ${settings.without.join(', ')}`] : [])].join(', ') || 'none'
  );
}
