/** Which tables? The schema of the active file, one of the workspace, a connection, or something else. */
import * as vscode from 'vscode';
import type { SchemaGroup } from '../../../schema/project/project.js';
import { groupItem } from '../../pickGroup.js';
import { plainMessage } from '../../plainMessage.js';
import { sqlName } from '../../sqlSchemas.js';
import { addConnection } from '../addConnection.js';
import { givenSide } from '../compare/givenSide.js';
import { sideOfGroup } from '../compare/sideItems.js';
import { isSame, type Side, sideLabel } from '../compare/sides.js';
import type { Databases } from '../databases.js';
import { stageIcon } from '../stage.js';
import { recallSource } from './scaffoldMemory.js';
import { sourceGroups, sourceOfSide } from './sourceGroups.js';

type Leads = Side | 'connection' | 'file' | 'folder';

interface SourceItem extends vscode.QuickPickItem {
  /** Absent: a separator. */
  readonly leads?: Leads;
}

export const commandTitle = 'Scaffold API from Database';

/** What a menu passed; undefined: nothing. */
export async function sourceOfFile(databases: Databases, file: unknown): Promise<Side | undefined> {
  if (!(file instanceof vscode.Uri) || file.scheme !== 'file') return undefined;
  return activeSource(databases, file);
}

/** @param file undefined: that of the active editor. */
async function activeSource(databases: Databases, file: vscode.Uri | undefined): Promise<Side | undefined> {
  const { now, become } = await givenSide(databases, file);
  const side = become ?? now;
  return side && sourceOfSide(databases, side);
}

/** @returns undefined when it was closed. */
export async function askSource(databases: Databases, totalSteps: number): Promise<Side | undefined> {
  for (;;) {
    const leads = await pickSource(databases, totalSteps);
    if (leads === undefined) return undefined;
    if (typeof leads === 'object') return leads;
    // What was closed on the way leads back to the question.
    if (leads === 'connection') {
      const added = await addConnection(databases);
      if (added) return { kind: 'connection', id: added.id };
    } else {
      const browsed = await browse(leads);
      if (browsed) return browsed;
    }
  }
}

async function pickSource(databases: Databases, totalSteps: number): Promise<Leads | undefined> {
  const pick = vscode.window.createQuickPick<SourceItem>();
  pick.title = commandTitle;
  pick.placeholder = 'Which tables should become an API?';
  pick.step = 1;
  pick.totalSteps = totalSteps;
  pick.matchOnDescription = true;
  pick.ignoreFocusOut = true;
  pick.busy = true;
  const answer = new Promise<Leads | undefined>((done, fail) => {
    pick.onDidAccept(() => {
      const [item] = pick.activeItems;
      if (item?.leads) done(item.leads);
    });
    pick.onDidHide(() => done(undefined));
    sourceItems(databases).then(items => {
      pick.items = items;
      pick.busy = false;
    }, fail);
  });
  pick.show();
  return answer.finally(() => pick.dispose());
}

async function sourceItems(databases: Databases): Promise<readonly SourceItem[]> {
  const { connections, desk } = databases;
  const active = await activeSource(databases, undefined);
  const groups = await sourceGroups(databases);
  const last = recallSource(desk.context.workspaceState);
  const first = [
    ...(active ? [namedItem(databases, groups, active, 'the active editor')] : []),
    ...(last && !(active && isSame(active, last)) ? [namedItem(databases, groups, last, 'as last time')] : []),
  ].flatMap(item => item ?? []);
  const isFirst = (side: Side) => first.some(({ leads }) => typeof leads === 'object' && isSame(leads, side));
  return [
    ...first,
    separator('Schemas of this workspace'),
    ...groups.flatMap(group => {
      const side = sideOfGroup(group);
      return isFirst(side) ? [] : [{ ...groupItem(group), leads: side }];
    }),
    separator('Databases'),
    ...connections.list().flatMap(({ id, name, description, stage }): SourceItem[] => {
      const leads: Side = { kind: 'connection', id };
      if (isFirst(leads)) return [];
      return [{ label: name, description: `${description} (read only)`, iconPath: stageIcon(stage), leads }];
    }),
    { label: '$(add) Add Connection…', leads: 'connection' },
    separator('Elsewhere'),
    { label: '$(file) Another file…', leads: 'file' },
    { label: '$(folder-opened) Another folder…', leads: 'folder' },
  ];
}

/** @returns undefined for a connection that was removed. */
function namedItem(
  { connections }: Databases,
  groups: readonly SchemaGroup[],
  side: Side,
  description: string,
): SourceItem | undefined {
  const label = sideLabel(side, connections);
  if (label === undefined) return undefined;
  if (side.kind === 'connection') {
    const stage = connections.list().find(({ id }) => id === side.id)?.stage ?? 'development';
    return { label: plainMessage(label), description, iconPath: stageIcon(stage), leads: side };
  }
  const group = groups.find(({ path }) => path === side.path);
  const icon = side.kind === 'folder' ? '$(folder)' : '$(database)';
  const shown = group ? groupItem(group) : { label: `${icon} ${plainMessage(sqlName(side.path))}`, description: '' };
  const details = [shown.description, description].filter(Boolean).join(', ');
  return { ...shown, description: details, leads: side };
}

function separator(label: string): SourceItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

async function browse(kind: 'file' | 'folder'): Promise<Side | undefined> {
  const [picked] =
    (await vscode.window.showOpenDialog({
      title: commandTitle,
      openLabel: 'Scaffold',
      canSelectFiles: kind === 'file',
      canSelectFolders: kind === 'folder',
      ...(kind === 'file' && { filters: { SQL: ['sql'], 'All files': ['*'] } }),
    })) ?? [];
  return picked && { kind, path: picked.fsPath };
}
