import * as vscode from 'vscode';

/** What counts as SQL: the languages of VS Code and of common database extensions, and every .sql file on a disk. */
export const sqlSelector: vscode.DocumentSelector = [
  ...['sql', 'pgsql', 'postgres', 'plpgsql', 'mysql', 'mariadb', 'sqlite', 'tsql'].map(language => ({
    scheme: 'file',
    language,
  })),
  { scheme: 'file', pattern: '**/*.sql' },
];

/** Files on a disk only: a schema is made of files, and what is neither saved nor in a folder belongs to none. */
export function isSql(document: vscode.TextDocument): boolean {
  return document.uri.scheme === 'file' && vscode.languages.match(sqlSelector, document) > 0;
}
