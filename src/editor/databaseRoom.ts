import type * as vscode from 'vscode';
import type { UndoCare } from './applyChanges.js';
import { asOurProblem } from './bundledProblem.js';
import type { OpenRoom } from './database/room.js';
import type { FindingsBoard } from './findingsBoard.js';
import type { Session } from './session.js';
import type { ChangesView } from './showChanges.js';
import type { SqlSchemas } from './sqlSchemas.js';

export type DatabaseAction =
  | 'addConnection'
  | 'removeConnection'
  | 'scaffoldFromDatabase'
  | 'compareSchemas'
  | 'saveMigration'
  | 'proveMigration'
  | 'dryRunMigration'
  | 'applyMigration'
  | 'rollBackMigration'
  | 'analyzeDatabase'
  | 'databaseReport'
  | 'explainQuery';

/** What the commands take and give: see `database/`. All ask for what is not given; undefined: the user stopped on the way. */
export interface DatabaseCommands {
  /** Asks for a server, tries it, keeps it. `choice`: see `database/connectionChoice.ts`. */
  'seniorBackend.addConnection': (choice?: unknown) => Promise<unknown>;
  'seniorBackend.removeConnection': (choice?: unknown) => Promise<unknown>;
  /**
   * An API over tables. `choice`: see `database/scaffold/scaffoldChoice.ts`. @returns what was written, and notes; undefined when the user
   * stopped on the way.
   */
  'seniorBackend.scaffoldFromDatabase': (file?: vscode.Uri, choice?: unknown) => Promise<unknown>;
  /** The way from one schema to another. `choice`: see `database/compare/compareChoice.ts`. */
  'seniorBackend.compareSchemas': (file?: vscode.Uri, choice?: unknown) => Promise<unknown>;
  /** What the comparison in the active editor has found, or the last one. `choice`: see `database/compare/compareChoice.ts`. */
  'seniorBackend.saveMigration': (choice?: unknown) => Promise<unknown>;
  /** `choice`: see `database/migration/migrationChoice.ts`. */
  'seniorBackend.proveMigration': (file?: vscode.Uri, choice?: unknown) => Promise<unknown>;
  'seniorBackend.dryRunMigration': (file?: vscode.Uri, choice?: unknown) => Promise<unknown>;
  'seniorBackend.applyMigration': (file?: vscode.Uri, choice?: unknown) => Promise<unknown>;
  'seniorBackend.rollBackMigration': (file?: vscode.Uri, choice?: unknown) => Promise<unknown>;
  /** `choice`: see `database/live/analyzeChoice.ts`. */
  'seniorBackend.analyzeDatabase': (choice?: unknown) => Promise<unknown>;
  /** Behind the links of reports and their lenses, and for nobody else: see `database/live/pageLink.ts`. */
  '_seniorBackend.databaseReport': (...given: unknown[]) => Promise<unknown>;
  /** The selected query, or the one around the cursor. `choice`: see `database/explain/explainChoice.ts`. */
  'seniorBackend.explainQuery': (choice?: unknown) => Promise<unknown>;
}

/** What the room needs of the rest of the editor. */
export interface DatabaseDesk extends Session {
  readonly schemas: SqlSchemas;
  readonly changesView: ChangesView;
  readonly undo: UndoCare;
  /** What runs had to say, in Problems. */
  readonly findings: FindingsBoard;
}

/** Where databases meet VS Code. Whatever is behind it is loaded with the first command or lens. */
export class DatabaseRoom implements vscode.Disposable {
  readonly #desk: DatabaseDesk;
  #open: OpenRoom | undefined;
  readonly #whenOpen: ((room: OpenRoom) => void)[] = [];

  constructor(desk: DatabaseDesk) {
    this.#desk = desk;
  }

  /** @throws Problem for what a user can mend. */
  async act(action: DatabaseAction, ...args: unknown[]): Promise<unknown> {
    try {
      return await this.open().act(action, args);
    } catch (error) {
      throw asOurProblem(error);
    }
  }

  dispose(): void {
    this.#open?.dispose();
  }

  /** Whatever of it is not loaded yet. */
  open(): OpenRoom {
    if (this.#open) return this.#open;
    const file = this.#desk.context.asAbsolutePath('dist/database.js');
    const { openRoom } = require(file) as typeof import('./database/room.js');
    this.#open = openRoom(this.#desk);
    for (const tell of this.#whenOpen) tell(this.#open);
    return this.#open;
  }

  /** Called once, when it is loaded. */
  onDidOpen(listener: (room: OpenRoom) => void): void {
    this.#whenOpen.push(listener);
  }
}

export function databaseCommands(room: DatabaseRoom): DatabaseCommands {
  const act =
    (action: DatabaseAction) =>
    (...args: unknown[]) =>
      room.act(action, ...args);
  return {
    'seniorBackend.addConnection': act('addConnection'),
    'seniorBackend.removeConnection': act('removeConnection'),
    'seniorBackend.scaffoldFromDatabase': act('scaffoldFromDatabase'),
    'seniorBackend.compareSchemas': act('compareSchemas'),
    'seniorBackend.saveMigration': act('saveMigration'),
    'seniorBackend.proveMigration': act('proveMigration'),
    'seniorBackend.dryRunMigration': act('dryRunMigration'),
    'seniorBackend.applyMigration': act('applyMigration'),
    'seniorBackend.rollBackMigration': act('rollBackMigration'),
    'seniorBackend.analyzeDatabase': act('analyzeDatabase'),
    '_seniorBackend.databaseReport': act('databaseReport'),
    'seniorBackend.explainQuery': act('explainQuery'),
  };
}
