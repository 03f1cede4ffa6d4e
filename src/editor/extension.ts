import * as vscode from 'vscode';
import { trackActiveSpec } from './activeSpec.js';
import { BreakingChanges } from './breakingChanges.js';
import { BreakingDocuments } from './breakingDocuments.js';
import { SpecLenses } from './codeLenses.js';
import { findBreakingChanges } from './commands/findBreakingChanges.js';
import type * as OpenGuide from './commands/openGuide.js';
import { scaffoldRoutes } from './commands/scaffoldRoutes.js';
import { showSchema } from './commands/showSchema.js';
import { suggestIndexes } from './commands/suggestIndexes.js';
import { registerCommands } from './commands.js';
import { DatabaseRoom, databaseCommands } from './databaseRoom.js';
import { decisionCommands } from './decisionRoom.js';
import { SpecDiagnostics } from './diagnostics.js';
import { FindingsBoard } from './findingsBoard.js';
import { registerLiveLenses } from './liveLenses.js';
import { LoadTestRoom, loadTestCommands } from './loadTestRoom.js';
import { registerMcpServer } from './mcpServer.js';
import { registerMigrationLenses } from './migrationLenses.js';
import { RoutesRoom } from './routesRoom.js';
import { SchemaPictures } from './schemaPictures.js';
import type { Session } from './session.js';
import { ChangesView } from './showChanges.js';
import { registerSpecLanguage } from './specLanguage.js';
import { SpecNavigation } from './specNavigation.js';
import { SqlFixes } from './sqlFixes.js';
import { registerSqlLanguage } from './sqlLanguage.js';
import { SqlLenses } from './sqlLenses.js';
import { SqlProblems } from './sqlProblems.js';
import { SqlSchemas } from './sqlSchemas.js';
import { UndoFolders } from './undoFolders.js';
import { UndoSaves } from './undoSaves.js';

/** Registers and returns; the rooms behind it live in worker threads that start on first use. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Senior Backend', { log: true });
  const session: Session = { context, log };
  const lenses = new SpecLenses(session);
  const changesView = new ChangesView();
  const undo = { saves: new UndoSaves(), folders: new UndoFolders() };
  const findings = new FindingsBoard('senior-backend-scaffold');
  const breaking = { breaking: new BreakingChanges(session), documents: new BreakingDocuments() };
  const schemas = new SqlSchemas(session);
  const pictures = new SchemaPictures(schemas);
  const loadTests = new LoadTestRoom(session);
  const navigation = new SpecNavigation(session);
  const databases = new DatabaseRoom({ ...session, schemas, changesView, undo, findings });
  const routes = new RoutesRoom({ ...session, changesView, undo });
  context.subscriptions.push(
    log,
    schemas,
    pictures,
    new SqlProblems(schemas),
    new SqlLenses(schemas),
    new SqlFixes(schemas).register(),
    registerSqlLanguage(schemas),
    lenses,
    changesView,
    undo.saves,
    undo.folders,
    findings,
    new SpecDiagnostics(session),
    navigation,
    registerSpecLanguage(navigation, routes),
    breaking.breaking,
    breaking.documents,
    loadTests,
    databases,
    routes,
    registerLiveLenses(session, databases),
    registerMigrationLenses(schemas, databases),
    trackActiveSpec(),
    registerMcpServer(session),
    // What a run said about a file does not move with the text; the next run says it again.
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length) findings.clearFile(document.uri.fsPath);
    }),
    registerCommands(session, {
      'seniorBackend.scaffoldRoutes': (spec, choice) =>
        scaffoldRoutes({ ...session, lenses, changesView, undo, findings }, spec, choice),
      'seniorBackend.findBreakingChanges': (spec, choice) => findBreakingChanges(breaking, spec, choice),
      'seniorBackend.showSchema': file => showSchema(schemas, pictures, file),
      'seniorBackend.suggestIndexes': file => suggestIndexes({ ...session, schemas, changesView, undo }, file),
      ...loadTestCommands(loadTests),
      ...databaseCommands(databases),
      ...routes.commands,
      ...decisionCommands(session),
      'seniorBackend.openGuide': section => {
        const { openGuide } = require(context.asAbsolutePath('dist/openGuide.js')) as typeof OpenGuide;
        return openGuide(session, section);
      },
      'seniorBackend.showLog': async () => log.show(),
    }),
  );
}
