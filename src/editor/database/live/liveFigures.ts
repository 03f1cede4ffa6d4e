import * as vscode from 'vscode';
import { spanText } from '../../../database/live/words.js';
import { unpackSymbols } from '../../../schema/service/packedLists.js';
import type { SchemaSymbol } from '../../../schema/service/schemaMessages.js';
import { escapeMarkdown } from '../../../text/markup.js';
import { toRange } from '../../findings.js';
import { figuresKey } from '../../liveLenses.js';
import { plainMessage } from '../../plainMessage.js';
import type { SavedConnection } from '../connections.js';
import type { Databases } from '../databases.js';
import {
  hoverOf,
  isCreated,
  type KnownFigures,
  readFigures,
  setsSearchPath,
  symbolsAt,
  tableNamed,
} from './figures.js';
import { pageCommand } from './pageLink.js';

interface Shown {
  readonly connection: SavedConnection;
  readonly figures: KnownFigures;
}

/** Lenses above a table: of so many databases, the latest first. */
const mostLenses = 3;

/** Figures of the last analyses of this workspace, beside the SQL of its tables. */
export class LiveFigures implements vscode.Disposable {
  readonly #databases: Databases;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #parts: vscode.Disposable;
  #shown: Promise<readonly Shown[]> | undefined;

  constructor(databases: Databases) {
    this.#databases = databases;
    this.#parts = vscode.Disposable.from(
      this.#changed,
      databases.connections.onDidChange(() => void this.#dropRemoved()),
    );
  }

  /** Where reports and figures are: of this workspace; without one, of the window's user. */
  get folder(): vscode.Uri {
    const { storageUri, globalStorageUri } = this.#databases.desk.context;
    return vscode.Uri.joinPath(storageUri ?? globalStorageUri, 'databases');
  }

  /** There are new ones. */
  async keep(id: string): Promise<void> {
    await this.#setIds([...new Set([...this.#ids(), id])]);
  }

  /** With the report. */
  async forget(id: string): Promise<void> {
    for (const ending of ['.json', '.figures.json']) {
      const file = vscode.Uri.joinPath(this.folder, `${id}${ending}`);
      await vscode.workspace.fs.delete(file).then(undefined, () => undefined);
    }
    await this.#setIds(this.#ids().filter(other => other !== id));
  }

  async lenses(document: vscode.TextDocument, token: vscode.CancellationToken): Promise<vscode.CodeLens[]> {
    const shown = await this.#load();
    if (shown.length === 0) return [];
    const symbols = await this.#symbols(document.uri.fsPath, token);
    const setsPath = setsSearchPath(document.getText());
    return symbols.filter(isCreated).flatMap(symbol =>
      shown
        .flatMap(({ connection, figures }) => {
          const table = tableNamed(figures, symbol.name, setsPath);
          return table ? [{ connection, figures, table }] : [];
        })
        .slice(0, mostLenses)
        .map(({ connection, figures, table }) => {
          const title = `${plainMessage(table.title)} · ${connection.name}, ${agoText(figures.takenAt)}`;
          const at = toRange({ start: symbol.range.start, end: symbol.range.start });
          const tooltip = 'Show the last analysis of this database';
          return new vscode.CodeLens(at, { title, tooltip, command: pageCommand, arguments: [connection.id, 'show'] });
        }),
    );
  }

  /** About the table, column or index whose name stands there, wherever it was made. */
  async hover(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.Hover | undefined> {
    const shown = await this.#load();
    if (shown.length === 0) return undefined;
    const { line, character } = position;
    const at = { path: document.uri.fsPath, position: { line, character } };
    const made = await this.#databases.desk.schemas.askQuietly('definition', at, token);
    if (made?.length !== 1) return undefined;
    const [{ path, range }] = made as [(typeof made)[number]];
    const chain = symbolsAt(await this.#symbols(path, token), range.start);
    if (chain.length === 0) return undefined;
    const setsPath = setsSearchPath(await textOf(path));
    const parts = shown.flatMap(({ connection, figures }) => {
      const hover = hoverOf(figures, chain, setsPath);
      return hover === undefined
        ? []
        : [`**${escapeMarkdown(connection.name)}**, ${agoText(figures.takenAt)}:\n\n${hover}`];
    });
    // Neither trusted nor HTML: it quotes names of a database.
    return parts.length === 0 ? undefined : new vscode.Hover(new vscode.MarkdownString(parts.join('\n\n---\n\n')));
  }

  dispose(): void {
    this.#parts.dispose();
  }

  #ids(): readonly string[] {
    const ids = this.#databases.desk.context.workspaceState.get<unknown>(figuresKey);
    return Array.isArray(ids) ? ids.filter(id => typeof id === 'string') : [];
  }

  async #setIds(ids: readonly string[]): Promise<void> {
    await this.#databases.desk.context.workspaceState.update(figuresKey, ids);
    this.#shown = undefined;
    this.#changed.fire();
  }

  async #dropRemoved(): Promise<void> {
    const known = new Set(this.#databases.connections.list().map(({ id }) => id));
    for (const id of this.#ids()) if (!known.has(id)) await this.forget(id);
    // It may have got another name.
    this.#shown = undefined;
    this.#changed.fire();
  }

  #load(): Promise<readonly Shown[]> {
    this.#shown ??= (async () => {
      const connections = new Map(this.#databases.connections.list().map(one => [one.id, one]));
      const found = await Promise.all(
        this.#ids().map(async id => {
          const connection = connections.get(id);
          const text = connection && (await readText(vscode.Uri.joinPath(this.folder, `${id}.figures.json`)));
          const figures = text === undefined ? undefined : readFigures(text);
          return connection && figures?.about === connection.description ? [{ connection, figures }] : [];
        }),
      );
      return found.flat().sort((a, b) => b.figures.takenAt - a.figures.takenAt);
    })();
    return this.#shown;
  }

  async #symbols(path: string, token: vscode.CancellationToken): Promise<readonly SchemaSymbol[]> {
    const packed = await this.#databases.desk.schemas.askQuietly('symbols', { path }, token);
    return packed ? unpackSymbols(packed) : [];
  }
}

function agoText(takenAt: number): string {
  const seconds = (Date.now() - takenAt) / 1000;
  return seconds < 60 ? 'just now' : `${spanText(seconds)} ago`;
}

/** Of an editor, or of the disk. */
async function textOf(path: string): Promise<string> {
  const open = vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'file' && uri.fsPath === path);
  return open?.getText() ?? (await readText(vscode.Uri.file(path))) ?? '';
}

async function readText(file: vscode.Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  } catch {
    return undefined;
  }
}
