import * as vscode from 'vscode';
import type { DatabaseRoom } from './databaseRoom.js';
import type { Session } from './session.js';
import { section } from './settings.js';
import { sqlSelector } from './sqlDocuments.js';

/** In the workspace's state: ids of the connections whose figures are kept. */
export const figuresKey = 'databaseFigures';
export const reportPanelType = 'seniorBackend.databaseReport';

/** Figures of analysed databases beside the SQL of their tables. Until there are some, nothing is loaded. */
export function registerLiveLenses({ context }: Session, room: DatabaseRoom): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const isShown = ({ uri }: vscode.TextDocument): boolean => {
    const ids = context.workspaceState.get<unknown>(figuresKey);
    const isOn = vscode.workspace.getConfiguration(section, uri).get<unknown>('codeLens.liveTables') !== false;
    return isOn && Array.isArray(ids) && ids.length > 0;
  };
  room.onDidOpen(({ live }) => live.onDidChangeFigures(() => changed.fire()));
  return vscode.Disposable.from(
    changed,
    vscode.languages.registerCodeLensProvider(sqlSelector, {
      onDidChangeCodeLenses: changed.event,
      provideCodeLenses: (document, token) => (isShown(document) ? room.open().live.lenses(document, token) : []),
    }),
    vscode.languages.registerHoverProvider(sqlSelector, {
      provideHover: (document, position, token) =>
        isShown(document) ? room.open().live.hover(document, position, token) : undefined,
    }),
    vscode.window.registerWebviewPanelSerializer(reportPanelType, {
      deserializeWebviewPanel: panel => room.open().live.restore(panel),
    }),
    vscode.workspace.onDidChangeConfiguration(event => {
      if (event.affectsConfiguration(`${section}.codeLens.liveTables`)) changed.fire();
    }),
  );
}
