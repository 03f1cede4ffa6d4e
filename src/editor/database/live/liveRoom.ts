import * as vscode from 'vscode';
import { Problem } from '../../../text/problem.js';
import { plainMessage } from '../../plainMessage.js';
import { offerTrust } from '../../trust.js';
import { pickConnection } from '../addConnection.js';
import type { SavedConnection } from '../connections.js';
import type { Databases } from '../databases.js';
import { readAnalyzeChoice, readPageAct } from './analyzeChoice.js';
import { openDefinition } from './definitions.js';
import type { AdviceSummary, LiveSummary, LookOptions, ReportPlace } from './liveCalls.js';
import { LiveFigures } from './liveFigures.js';
import { pageCommand } from './pageLink.js';
import { ReportPanels } from './reportPanels.js';
import { saveReport } from './saveReport.js';

/** In the workspace's state: the connection that was analysed last. */
const lastKey = 'analyzedConnection';

/** What the command gives. */
export interface Analysis extends LiveSummary {
  readonly connection: string;
  readonly advice?: AdviceSummary;
}

/** Databases that are alive: analysed, shown, and their figures beside the SQL that made them. */
export class LiveRoom implements vscode.Disposable {
  readonly #databases: Databases;
  readonly #figures: LiveFigures;
  readonly #panels: ReportPanels;

  constructor(databases: Databases) {
    this.#databases = databases;
    this.#figures = new LiveFigures(databases);
    this.#panels = new ReportPanels(databases, connection => this.#placeOf(connection));
  }

  get onDidChangeFigures(): vscode.Event<void> {
    return this.#figures.onDidChange;
  }

  lenses(document: vscode.TextDocument, token: vscode.CancellationToken): Promise<vscode.CodeLens[]> {
    return this.#figures.lenses(document, token);
  }

  hover(document: vscode.TextDocument, position: vscode.Position, token: vscode.CancellationToken) {
    return this.#figures.hover(document, position, token);
  }

  restore(panel: vscode.WebviewPanel): Promise<void> {
    return this.#panels.restore(panel);
  }

  /**
   * Connection → server → report in a panel, figures beside the SQL. Reads only.
   * @param given see `analyzeChoice.ts`.
   * @returns undefined when the user stopped on the way.
   * @throws Problem when the server cannot be reached, or ends it.
   */
  async analyze(given: unknown): Promise<Analysis | undefined> {
    const { connection: name, suggestIndexes, ...options } = readAnalyzeChoice(given);
    if (!isTrusted()) return undefined;
    const connection = await this.#chosen(name);
    if (!connection) return undefined;
    await this.#databases.desk.context.workspaceState.update(lastKey, connection.id);
    const summary = await this.#look(connection, options);
    const advice = suggestIndexes ? await this.#advise(connection) : undefined;
    return { connection: connection.name, ...summary, ...(advice && { advice }) };
  }

  /** What a link of a page, or a lens, asks for; what is none of ours is dropped. */
  async act(given: readonly unknown[]): Promise<unknown> {
    const asked = readPageAct(given);
    const connection = this.#databases.connections.list().find(({ id }) => id === asked?.id);
    if (!asked || !connection) {
      this.#databases.desk.log.warn(`${pageCommand} was given something else than a link of a report; it was dropped.`);
      return undefined;
    }
    const page = this.#panels.pageOf(connection.id);
    const sql = page?.sqls[asked.at];
    switch (asked.action) {
      case 'show':
        if (!(await this.#panels.show(connection)))
          throw new Problem('There is no report of this database any more: analyze it again.');
        return undefined;
      case 'analyze':
        return this.analyze({ connection: connection.name });
      case 'exactRows':
        return (await confirmReading(connection)) && this.analyze({ connection: connection.name, exactRows: true });
      case 'indexes':
        return isTrusted() ? this.#advise(connection) : undefined;
      case 'save':
        return saveReport(this.#databases, connection, this.#placeOf(connection));
      case 'copy':
        return sql === undefined ? undefined : copy(sql);
      case 'open':
        return sql === undefined ? undefined : openSql(connection, sql);
      case 'table': {
        const table = page?.tables[asked.at];
        return table && openDefinition(this.#databases.desk.schemas, table);
      }
      case 'forget':
        this.#panels.close(connection.id);
        return this.#figures.forget(connection.id);
    }
  }

  dispose(): void {
    this.#figures.dispose();
  }

  async #chosen(name: string | undefined): Promise<SavedConnection | undefined> {
    const { connections, desk } = this.#databases;
    if (name === undefined) {
      return pickConnection(this.#databases, 'Analyze Database', desk.context.workspaceState.get<string>(lastKey));
    }
    const named = connections.named(name);
    if (!named) throw new Problem(`There is no connection ${name}. Add it first.`);
    return named;
  }

  async #look(connection: SavedConnection, options: LookOptions): Promise<LiveSummary> {
    const connectionString = await this.#stringOf(connection);
    const place = this.#placeOf(connection);
    const summary = await this.#databases.run(`Analyzing ${connection.name}`, job =>
      this.#databases.thread.call('analyzeDatabase', { job, connectionString, options, place }),
    );
    await this.#figures.keep(connection.id);
    await this.#panels.show(connection);
    return summary;
  }

  async #advise(connection: SavedConnection): Promise<AdviceSummary> {
    const connectionString = await this.#stringOf(connection);
    const place = this.#placeOf(connection);
    const engine = this.#databases.engine();
    const summary = await this.#databases.run(`Trying out indexes for ${connection.name}`, job =>
      this.#databases.thread.call('adviseIndexes', { job, connectionString, engine, place }),
    );
    await this.#panels.show(connection);
    return summary;
  }

  async #stringOf(connection: SavedConnection): Promise<string> {
    const connectionString = await this.#databases.connections.stringOf(connection);
    if (connectionString !== undefined) return connectionString;
    throw new Problem(`The key store has lost how to reach ${connection.name}. Add the connection again.`);
  }

  #placeOf({ id, description }: SavedConnection): ReportPlace {
    return { folder: this.#figures.folder.fsPath, id, about: description };
  }
}

function isTrusted(): boolean {
  if (vscode.workspace.isTrusted) return true;
  void offerTrust('This workspace is not trusted, so no database is connected to.');
  return false;
}

/** Counting reads all of it: on a server that others wait for, that is asked about. */
async function confirmReading({ name, stage }: SavedConnection): Promise<boolean> {
  if (stage !== 'production') return true;
  const count = 'Count';
  const detail =
    'Every table is read from its beginning to its end, one after the other. Nothing is locked or changed.';
  return (
    (await vscode.window.showWarningMessage(
      plainMessage(`Count all rows of ${name}?`),
      { modal: true, detail },
      count,
    )) === count
  );
}

async function copy(sql: string): Promise<void> {
  await vscode.env.clipboard.writeText(sql);
  vscode.window.setStatusBarMessage('$(check) SQL copied', 3000);
}

/** A document that nobody has saved: what becomes of it is the user's. */
async function openSql({ name }: SavedConnection, sql: string): Promise<void> {
  const alone = /\bCONCURRENTLY\b/i.test(sql)
    ? '-- CONCURRENTLY does not run in a transaction: run these statements one by one.\n'
    : '';
  const content = `-- For ${name.replace(/[\r\n\u2028\u2029]+/g, ' ')}, suggested by its analysis.\n${alone}${sql}\n`;
  const document = await vscode.workspace.openTextDocument({ language: 'sql', content });
  await vscode.window.showTextDocument(document, { preview: false });
}
