import * as vscode from 'vscode';
import type { FileChange } from '../text/files.js';
import { differsFromDisk, plain, reload } from './diskText.js';
import { exists } from './outputFolder.js';
import { previewedEdit } from './previewedEdit.js';
import { openDocument } from './specs.js';
import { missingFolders, type UndoFolders } from './undoFolders.js';
import { savesRefactorings, type UndoSaves } from './undoSaves.js';

const labels: Record<FileChange['owner'], vscode.WorkspaceEditEntryMetadata> = {
  generated: { label: 'Generated: rewritten by every run', needsConfirmation: false },
  you: { label: 'Yours: created once, then only added to', needsConfirmation: false },
};

/** What one run may change, and what stands there before it. */
interface Target extends FileChange {
  readonly file: vscode.Uri;
  /** Undefined: there is no such file yet. */
  readonly document: vscode.TextDocument | undefined;
  /** The document's text, with `\n` line ends. */
  readonly before: string;
}

/** A file that a run has written. */
export interface Written {
  /** Relative to the output folder. */
  readonly path: string;
  /** What it held, with `\n` line ends; empty when it is new. */
  readonly before: string;
}

/** Somebody changed a file after the run had read it: its result is not for this text. */
export class StaleRun extends Error {}

/** Paths are relative to the output folder. */
export interface Standing {
  /** Generated files that were edited by hand, and which the user said may be overwritten. */
  readonly replaceable: readonly string[];
  /** Your files that are more than added to: what the run has read of them. */
  readonly mended?: ReadonlyMap<string, string>;
}

/** What remembers a run for the sake of its undo. */
export interface UndoCare {
  readonly saves: UndoSaves;
  readonly folders: UndoFolders;
}

/**
 * Shows every change in the Refactor Preview, makes those that the user leaves ticked, and puts them on the disk.
 * @param standing what may stand where a run writes.
 * @param existing any file that is there.
 * @returns what was written; undefined when the user discarded it all.
 * @throws StaleRun when a file is not as the run read it; nothing is shown or changed then. (What changes while the
 * preview is open, VS Code itself refuses to overwrite.)
 */
export async function applyChanges(
  output: vscode.Uri,
  changes: readonly FileChange[],
  standing: Standing,
  existing: vscode.Uri,
  undo: UndoCare,
): Promise<readonly Written[] | undefined> {
  const targets = await Promise.all(changes.map(change => target(output, change)));
  // Here, because hashing costs an activation two milliseconds that most sessions never need.
  const { inspectHeader } = await import('../scaffold/header.js');
  const isStale = ({ path, owner, text, document, before }: Target) => {
    if (!document) return false;
    const read = standing.mended?.get(path);
    if (read !== undefined) return plain(read) !== before;
    // Your files are only added to, so what stands there begins the new text; a generated file is as a run left it.
    if (owner === 'you') return !plain(text ?? '').startsWith(before);
    return inspectHeader(before) !== 'ours' && !standing.replaceable.includes(path);
  };
  if (targets.some(isStale)) throw new StaleRun();
  const fresh = targets.filter(({ document }) => !document).map(({ file }) => file);
  const folders = await missingFolders(fresh);
  const edit = previewedEdit(
    'Scaffold Routes',
    targets.map(one => ({ ...one, metadata: labels[one.owner] })),
    existing,
  );
  if (!(await vscode.workspace.applyEdit(edit, { isRefactoring: true }))) return undefined;

  const written: Written[] = [];
  const created: vscode.Uri[] = [];
  for (const { path, text, file, document, before } of targets) {
    if (text === undefined ? await exists(file) : (await currentText(file)) !== text) continue;
    written.push({ path, before });
    if (!document) created.push(file);
    undo.saves.expect(file, [before, text ?? '']);
    if (savesRefactorings()) await openDocument(file)?.save();
  }
  undo.folders.expect({ files: created, folders });
  return written;
}

async function target(output: vscode.Uri, change: FileChange): Promise<Target> {
  const file = vscode.Uri.joinPath(output, change.path);
  if (!(await exists(file))) return { ...change, file, document: undefined, before: '' };
  const document = await vscode.workspace.openTextDocument(file);
  // What a run worked out is made from the disk: an edit of an older text would come out empty, or not be saved.
  if (!document.isDirty && (await differsFromDisk(document))) await reload(document);
  return { ...change, file, document, before: plain(document.getText()) };
}

/** Files that no editor has are read from the disk: opening a hundred of them would wake every language server. */
async function currentText(file: vscode.Uri): Promise<string | undefined> {
  const open = openDocument(file);
  if (open) return plain(open.getText());
  if (!(await exists(file))) return undefined;
  return plain(new TextDecoder().decode(await vscode.workspace.fs.readFile(file)));
}
