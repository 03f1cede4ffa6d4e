import * as vscode from 'vscode';
import { textHunks } from './textHunks.js';

/** A file, and what it becomes. */
export interface PreviewedFile {
  readonly file: vscode.Uri;
  /** Undefined: there is no such file yet. */
  readonly document: vscode.TextDocument | undefined;
  /** Undefined: it is deleted. */
  readonly text: string | undefined;
  /** How the preview groups it. */
  readonly metadata: vscode.WorkspaceEditEntryMetadata;
}

/**
 * An edit that the Refactor Preview shows before it is made. Three facts of VS Code (bulkEditService, bulkEditPreview, undoRedoService)
 * shape it:
 * - An entry that needs confirmation opens the preview, but is unticked in it. So a file operation without effect
 *   asks for the confirmation: the preview does not list it, and all that is real is ticked.
 * - Undoing text edits of several files asks "across all files?", unless they belong to a group with an element that
 *   is undone after them. Each run of operations of one kind is one element. So file operations come first; without
 *   any, one text edit comes first and another operation without effect ends its run.
 * - File operations keep the contents that they remove, so their undo is complete.
 * @param existing any file that is there
 */
export function previewedEdit(
  title: string,
  files: readonly PreviewedFile[],
  existing: vscode.Uri,
): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  const nothing = (metadata?: vscode.WorkspaceEditEntryMetadata) =>
    edit.createFile(existing, { ignoreIfExists: true }, metadata);
  const textEdits: (() => void)[] = [];
  let fileOperations = 0;

  nothing({ label: title, needsConfirmation: true });
  for (const { file, document, text, metadata } of files) {
    if (document && text !== undefined) {
      textEdits.push(() => {
        for (const { range, newText } of lineEdits(document, text)) edit.replace(file, range, newText, metadata);
      });
    } else if (text !== undefined) {
      edit.createFile(file, { contents: new TextEncoder().encode(text) }, metadata);
      fileOperations++;
    } else if (document) {
      edit.deleteFile(file, {}, metadata);
      fileOperations++;
    }
  }
  textEdits.forEach((add, i) => {
    if (i === 1 && fileOperations === 0) nothing();
    add();
  });
  return edit;
}

interface LineEdit {
  readonly range: vscode.Range;
  readonly newText: string;
}

/** Only the lines that differ: cursors and breakpoints elsewhere stay where they are, and the preview is short. */
function lineEdits(document: vscode.TextDocument, text: string): readonly LineEdit[] {
  const hunks = textHunks(document.getText(), text);
  if (!hunks) return [{ range: new vscode.Range(0, 0, document.lineCount, 0), newText: text }];
  return hunks.map(hunk => ({ range: new vscode.Range(hunk.from, 0, hunk.to, 0), newText: hunk.text }));
}
