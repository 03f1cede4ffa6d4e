/** Entry of `dist/routes.js`: all that leads between routes and API descriptions, loaded with the first file of either (`routesRoom.ts`). */
import * as vscode from 'vscode';
import type { RoutesDesk } from '../routesRoom.js';
import { section } from '../settings.js';
import { AppFolders } from './appFolders.js';
import { Comparisons } from './comparisons.js';
import { compareCommand, DriftFixes } from './driftFixes.js';
import { DriftProblems } from './driftProblems.js';
import { leadsToRoute, registerRouteLanguage } from './routeLanguage.js';
import { specFromRoutes } from './specFromRoutes.js';
import { UnreadBoard } from './unreadProblems.js';

export interface OpenRoom extends vscode.Disposable {
  specFromRoutes(given: unknown, choice: unknown): Promise<readonly string[] | undefined>;
  leadsToRoute(document: vscode.TextDocument, position: vscode.Position): boolean;
}

export function openRoom(desk: RoutesDesk): OpenRoom {
  const apps = new AppFolders(desk.context.workspaceState);
  const comparisons = new Comparisons(desk, apps);
  const unread = new UnreadBoard();
  const fixes = new DriftFixes(desk, comparisons);
  const files: vscode.DocumentFilter = {
    scheme: 'file',
    pattern: '**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs,yaml,yml,json}',
  };
  const parts = vscode.Disposable.from(
    apps,
    comparisons,
    unread,
    new DriftProblems(comparisons),
    registerRouteLanguage(comparisons),
    vscode.languages.registerCodeActionsProvider(files, fixes, {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    }),
    vscode.commands.registerCommand(compareCommand, (folder: unknown) =>
      comparisons.refresh(typeof folder === 'string' ? folder : undefined),
    ),
    vscode.workspace.onDidChangeConfiguration(event => {
      const ours = ['drift', 'codeLens.routes', 'lint.rules', 'references'].map(key => `${section}.${key}`);
      if (!ours.some(key => event.affectsConfiguration(key))) return;
      apps.forget();
      if (event.affectsConfiguration(`${section}.drift.guards`)) comparisons.refresh();
    }),
  );
  return {
    specFromRoutes: (given, choice) => specFromRoutes({ ...desk, apps, unread }, given, choice),
    leadsToRoute: (document, position) => leadsToRoute(comparisons, document, position),
    dispose: () => parts.dispose(),
  };
}
