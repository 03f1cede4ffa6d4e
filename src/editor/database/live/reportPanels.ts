import * as vscode from 'vscode';
import { reportPanelType } from '../../liveLenses.js';
import type { SavedConnection } from '../connections.js';
import type { Databases } from '../databases.js';
import type { ReportPage, ReportPlace } from './liveCalls.js';
import { messagePage } from './messagePage.js';
import { pageCommand, pageLink } from './pageLink.js';

interface Open {
  readonly panel: vscode.WebviewPanel;
  page: ReportPage | undefined;
}

/** Text alone, whose links run one command of ours: no scripts, no forms, no files. */
const options: vscode.WebviewOptions = {
  enableScripts: false,
  enableForms: false,
  enableCommandUris: [pageCommand],
  localResourceRoots: [],
};

/** Reports in panels, one for each connection. What they show is kept on the disk: a window that is reloaded has it again. */
export class ReportPanels {
  readonly #databases: Databases;
  readonly #placeOf: (connection: SavedConnection) => ReportPlace;
  readonly #open = new Map<string, Open>();

  constructor(databases: Databases, placeOf: (connection: SavedConnection) => ReportPlace) {
    this.#databases = databases;
    this.#placeOf = placeOf;
  }

  /** @returns whether there was a report to show. */
  async show(connection: SavedConnection): Promise<boolean> {
    const page = await this.#readPage(connection);
    if (!page) return false;
    const open = this.#open.get(connection.id);
    if (open) {
      this.#fill(open, connection, page);
      open.panel.reveal(undefined, false);
      return true;
    }
    const panel = vscode.window.createWebviewPanel(
      reportPanelType,
      titleOf(connection),
      { viewColumn: vscode.ViewColumn.Active },
      { ...options, enableFindWidget: true, retainContextWhenHidden: false },
    );
    this.#fill(this.#adopt(panel, connection), connection, page);
    return true;
  }

  /** One that was open when the window was closed: its title says whose it is. */
  async restore(panel: vscode.WebviewPanel): Promise<void> {
    panel.webview.options = options;
    const connection = this.#databases.connections.list().find(one => titleOf(one) === panel.title);
    if (!connection) {
      panel.webview.html = messagePage(panel.title, 'The connection of this report was removed.', []);
      return;
    }
    const page = await this.#readPage(connection);
    this.#fill(this.#adopt(panel, connection), connection, page);
  }

  /** What the page of a connection shows, as far as it is open. */
  pageOf(id: string): ReportPage | undefined {
    return this.#open.get(id)?.page;
  }

  close(id: string): void {
    this.#open.get(id)?.panel.dispose();
  }

  #readPage(connection: SavedConnection): Promise<ReportPage | undefined> {
    const { name, stage, description } = connection;
    return this.#databases.thread.call('reportPage', {
      place: this.#placeOf(connection),
      head: { name, stage, description },
    });
  }

  #adopt(panel: vscode.WebviewPanel, { id }: SavedConnection): Open {
    const open: Open = { panel, page: undefined };
    panel.iconPath = vscode.Uri.joinPath(this.#databases.desk.context.extensionUri, 'media', 'icon.png');
    panel.onDidDispose(() => {
      if (this.#open.get(id) === open) this.#open.delete(id);
    });
    this.#open.set(id, open);
    return open;
  }

  #fill(open: Open, connection: SavedConnection, page: ReportPage | undefined): void {
    open.page = page;
    open.panel.title = titleOf(connection);
    open.panel.webview.html =
      page?.html ??
      messagePage(connection.name, 'The report of this database is not kept any more. Run the analysis again.', [
        pageLink(connection.id, 'analyze', 'Analyze Again', 'Look at the database once more'),
      ]);
  }
}

function titleOf({ name }: SavedConnection): string {
  return `Database: ${name}`;
}
