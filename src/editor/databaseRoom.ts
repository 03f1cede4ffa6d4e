import type * as vscode from 'vscode';
import { asOurProblem } from './bundledProblem.js';
import type { OpenRoom } from './database/room.js';
import type { Session } from './session.js';
import type { ChangesView } from './showChanges.js';
import type { SqlSchemas } from './sqlSchemas.js';

export type DatabaseAction =
  | 'addConnection'
  | 'removeConnection'
  | 'compareSchemas'
  | 'proveMigration'
  | 'dryRunMigration'
  | 'applyMigration'
  | 'rollBackMigration'
  | 'analyzeDatabase'
  | 'explainQuery';

/** What the commands take and give: see `database/`. All ask for what is not given; undefined: the user stopped on the way. */
export interface DatabaseCommands {
  /** Asks for a server, tries it, keeps it. Gives its name. */
  'seniorBackend.addConnection': () => Promise<unknown>;
  'seniorBackend.removeConnection': () => Promise<unknown>;
  /** The way from one schema to another. `choice`: see `database/compare/compareChoice.ts`. */
  'seniorBackend.compareSchemas': (file?: vscode.Uri, choice?: unknown) => Promise<unknown>;
  /** `choice`: see `database/migration/migrationChoice.ts`. */
  'seniorBackend.proveMigration': (file?: vscode.Uri, choice?: unknown) => Promise<unknown>;
  'seniorBackend.dryRunMigration': (file?: vscode.Uri, choice?: unknown) => Promise<unknown>;
  'seniorBackend.applyMigration': (file?: vscode.Uri, choice?: unknown) => Promise<unknown>;
  'seniorBackend.rollBackMigration': (file?: vscode.Uri, choice?: unknown) => Promise<unknown>;
  /** `choice`: see `database/live/analyzeChoice.ts`. */
  'seniorBackend.analyzeDatabase': (choice?: unknown) => Promise<unknown>;
  /** The selected query, or the one around the cursor. `choice`: see `database/explain/explainChoice.ts`. */
  'seniorBackend.explainQuery': (choice?: unknown) => Promise<unknown>;
}

/** What the room needs of the rest of the editor. */
export interface DatabaseDesk extends Session {
  readonly schemas: SqlSchemas;
  readonly changesView: ChangesView;
}

/** Where databases meet VS Code. Whatever is behind it is loaded with the first command or lens. */
export class DatabaseRoom implements vscode.Disposable {
  readonly #desk: DatabaseDesk;
  #open: OpenRoom | undefined;

  constructor(desk: DatabaseDesk) {
    this.#desk = desk;
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
    const file = this.#desk.context.asAbsolutePath('dist/database.js');
    const { openRoom } = require(file) as typeof import('./database/room.js');
    this.#open ??= openRoom(this.#desk);
    return this.#open;
  }
}

export function databaseCommands(room: DatabaseRoom): DatabaseCommands {
  const act =
    (action: DatabaseAction) =>
    (...args: unknown[]) =>
      room.act(action, ...args);
  return {
    'seniorBackend.addConnection': () => room.act('addConnection'),
    'seniorBackend.removeConnection': () => room.act('removeConnection'),
    'seniorBackend.compareSchemas': act('compareSchemas'),
    'seniorBackend.proveMigration': act('proveMigration'),
    'seniorBackend.dryRunMigration': act('dryRunMigration'),
    'seniorBackend.applyMigration': act('applyMigration'),
    'seniorBackend.rollBackMigration': act('rollBackMigration'),
    'seniorBackend.analyzeDatabase': act('analyzeDatabase'),
    'seniorBackend.explainQuery': act('explainQuery'),
  };
}
