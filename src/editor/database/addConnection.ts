import * as vscode from 'vscode';
import { Problem } from '../../text/problem.js';
import { plainMessage } from '../plainMessage.js';
import { offerTrust } from '../trust.js';
import { askAddress } from './askAddress.js';
import { readAddedChoice, readNamedChoice } from './connectionChoice.js';
import type { SavedConnection } from './connections.js';
import type { Databases } from './databases.js';
import { dotenvConnections } from './dotenv.js';
import { askStage, stageIcon } from './stage.js';

/**
 * Where → a try → what it is called → what it is for. Kept only once the server has answered; until then, and whenever the user stops on
 * the way, nothing is.
 * @param given all of the answers, see `connectionChoice.ts`.
 * @returns undefined when the user stopped on the way.
 */
export async function addConnection(databases: Databases, given?: unknown): Promise<SavedConnection | undefined> {
  const choice = readAddedChoice(given);
  if (!vscode.workspace.isTrusted) {
    void offerTrust('This workspace is not trusted, so no database is connected to.');
    return undefined;
  }
  const { connections } = databases;
  if (choice) {
    const { connectionString, ...named } = choice;
    const { description } = await tryConnection(databases, connectionString);
    return connections.add({ ...named, description }, connectionString);
  }
  const reached = await reach(databases);
  if (!reached) return undefined;
  const { connectionString, tried } = reached;
  const name = await askName(databases, tried);
  if (name === undefined) return undefined;
  const stage = await askStage(name);
  if (!stage) return undefined;
  return connections.add({ name, stage, description: tried.description }, connectionString);
}

interface Reached {
  readonly connectionString: string;
  readonly tried: Tried;
}

/** Asks for a server until one answers: what does not is there to be corrected, with the reason below it. */
async function reach(databases: Databases): Promise<Reached | undefined> {
  let connectionString = await askString(databases);
  while (connectionString !== undefined) {
    try {
      return { connectionString, tried: await tryConnection(databases, connectionString) };
    } catch (error) {
      if (!(error instanceof Problem) && !(error instanceof vscode.CancellationError)) throw error;
      const failure =
        error instanceof Problem ? error.message : 'You stopped waiting for it. Enter tries it once more.';
      connectionString = await askAddress(databases, { value: connectionString, failure });
    }
  }
  return undefined;
}

async function askString(databases: Databases): Promise<string | undefined> {
  const typed = () => askAddress(databases, { value: '', failure: undefined });
  const offered = await dotenvConnections();
  if (offered.length === 0) return typed();
  const items: (vscode.QuickPickItem & { readonly connectionString: string | undefined })[] = await Promise.all(
    offered.map(async ({ label, connectionString }) => ({
      label: `$(file-code) ${plainMessage(label)}`,
      description: plainMessage(await describe(databases, connectionString)),
      connectionString,
    })),
  );
  items.push({ label: '$(edit) Another one…', connectionString: undefined });
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Add Connection',
    placeHolder: 'Which database?',
    ignoreFocusOut: true,
  });
  return picked && (picked.connectionString ?? typed());
}

/** What a project's own file says may be wrong: it can be corrected once it is picked. */
async function describe({ thread }: Databases, connectionString: string): Promise<string> {
  try {
    return (await thread.call('describeConnection', { connectionString })).description;
  } catch (error) {
    if (error instanceof Problem) return error.message;
    throw error;
  }
}

async function askName({ connections }: Databases, tried: Tried): Promise<string | undefined> {
  const name = await vscode.window.showInputBox({
    title: 'Add Connection',
    prompt: `${plainMessage(`${tried.description}, PostgreSQL ${tried.version}`)}. What do you call it?`,
    value: tried.database,
    ignoreFocusOut: true,
    validateInput: text => {
      if (text.trim() === '') return 'A connection needs a name.';
      return connections.named(text.trim())
        ? {
            message: 'Takes the place of the connection of that name.',
            severity: vscode.InputBoxValidationSeverity.Warning,
          }
        : undefined;
    },
  });
  return name?.trim() || undefined;
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

/**
 * One of the kept connections; there is a way to add one.
 * @param last the id of the one that comes first.
 * @returns undefined when it was closed.
 */
export async function pickConnection(
  databases: Databases,
  title: string,
  last?: string,
): Promise<SavedConnection | undefined> {
  const list = databases.connections.list();
  if (list.length === 0) return addConnection(databases);
  const sorted = [...list.filter(({ id }) => id === last), ...list.filter(({ id }) => id !== last)];
  const items: ConnectionItem[] = sorted.map(itemOf);
  const add = { label: '$(add) Add Connection…', connection: undefined };
  const picked = await vscode.window.showQuickPick([...items, add], {
    title,
    placeHolder: 'Which database?',
    matchOnDescription: true,
  });
  return picked && (picked.connection ?? addConnection(databases));
}

interface ConnectionItem extends vscode.QuickPickItem {
  readonly connection: SavedConnection | undefined;
}

/** What it is for is said in words as well: not everybody sees the colour. */
function itemOf(connection: SavedConnection): ConnectionItem & { readonly connection: SavedConnection } {
  const { name, stage, description } = connection;
  return { label: name, description: `${stage} · ${description}`, iconPath: stageIcon(stage), connection };
}

/**
 * @param given the name of the one to forget, see `connectionChoice.ts`.
 * @returns whether one was removed.
 */
export async function removeConnection(
  { connections }: Pick<Databases, 'connections'>,
  given?: unknown,
): Promise<boolean> {
  const list = connections.list();
  const name = readNamedChoice(given);
  if (name !== undefined) {
    const named = connections.named(name);
    if (!named) throw new Problem(`There is no connection ${name}.`);
    await connections.remove(named);
    return true;
  }
  if (list.length === 0) {
    void vscode.window.showInformationMessage('There are no connections.');
    return false;
  }
  const picked = await vscode.window.showQuickPick(list.map(itemOf), {
    title: 'Remove Connection',
    placeHolder: 'Which one is forgotten? Nothing on its server changes.',
    matchOnDescription: true,
  });
  if (picked) await connections.remove(picked.connection);
  return picked !== undefined;
}
