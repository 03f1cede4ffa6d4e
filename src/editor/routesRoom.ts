import * as vscode from 'vscode';
import type { UndoCare } from './applyChanges.js';
import { asOurProblem } from './bundledProblem.js';
import type { OpenRoom } from './routes/room.js';
import type { Session } from './session.js';
import type { ChangesView } from './showChanges.js';
import { isSpec } from './specs.js';

/** What the room needs of the rest of the editor. */
export interface RoutesDesk extends Session {
  readonly changesView: ChangesView;
  readonly undo: UndoCare;
}

export interface RouteCommands {
  /**
   * Routes become a description, or are merged into one. `given`: the application's folder, or the description. `choice`: see
   * `routes/specFromRoutes.ts`. Asks for what is not given.
   * @returns absolute paths of what was written; undefined when the user stopped on the way.
   */
  'seniorBackend.specFromRoutes': (given?: unknown, choice?: unknown) => Promise<readonly string[] | undefined>;
}

/** Where routes meet their descriptions. Whatever is behind it is loaded with the first description, source or command. */
export class RoutesRoom implements vscode.Disposable {
  readonly #desk: RoutesDesk;
  readonly #opened = vscode.workspace.onDidOpenTextDocument(document => this.#consider(document));
  #open: OpenRoom | undefined;

  constructor(desk: RoutesDesk) {
    this.#desk = desk;
    for (const document of vscode.workspace.textDocuments) this.#consider(document);
  }

  readonly commands: RouteCommands = {
    'seniorBackend.specFromRoutes': async (given, choice) => {
      try {
        return await this.#room().specFromRoutes(given, choice);
      } catch (error) {
        throw asOurProblem(error);
      }
    },
  };

  /** Whether a place in a description leads to the route that serves it. */
  leadsToRoute(document: vscode.TextDocument, position: vscode.Position): boolean {
    return this.#open?.leadsToRoute(document, position) ?? false;
  }

  dispose(): void {
    this.#opened.dispose();
    this.#open?.dispose();
  }

  #consider(document: vscode.TextDocument): void {
    const isSource = /^(?:java|type)script(?:react)?$/.test(document.languageId);
    if (!this.#open && document.uri.scheme === 'file' && (isSource || isSpec(document))) this.#room();
  }

  #room(): OpenRoom {
    if (this.#open) return this.#open;
    const file = this.#desk.context.asAbsolutePath('dist/routes.js');
    const { openRoom } = require(file) as typeof import('./routes/room.js');
    this.#open = openRoom(this.#desk);
    return this.#open;
  }
}
