/** Entry of `dist/database.js`: all of the editor's work with databases, loaded when the first of it is needed (`databaseRoom.ts`). */
import type * as vscode from 'vscode';
import type { DatabaseAction, DatabaseDesk } from '../databaseRoom.js';
import { addConnection, removeConnection } from './addConnection.js';
import { compareSchemas } from './compare/compareSchemas.js';
import { Databases } from './databases.js';
import { explainQuery } from './explain/explainQuery.js';
import { analyzeDatabase } from './live/analyzeDatabase.js';
import { applyMigration } from './migration/applyMigration.js';
import { dryRunMigration } from './migration/dryRunMigration.js';
import { proveMigration } from './migration/proveMigration.js';
import { rollBackMigration } from './migration/rollBackMigration.js';

export interface OpenRoom extends vscode.Disposable {
  act(action: DatabaseAction, args: readonly unknown[]): Promise<unknown>;
}

export function openRoom(desk: DatabaseDesk): OpenRoom {
  const databases = new Databases(desk);
  const actions: Record<DatabaseAction, (...args: unknown[]) => Promise<unknown>> = {
    addConnection: () => addConnection(databases),
    removeConnection: () => removeConnection(databases.connections),
    compareSchemas: (file, choice) => compareSchemas(databases, file, choice),
    proveMigration: (file, choice) => proveMigration(databases, file, choice),
    dryRunMigration: (file, choice) => dryRunMigration(databases, file, choice),
    applyMigration: (file, choice) => applyMigration(databases, file, choice),
    rollBackMigration: (file, choice) => rollBackMigration(databases, file, choice),
    analyzeDatabase: choice => analyzeDatabase(databases, choice),
    explainQuery: choice => explainQuery(databases, choice),
  };
  return {
    act: (action, args) => actions[action](...args),
    dispose: () => databases.dispose(),
  };
}
