import path from 'node:path';
import * as vscode from 'vscode';
import type { Unclarity } from '../../app/readApp.js';
import { toDiagnostic } from '../findings.js';

const rule = 'unread-route';
const page = `https://github.com/senior-backend/senior-backend/blob/main/docs/commands/generate-spec-from-routes.md#${rule}`;

/** What the last run of the command could not read, at its place in Problems; a file that is changed loses them. */
export class UnreadBoard implements vscode.Disposable {
  readonly #shown = vscode.languages.createDiagnosticCollection('senior-backend-routes');
  readonly #listener = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    if (contentChanges.length > 0 && this.#shown.has(document.uri)) this.#shown.delete(document.uri);
  });

  dispose(): void {
    this.#listener.dispose();
    this.#shown.dispose();
  }

  /** Replaces what was shown of a folder. */
  show(folder: vscode.Uri, unclear: readonly Unclarity[]): void {
    this.#shown.forEach(({ fsPath }, _, all) => {
      if (!path.relative(folder.fsPath, fsPath).startsWith('..')) all.delete(vscode.Uri.file(fsPath));
    });
    const byFile = new Map<string, vscode.Diagnostic[]>();
    for (const { place, message } of unclear) {
      const { start, end } = place.range;
      // Of a call that goes over many lines, the first.
      const range = start.line === end.line ? place.range : { start, end: { line: start.line, character: 1000 } };
      const diagnostic = toDiagnostic({ rule, severity: 'info', message, range }, page);
      byFile.set(place.path, [...(byFile.get(place.path) ?? []), diagnostic]);
    }
    for (const [file, found] of byFile) this.#shown.set(vscode.Uri.file(file), found);
  }
}
