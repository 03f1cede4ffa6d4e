import type * as vscode from 'vscode';
import { asOurProblem } from './bundledProblem.js';
import type { OpenRoom } from './database/room.js';
import type { Session } from './session.js';

export type DatabaseAction = 'addConnection' | 'removeConnection';

/** What the commands take and give: see `database/`. */
export interface DatabaseCommands {
  /** Asks for a server, tries it, keeps it. Gives its name; undefined when the user stopped on the way. */
  'seniorBackend.addConnection': () => Promise<unknown>;
  'seniorBackend.removeConnection': () => Promise<unknown>;
}

/** Where databases meet VS Code. Whatever is behind it is loaded with the first command or lens. */
export class DatabaseRoom implements vscode.Disposable {
  readonly #session: Session;
  #open: OpenRoom | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  /** @throws Problem for what a user can mend. */
  async act(action: DatabaseAction, ...args: unknown[]): Promise<unknown> {
    try {
      return await this.#room().act(action, args);
    } catch (error) {
      throw asOurProblem(error);
    }
  }

  dispose(): void {
    this.#open?.dispose();
  }

  #room(): OpenRoom {
    const file = this.#session.context.asAbsolutePath('dist/database.js');
    const { openRoom } = require(file) as typeof import('./database/room.js');
    this.#open ??= openRoom(this.#session);
    return this.#open;
  }
}

export function databaseCommands(room: DatabaseRoom): DatabaseCommands {
  return {
    'seniorBackend.addConnection': () => room.act('addConnection'),
    'seniorBackend.removeConnection': () => room.act('removeConnection'),
  };
}
