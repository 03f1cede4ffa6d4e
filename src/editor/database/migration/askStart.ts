/** Which schema does a migration start from? */
import path from 'node:path';
import * as vscode from 'vscode';
import { Problem } from '../../../text/problem.js';
import { plainMessage } from '../../plainMessage.js';
import { sqlName } from '../../sqlSchemas.js';
import type { Databases } from '../databases.js';
import { stageIcon } from '../stage.js';
import type { StartChoice } from './migrationCalls.js';
import type { MigrationChoice } from './migrationChoice.js';
import type { MigrationTarget } from './migrationTarget.js';

type Start = Exclude<StartChoice, { kind: 'find' }>;
/** As it is remembered: of a connection its id. */
type Kept =
  | { readonly kind: 'empty' }
  | { readonly kind: 'schema'; readonly word: string }
  | { readonly kind: 'kept'; readonly id: string };

interface Item extends vscode.QuickPickItem {
  readonly start: Kept | 'browse';
}

/** In the workspace's state: the answer, by file. */
const key = 'migrationStarts';

/** What a caller has said. @throws Problem for a connection that there is not. */
export async function givenStart(databases: Databases, { start }: MigrationChoice): Promise<Start | undefined> {
  if (start === undefined) return undefined;
  if (start === 'empty') return { kind: 'empty' };
  if ('schema' in start) return { kind: 'schema', word: start.schema };
  const connection = databases.connections.named(start.connection);
  if (!connection) throw new Problem(`There is no connection ${start.connection}. Add it first.`);
  return resolve(databases, { kind: 'kept', id: connection.id });
}

/** What was answered for this file before, as long as it is still there. */
export async function rememberedStart(databases: Databases, { uri }: MigrationTarget): Promise<Start | undefined> {
  const kept = databases.desk.context.workspaceState.get<Record<string, Kept | undefined>>(key)?.[uri.fsPath];
  return kept && resolve(databases, kept).catch(() => undefined);
}

/**
 * @param missing why nobody knows.
 * @returns undefined when it was closed.
 */
export async function askStart(
  databases: Databases,
  target: MigrationTarget,
  missing: string,
): Promise<Start | undefined> {
  const items = await itemsFor(databases, target);
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = `Prove ${plainMessage(path.basename(target.uri.fsPath))}: which schema does it start from?`;
  pick.placeholder = plainMessage(missing);
  pick.items = items;
  pick.matchOnDescription = true;
  pick.ignoreFocusOut = true;
  const item = await new Promise<Item | undefined>(done => {
    pick.onDidAccept(() => done(pick.activeItems[0]));
    pick.onDidHide(() => done(undefined));
    pick.show();
  }).finally(() => pick.dispose());
  const start = item?.start === 'browse' ? await browse(target) : item?.start;
  if (!start) return undefined;
  const state = databases.desk.context.workspaceState;
  await state.update(key, { ...state.get<object>(key), [target.uri.fsPath]: start });
  return resolve(databases, start);
}

async function itemsFor({ desk, connections }: Databases, { migrations }: MigrationTarget): Promise<readonly Item[]> {
  const groups = await desk.schemas.ask('groups', {});
  const schemas = groups.filter(
    group => group.dialect === 'postgresql' && group.path !== migrations && group.tables > 0,
  );
  return [
    { label: '$(circle-slash) An empty database', start: { kind: 'empty' } },
    ...schemas.map(
      (group): Item => ({
        label: `$(database) ${plainMessage(sqlName(group.path))}`,
        description: group.kind === 'migrations' ? 'all of its migrations' : '',
        start: { kind: 'schema', word: group.path },
      }),
    ),
    ...connections.list().map(
      (connection): Item => ({
        label: connection.name,
        description: `the schema of ${connection.description}`,
        iconPath: stageIcon(connection.stage),
        start: { kind: 'kept', id: connection.id },
      }),
    ),
    { label: '$(folder-opened) A file or folder…', start: 'browse' },
  ];
}

async function browse({ folder }: MigrationTarget): Promise<Kept | undefined> {
  const [picked] =
    (await vscode.window.showOpenDialog({
      ...{ canSelectFiles: true, canSelectFolders: true, openLabel: 'Start From This' },
      defaultUri: vscode.Uri.file(folder),
      filters: { SQL: ['sql'] },
    })) ?? [];
  return picked && { kind: 'schema', word: picked.fsPath };
}

/** @throws Problem when the connection is gone. */
async function resolve({ connections }: Databases, kept: Kept): Promise<Start> {
  if (kept.kind !== 'kept') return kept;
  const connection = connections.list().find(({ id }) => id === kept.id);
  const connectionString = connection && (await connections.stringOf(connection));
  if (connectionString === undefined) throw new Problem('This connection is there no more. Add it again.');
  return { kind: 'server', connectionString };
}
