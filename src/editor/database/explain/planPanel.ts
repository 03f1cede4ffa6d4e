import * as vscode from 'vscode';
import type { SavedConnection } from '../connections.js';
import type { DocumentQuery } from './editorQuery.js';
import type { Filled, QueryNeeds, ShownPlan } from './explainCalls.js';
import { pageCommand } from './pageCommand.js';

/** All that is needed to explain it once more. */
export interface Explained {
  readonly query: DocumentQuery & { readonly source: string };
  readonly needs: QueryNeeds;
  readonly filled: readonly Filled[];
  readonly connection: SavedConnection;
  readonly values: readonly (string | null)[] | undefined;
  readonly plan: ShownPlan;
}

/** The page with the last plan, one of a window: HTML alone, whose links may call one command. It is closed with the window. */
export class PlanPanel implements vscode.Disposable {
  readonly #icon: vscode.Uri;
  #panel: vscode.WebviewPanel | undefined;
  #shown: Explained | undefined;

  constructor(extension: vscode.Uri) {
    this.#icon = vscode.Uri.joinPath(extension, 'media', 'icon.png');
  }

  /** Undefined when it was closed. */
  get shown(): Explained | undefined {
    return this.#shown;
  }

  /** Beside the query when it is new; the keyboard stays where it is, on the page too, which is another one now. */
  show(explained: Explained): void {
    this.#shown = explained;
    this.#panel ??= this.#open();
    this.#panel.title = `Plan: ${explained.connection.name}`;
    this.#panel.webview.html = explained.plan.html;
    this.#panel.reveal(undefined, !this.#panel.active);
  }

  dispose(): void {
    this.#panel?.dispose();
  }

  #open(): vscode.WebviewPanel {
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const panel = vscode.window.createWebviewPanel('seniorBackend.plan', 'Plan', column, {
      enableScripts: false,
      enableForms: false,
      enableFindWidget: true,
      enableCommandUris: [pageCommand],
      localResourceRoots: [],
    });
    panel.iconPath = this.#icon;
    panel.onDidDispose(() => {
      this.#panel = undefined;
      this.#shown = undefined;
    });
    return panel;
  }
}
