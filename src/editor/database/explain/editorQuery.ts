import * as vscode from 'vscode';
import { Problem } from '../../../text/problem.js';
import type { Databases } from '../databases.js';
import type { FoundQuery } from './explainCalls.js';

/** A query, and the document that it was read from. */
export interface DocumentQuery extends FoundQuery {
  readonly uri: vscode.Uri | undefined;
}

/** Grammars of TypeScript and JavaScript by VS Code's languages: the name of a file tells the reader which. */
const scripts: Readonly<Record<string, string>> = {
  typescript: 'query.ts',
  typescriptreact: 'query.tsx',
  javascript: 'query.js',
  javascriptreact: 'query.jsx',
};

/**
 * What is selected in the editor, or what the cursor is in; what is not saved counts.
 * @throws Problem when there is no query.
 */
export async function queryOfEditor({ thread }: Databases): Promise<DocumentQuery> {
  const editor = vscode.window.activeTextEditor;
  if (!editor)
    throw new Problem(
      'There is no query to explain. Open an SQL, TypeScript or JavaScript file, and place the cursor in a query.',
    );
  const { document, selection } = editor;
  const script = scripts[document.languageId];
  // In anything else, what is selected may be SQL, and what is around the cursor is not.
  const isSql = /sql|postgres/.test(document.languageId) || document.uri.path.toLowerCase().endsWith('.sql');
  if (!script && !isSql && selection.isEmpty)
    throw new Problem(
      'There is no query to explain. Select one: what is around the cursor is read in SQL, TypeScript and JavaScript only.',
    );
  const found = await thread.call('findQuery', {
    text: document.getText(),
    start: document.offsetAt(selection.start),
    end: document.offsetAt(selection.end),
    language: script === undefined ? 'sql' : { script },
  });
  return { ...found, uri: document.uri };
}

/** Selects it where it is now: the document may have changed since. @throws Problem when it is gone. */
export async function showQuery({
  uri,
  start,
  end,
  source,
}: DocumentQuery & { readonly source: string }): Promise<void> {
  if (!uri) throw new Problem('The query came from another extension or a keybinding: there is no place to go to.');
  const document = await vscode.workspace.openTextDocument(uri);
  const text = document.getText();
  const at = text.slice(start, end) === source ? start : text.indexOf(source);
  if (at < 0)
    throw new Problem(
      'The query is no longer in its file as it was explained. Select the one that is there, and explain it.',
    );
  const selection = new vscode.Range(document.positionAt(at), document.positionAt(at + source.length));
  const shown = vscode.window.visibleTextEditors.find(editor => editor.document === document);
  await vscode.window.showTextDocument(document, {
    selection,
    ...(shown?.viewColumn && { viewColumn: shown.viewColumn }),
  });
}
