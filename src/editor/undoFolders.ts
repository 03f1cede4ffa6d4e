import * as vscode from 'vscode';
import { exists } from './outputFolder.js';

interface Creation {
  readonly files: readonly vscode.Uri[];
  /** Deepest first. */
  readonly folders: readonly vscode.Uri[];
}

/** The folders, deepest first, that have to be made before these files can be. */
export async function missingFolders(files: readonly vscode.Uri[]): Promise<readonly vscode.Uri[]> {
  const missing = new Map<string, vscode.Uri>();
  for (const file of files) {
    for (let at = vscode.Uri.joinPath(file, '..'); !missing.has(at.path); at = vscode.Uri.joinPath(at, '..')) {
      if (await exists(at)) break;
      missing.set(at.path, at);
    }
  }
  return [...missing.values()].sort((a, b) => b.path.length - a.path.length);
}

/** Undoing the creation of files leaves the folders that were made for them. Once all files are gone, these go too. */
export class UndoFolders implements vscode.Disposable {
  readonly #creations: Creation[] = [];
  readonly #listener = vscode.workspace.onDidDeleteFiles(({ files }) => void this.#deleted(files));

  expect(creation: Creation): void {
    if (creation.folders.length) this.#creations.push(creation);
  }

  dispose(): void {
    this.#listener.dispose();
  }

  async #deleted(gone: readonly vscode.Uri[]): Promise<void> {
    const keys = new Set(gone.map(file => file.toString()));
    for (const { files, folders } of this.#creations) {
      if (!files.some(file => keys.has(file.toString()))) continue;
      const left = await Promise.all(files.map(exists));
      if (left.includes(true)) continue;
      // Not recursively: a folder that holds something else stays.
      for (const folder of folders) await vscode.workspace.fs.delete(folder).then(undefined, () => undefined);
    }
  }
}
