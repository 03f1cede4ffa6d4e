/** Entry of `dist/database.js`: all of the editor's work with databases, loaded when the first of it is needed (`databaseRoom.ts`). */
import type * as vscode from 'vscode';
import type { DatabaseAction, DatabaseDesk } from '../databaseRoom.js';
import { addConnection, removeConnection } from './addConnection.js';
import { compareSchemas } from './compare/compareSchemas.js';
import { CompareView } from './compare/compareView.js';
import { saveShown } from './compare/saveShown.js';
import { Databases } from './databases.js';
import { explainQuery } from './explain/explainQuery.js';
import { PlanPanel } from './explain/planPanel.js';
import { LiveRoom } from './live/liveRoom.js';
import { applyMigration } from './migration/applyMigration.js';
import { dryRunMigration } from './migration/dryRunMigration.js';
import { MigrationRoom } from './migration/migrationRoom.js';
import { proveMigration } from './migration/proveMigration.js';
import { rollBackMigration } from './migration/rollBackMigration.js';
import { NotesView } from './scaffold/notesView.js';
import { scaffoldFromDatabase } from './scaffold/scaffoldFromDatabase.js';

export interface OpenRoom extends vscode.Disposable {
  act(action: DatabaseAction, args: readonly unknown[]): Promise<unknown>;
  /** Figures and reports of databases that were analysed. */
  readonly live: LiveRoom;
  /** Lenses of migrations. */
  readonly migrations: MigrationRoom;
}

export function openRoom(desk: DatabaseDesk): OpenRoom {
  const databases = new Databases(desk);
  const plans = new PlanPanel(desk.context.extensionUri);
  const live = new LiveRoom(databases);
  const migrations = new MigrationRoom(databases);
  const compareView = new CompareView();
  const notesView = new NotesView();
  const actions: Record<DatabaseAction, (...args: unknown[]) => Promise<unknown>> = {
    addConnection: choice => addConnection(databases, choice),
    removeConnection: choice => removeConnection(databases, choice),
    compareSchemas: (file, choice) => compareSchemas(databases, compareView, file, choice),
    scaffoldFromDatabase: (file, choice) => scaffoldFromDatabase(databases, notesView, file, choice),
    saveMigration: choice => saveShown(databases, compareView, choice),
    proveMigration: (file, choice) => proveMigration(migrations, file, choice),
    dryRunMigration: (file, choice) => dryRunMigration(migrations, file, choice),
    applyMigration: (file, choice) => applyMigration(migrations, file, choice),
    rollBackMigration: (file, choice) => rollBackMigration(migrations, file, choice),
    analyzeDatabase: choice => live.analyze(choice),
    databaseReport: (...given) => live.act(given),
    explainQuery: choice => explainQuery({ databases, panel: plans }, choice),
  };
  return {
    // The explorer passes all files that are selected behind the one that its menu is of: that is no choice.
    act: (action, args) => actions[action](...args.map(arg => (Array.isArray(arg) ? undefined : arg))),
    live,
    migrations,
    dispose() {
      live.dispose();
      migrations.dispose();
      compareView.dispose();
      notesView.dispose();
      databases.dispose();
    },
  };
}
