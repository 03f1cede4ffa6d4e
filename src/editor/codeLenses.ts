import * as vscode from 'vscode';
import { frameworkNames } from './chooseTarget.js';
import { recallComplete } from './memory.js';
import { plainMessage } from './plainMessage.js';
import type { Session } from './session.js';
import { readSettings, section } from './settings.js';
import { isSpec, specSelector } from './specs.js';

/** Above a spec's first line: scaffold it, and once it was, again as before. */
export class SpecLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #session: Session;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;
  readonly #parts = vscode.Disposable.from(
    this.#changed,
    vscode.languages.registerCodeLensProvider(specSelector, this),
    vscode.workspace.onDidChangeConfiguration(event => {
      if (event.affectsConfiguration(section)) this.refresh();
    }),
  );

  constructor(session: Session) {
    this.#session = session;
  }

  /** A choice was remembered: the lens names it. */
  refresh(): void {
    this.#changed.fire();
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    if (!readSettings(document.uri).codeLens.enabled || !isSpec(document)) return [];
    const top = new vscode.Range(0, 0, 0, 0);
    const command = 'seniorBackend.scaffoldRoutes';
    const choice = recallComplete(this.#session.context.workspaceState, document.uri);
    if (!choice) {
      const title = '$(wand) Scaffold routes';
      const tooltip = 'Turn this API description into validated Express, Fastify or Koa routes';
      return [new vscode.CodeLens(top, { title, tooltip, command, arguments: [document.uri] })];
    }
    const again = {
      title: `$(wand) Scaffold routes (${frameworkNames[choice.framework]} → ${plainMessage(choice.output)})`,
      tooltip: 'Bring the code up to date with this API description. Your handlers keep what you wrote',
      command,
      arguments: [document.uri, choice],
    };
    const change = { title: 'Change target…', command, arguments: [document.uri] };
    return [new vscode.CodeLens(top, again), new vscode.CodeLens(top, change)];
  }

  dispose(): void {
    this.#parts.dispose();
  }
}
