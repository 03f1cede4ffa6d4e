import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { panelHtml } from '../../panel/panelHtml.js';
import type { HostMessage, PageMessage, PanelState } from '../../panel/panelMessages.js';
import { close, emptyState, receive } from '../../panel/panelState.js';
import { panelType } from '../loadTestRoom.js';
import type { Session } from '../session.js';
import { type RestoredPage, readPageMessage, readRestoredPage } from './pageMessage.js';

interface PanelEvents {
  readonly onMessage: (message: PageMessage) => void;
  /** The user closed it. */
  readonly onClose: () => void;
  /** It was open when the editor was closed, with this in it. */
  readonly onRestore: (page: RestoredPage) => void;
}

/**
 * The panel "Load Tests", one of a window. What it shows is known here as well: a page that was hidden is made anew. It is not closed
 * with the extension, so that it comes back with the window.
 */
export class LoadTestPanel {
  readonly #session: Session;
  readonly #events: PanelEvents;
  #panel: vscode.WebviewPanel | undefined;
  #state: PanelState = emptyState;

  constructor(session: Session, events: PanelEvents) {
    this.#session = session;
    this.#events = events;
  }

  get state(): PanelState {
    return this.#state;
  }

  /** Beside the editor when it is new; the keyboard stays where it is. */
  show(): void {
    if (this.#panel) {
      this.#panel.reveal(undefined, true);
      return;
    }
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    this.#adopt(vscode.window.createWebviewPanel(panelType, 'Load Tests', column));
  }

  /** One that was open when the editor was closed. */
  restore(panel: vscode.WebviewPanel, state: unknown): void {
    if (this.#panel) {
      panel.dispose();
      return;
    }
    this.#adopt(panel);
    this.#events.onRestore(readRestoredPage(state));
  }

  /** A page that is hidden is not told: it asks for everything once it is seen again. */
  post(message: HostMessage): void {
    this.#state = receive(this.#state, message);
    if (this.#panel?.visible) void this.#panel.webview.postMessage(message);
  }

  #adopt(panel: vscode.WebviewPanel): void {
    this.#panel = panel;
    const { extensionUri } = this.#session.context;
    const dist = vscode.Uri.joinPath(extensionUri, 'dist');
    const { webview } = panel;
    panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'icon.png');
    webview.options = { enableScripts: true, localResourceRoots: [dist], enableForms: false };
    const addressOf = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(dist, file)).toString();
    webview.onDidReceiveMessage((value: unknown) => this.#receive(value));
    panel.onDidDispose(() => {
      if (this.#panel !== panel) return;
      this.#panel = undefined;
      this.#events.onClose();
      this.#state = emptyState;
    });
    webview.html = panelHtml({
      script: addressOf('panel.js'),
      style: addressOf('panel.css'),
      source: webview.cspSource,
      nonce: randomBytes(16).toString('base64url'),
    });
  }

  #receive(value: unknown): void {
    const message = readPageMessage(value);
    if (!message) this.#session.log.warn('The load-test page sent something that is no message; it was dropped.');
    else if (message.kind === 'ready') void this.#panel?.webview.postMessage({ kind: 'state', state: this.#state });
    else if (message.kind === 'close') this.#state = close(this.#state, message.id);
    else this.#events.onMessage(message);
  }
}
