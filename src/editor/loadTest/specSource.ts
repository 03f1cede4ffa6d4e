import * as vscode from 'vscode';
import { readSettings } from '../settings.js';
import { openDocument, rootOf, unsavedTexts } from '../specs.js';
import type { SpecSource } from './runnerMessages.js';

/** How a description is read: as an editor shows it, and no further than the settings let it. */
export function specSource(spec: vscode.Uri): SpecSource {
  const { references } = readSettings(spec);
  const open = openDocument(spec);
  const overlays = unsavedTexts().map(({ path, text }) => [path, text]);
  return {
    path: spec.fsPath,
    root: rootOf(spec).fsPath,
    allowOutside: references.allowOutside,
    allowRemote: references.allowRemote && vscode.workspace.isTrusted,
    unsaved: Object.fromEntries([...overlays, ...(open ? [[spec.fsPath, open.getText()]] : [])]),
  };
}
