import * as vscode from 'vscode';
import type { Connections, SavedConnection } from './connections.js';
import type { Databases } from './databases.js';
import { dotenvConnections } from './dotenv.js';
import { askStage, stageIcon } from './stage.js';

interface Item extends vscode.QuickPickItem {
  readonly connectionString: string | undefined;
}

/**
 * Where → a try → what it is called → what it is for. Kept only once the server has answered, or when the user wants it all the same.
 * @returns undefined when the user stopped on the way.
 */
export async function addConnection(databases: Databases): Promise<SavedConnection | undefined> {
  const { connections } = databases;
  const connectionString = await askString(databases);
  if (connectionString === undefined) return undefined;
  const tried = await tryConnection(databases, connectionString);
  const name = await vscode.window.showInputBox({
    title: 'Add Connection',
    prompt: `${tried.description}, PostgreSQL ${tried.version}. What do you call it?`,
    value: tried.database,
    ignoreFocusOut: true,
    validateInput: text => {
      if (text.trim() === '') return 'A connection needs a name.';
      return connections.list().some(one => one.name === text.trim())
        ? {
            message: 'Takes the place of the connection of that name.',
            severity: vscode.InputBoxValidationSeverity.Warning,
          }
        : undefined;
    },
  });
  if (!name?.trim()) return undefined;
  const stage = await askStage(name.trim());
  if (!stage) return undefined;
  return connections.add({ name: name.trim(), stage, description: tried.description }, connectionString);
}

async function askString({ thread }: Databases): Promise<string | undefined> {
  const offered = await dotenvConnections();
  const items: Item[] = [];
  for (const { label, connectionString } of offered) {
    const { description } = await thread.call('describeConnection', { connectionString });
    items.push({ label: `$(file-code) ${label}`, description, connectionString });
  }
  if (items.length === 0) return typeString();
  items.push({ label: '$(edit) Another one…', connectionString: undefined });
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Add Connection',
    placeHolder: 'Which database?',
    ignoreFocusOut: true,
  });
  return picked && (picked.connectionString ?? typeString());
}

async function typeString(): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    title: 'Add Connection',
    prompt: 'A URL, or words as psql takes them: host=… dbname=… user=…, service=…. Kept by the system’s key store.',
    placeHolder: 'postgresql://user:password@localhost:5432/database',
    password: true,
    ignoreFocusOut: true,
  });
  return typed?.trim() || undefined;
}

interface Tried {
  readonly description: string;
  readonly database: string;
  readonly version: string;
}

/** @throws Problem when the connection string is wrong or the server does not answer. */
async function tryConnection(databases: Databases, connectionString: string): Promise<Tried> {
  const { thread } = databases;
  const { description } = await thread.call('describeConnection', { connectionString });
  const tried = await databases.run(`Connecting to ${description}`, job =>
    thread.call('tryConnection', { job, connectionString }),
  );
  return { ...tried, description };
}

/** One of the kept connections; there is a way to add one. @returns undefined when it was closed. */
export async function pickConnection(databases: Databases, title: string): Promise<SavedConnection | undefined> {
  const list = databases.connections.list();
  if (list.length === 0) return addConnection(databases);
  const items = list.map(connection => ({
    label: connection.name,
    description: connection.description,
    iconPath: stageIcon(connection.stage),
    connection: connection as SavedConnection | undefined,
  }));
  const add = { label: '$(add) Add Connection…', description: '', connection: undefined };
  const picked = await vscode.window.showQuickPick([...items, add], {
    title,
    placeHolder: 'Which database?',
    matchOnDescription: true,
  });
  return picked && (picked.connection ?? addConnection(databases));
}

/** @returns whether one was removed. */
export async function removeConnection(connections: Connections): Promise<boolean> {
  const list = connections.list();
  if (list.length === 0) {
    void vscode.window.showInformationMessage('There are no connections.');
    return false;
  }
  const items = list.map(connection => ({
    label: connection.name,
    description: connection.description,
    iconPath: stageIcon(connection.stage),
    connection,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Remove Connection',
    placeHolder: 'Which one is forgotten?',
  });
  if (picked) await connections.remove(picked.connection);
  return picked !== undefined;
}
