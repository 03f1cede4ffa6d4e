import * as vscode from 'vscode';
import type { DatabaseDesk } from '../databaseRoom.js';
import { plainMessage } from '../plainMessage.js';
import { RoomThread } from '../roomThread.js';
import { Connections } from './connections.js';
import type { DatabaseCalls, DatabaseTold, EngineChoice } from './databaseCalls.js';

/** Embedded databases have memory of their own; schemas of several hundred tables and their plans are below a tenth of this. */
const heapMegabytes = 2048;

/** What all commands about databases share: the thread, the connections, jobs under way. */
export class Databases implements vscode.Disposable {
  readonly desk: DatabaseDesk;
  readonly connections: Connections;
  readonly thread: RoomThread<DatabaseCalls, DatabaseTold>;
  readonly #progress = new Map<string, (text: string) => void>();

  constructor(desk: DatabaseDesk) {
    this.desk = desk;
    this.connections = new Connections(desk);
    this.thread = new RoomThread({
      entry: desk.context.asAbsolutePath('dist/databaseThread.mjs'),
      name: 'The thread that speaks to databases',
      heapMegabytes,
      whenTooLarge: 'Leave out what is not needed.',
      onTold: ({ job, progress }) => this.#progress.get(job)?.(progress),
    });
  }

  /**
   * Runs a call with a notification that shows its progress and can cancel it.
   * @throws vscode.CancellationError when the user cancelled; else what the call throws.
   */
  run<Result>(title: string, call: (job: string) => Promise<Result>): Promise<Result> {
    const job = crypto.randomUUID();
    const options = { location: vscode.ProgressLocation.Notification, cancellable: true, title: plainMessage(title) };
    return Promise.resolve(
      vscode.window.withProgress(options, async (progress, token) => {
        this.#progress.set(job, message => progress.report({ message: plainMessage(message) }));
        token.onCancellationRequested(() => void this.thread.call('cancel', { job }));
        try {
          return await call(job);
        } catch (error) {
          throw token.isCancellationRequested ? new vscode.CancellationError() : error;
        } finally {
          this.#progress.delete(job);
        }
      }),
    );
  }

  /** The PostgreSQL of our own that settings ask for. Programs out of a folder that is not trusted are not run. */
  engine(): EngineChoice {
    const settings = vscode.workspace.getConfiguration('seniorBackend.database');
    const folder = settings.get<unknown>('postgresFolder');
    const workspace = vscode.workspace.isTrusted ? (vscode.workspace.workspaceFolders ?? []) : [];
    return {
      kind: settings.get<unknown>('engine') === 'native' ? 'native' : 'embedded',
      ...(typeof folder === 'string' && folder.trim() && { binFolder: folder.trim() }),
      packageFolders: workspace.map(({ uri }) => uri.fsPath),
      cacheFolder: vscode.Uri.joinPath(this.desk.context.globalStorageUri, 'postgres').fsPath,
    };
  }

  dispose(): void {
    this.connections.dispose();
    this.thread.dispose();
  }
}
