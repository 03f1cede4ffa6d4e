import * as vscode from 'vscode';

/** Text without what line ends and a byte order mark would add to a comparison. */
export function plain(text: string): string {
  return text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
}

/** Whether the disk holds something else than an editor shows. No file is nothing else. */
export async function differsFromDisk(document: vscode.TextDocument): Promise<boolean> {
  try {
    const bytes = await vscode.workspace.fs.readFile(document.uri);
    const text = await vscode.workspace.decode(bytes, { encoding: document.encoding });
    return plain(text) !== plain(document.getText());
  } catch {
    return false;
  }
}

/**
 * Reads a document from the disk again. VS Code does so itself when it hears of a change, which is late, or never where
 * files are not watched or a change falls into a save of the same file. No command does it for a document without an
 * editor, but one whose encoding changes is read again: so to the same encoding by another name, and back.
 */
export async function reload({ uri, encoding }: vscode.TextDocument): Promise<void> {
  await vscode.workspace.openTextDocument(uri, { encoding: encoding === 'utf8' ? 'utf-8' : 'utf8' });
  await vscode.workspace.openTextDocument(uri, { encoding });
}
