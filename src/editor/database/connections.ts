import * as vscode from 'vscode';
import { plainMessage } from '../plainMessage.js';
import type { Session } from '../session.js';

/** How careful one has to be: before anything is applied to `production`, its name is typed. */
export type Stage = 'development' | 'staging' | 'production';

/** What is known of a connection without its password. */
export interface SavedConnection {
  readonly id: string;
  /** As the user calls it. */
  readonly name: string;
  readonly stage: Stage;
  /** `shop on localhost:5432 as ann` */
  readonly description: string;
}

/** Names and stages; the connection strings are in SecretStorage alone. */
const listKey = 'connections';
const stages: readonly string[] = ['development', 'staging', 'production'] satisfies readonly Stage[];

/** The user's connections, on this machine, in all workspaces. */
export class Connections implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;

  constructor({ context }: Pick<Session, 'context'>) {
    this.#context = context;
  }

  list(): readonly SavedConnection[] {
    const list = this.#context.globalState.get<unknown>(listKey);
    return Array.isArray(list) ? list.filter(isConnection).map(plain) : [];
  }

  /** As its user wrote the name, or as it is shown. */
  named(name: string): SavedConnection | undefined {
    const shown = plainMessage(name);
    return this.list().find(connection => connection.name === shown);
  }

  /** The connection string; undefined when the system's key store has lost it. */
  async stringOf({ id }: SavedConnection): Promise<string | undefined> {
    return this.#context.secrets.get(secretKey(id));
  }

  /** In place of one of the same name. */
  async add(connection: Omit<SavedConnection, 'id'>, connectionString: string): Promise<SavedConnection> {
    const added = { ...plain(connection), id: this.named(connection.name)?.id ?? crypto.randomUUID() };
    await this.#context.secrets.store(secretKey(added.id), connectionString);
    const others = this.list().filter(({ id }) => id !== added.id);
    await this.#keep([...others, added].sort((a, b) => a.name.localeCompare(b.name)));
    return added;
  }

  async remove({ id }: SavedConnection): Promise<void> {
    await this.#context.secrets.delete(secretKey(id));
    await this.#keep(this.list().filter(other => other.id !== id));
  }

  dispose(): void {
    this.#changed.dispose();
  }

  async #keep(list: readonly SavedConnection[]): Promise<void> {
    await this.#context.globalState.update(listKey, list);
    this.#changed.fire();
  }
}

/** What is called so is shown in lists, questions and messages. */
function plain<Named extends Omit<SavedConnection, 'id'>>(connection: Named): Named {
  return { ...connection, name: plainMessage(connection.name), description: plainMessage(connection.description) };
}

function secretKey(id: string): string {
  return `connection ${id}`;
}

function isConnection(value: Partial<SavedConnection> | null): value is SavedConnection {
  const texts = [value?.id, value?.name, value?.description];
  return texts.every(text => typeof text === 'string') && stages.includes(value?.stage ?? '');
}
