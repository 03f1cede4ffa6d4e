import path from 'node:path';
import * as vscode from 'vscode';
import type { Session } from './session.js';
import { readSqlSettings } from './sqlSettings.js';

/** Beyond this many a folder holds something else than a schema: test data, or somebody else's code. */
const mostFiles = 5000;
/** VS Code's own `files.exclude` comes on top. */
const never = '**/{node_modules,bower_components,.git,.hg,.svn,dist,build,out,coverage,vendor}/**';

/** The .sql files of the workspace, folder by folder, kept up to date. Folders in which SQL is turned off have none. */
export class SqlFolders implements vscode.Disposable {
  readonly #log: vscode.LogOutputChannel;
  readonly #found = new Map<string, Set<string>>();
  readonly #parts: vscode.Disposable;

  /** @param changed the folder whose files are others now; the file whose text on the disk is another. */
  constructor({ log }: Session, changed: (change: { folder: string } | { file: string }) => void) {
    this.#log = log;
    const watcher = vscode.workspace.createFileSystemWatcher('**/*.sql');
    // Of a folder that goes, with all that is in it, VS Code says no more than that.
    const deletions = vscode.workspace.createFileSystemWatcher('**', true, true);
    const move = (file: vscode.Uri, change: (files: Set<string>) => void) => {
      const folder = vscode.workspace.getWorkspaceFolder(file);
      const files = folder && this.#found.get(folder.uri.fsPath);
      if (!folder || !files || isBelowExcluded(file, folder.uri)) return;
      change(files);
      changed({ folder: folder.uri.fsPath });
      changed({ file: file.fsPath });
    };
    this.#parts = vscode.Disposable.from(
      watcher,
      deletions,
      deletions.onDidDelete(({ fsPath }) => {
        for (const file of this.#below(fsPath)) move(vscode.Uri.file(file), files => files.delete(file));
      }),
      watcher.onDidChange(file => changed({ file: file.fsPath })),
      watcher.onDidCreate(file => move(file, files => files.add(file.fsPath))),
      watcher.onDidDelete(file => move(file, files => files.delete(file.fsPath))),
    );
  }

  dispose(): void {
    this.#parts.dispose();
  }

  filesOf(folder: string): ReadonlySet<string> {
    return this.#found.get(folder) ?? new Set();
  }

  /** Looks through the folders of the workspace. @returns those that are no longer there, or turned off. */
  async search(): Promise<readonly string[]> {
    const folders = (vscode.workspace.workspaceFolders ?? []).filter(
      ({ uri }) => uri.scheme === 'file' && readSqlSettings(uri).enabled,
    );
    const gone = [...this.#found.keys()].filter(root => !folders.some(({ uri }) => uri.fsPath === root));
    for (const root of gone) this.#found.delete(root);
    await Promise.all(folders.map(folder => this.#searchFolder(folder)));
    return gone;
  }

  #below(folder: string): readonly string[] {
    return [...this.#found.values()].flatMap(files => [...files].filter(file => file.startsWith(folder + path.sep)));
  }

  async #searchFolder(folder: vscode.WorkspaceFolder): Promise<void> {
    const pattern = new vscode.RelativePattern(folder, '**/*.sql');
    const files = await vscode.workspace.findFiles(pattern, never, mostFiles + 1);
    if (files.length > mostFiles) {
      this.#log.warn(
        `${folder.name} has more than ${mostFiles} .sql files. The rest is left out; name what is no schema in files.exclude.`,
      );
    }
    const paths = files.slice(0, mostFiles).map(({ fsPath }) => fsPath);
    this.#found.set(folder.uri.fsPath, new Set(paths.sort()));
  }
}

function isBelowExcluded(file: vscode.Uri, root: vscode.Uri): boolean {
  const folders = file.path.slice(root.path.length).split('/').slice(0, -1);
  return folders.some(
    name => never.includes(`{${name},`) || never.includes(`,${name},`) || never.includes(`,${name}}`),
  );
}
