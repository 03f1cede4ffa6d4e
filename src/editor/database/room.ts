/** Entry of `dist/database.js`: all of the editor's work with databases, loaded when the first of it is needed (`databaseRoom.ts`). */
import type * as vscode from 'vscode';
import type { DatabaseAction } from '../databaseRoom.js';
import type { Session } from '../session.js';
import { addConnection, removeConnection } from './addConnection.js';
import { Databases } from './databases.js';

export interface OpenRoom extends vscode.Disposable {
  act(action: DatabaseAction, args: readonly unknown[]): Promise<unknown>;
}

export function openRoom(session: Session): OpenRoom {
  const databases = new Databases(session);
  const actions: Record<DatabaseAction, (...args: unknown[]) => Promise<unknown>> = {
    addConnection: () => addConnection(databases),
    removeConnection: () => removeConnection(databases.connections),
  };
  return {
    act: (action, args) => actions[action](...args),
    dispose: () => databases.dispose(),
  };
}
