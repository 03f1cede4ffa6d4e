import * as vscode from 'vscode';
import { unpackProblems } from '../schema/service/packedLists.js';
import type { FileProblems } from '../schema/service/schemaMessages.js';
import { toDiagnostic } from './findings.js';
import { schemaRulePage } from './rulePage.js';
import { section } from './settings.js';
import { isSql } from './sqlDocuments.js';
import type { Linted, SqlSchemas } from './sqlSchemas.js';
import { readSqlSettings } from './sqlSettings.js';

/** Findings of SQL files in Problems: of the files that are open, or of all. */
export class SqlProblems implements vscode.Disposable {
  readonly #schemas: SqlSchemas;
  readonly #shown = vscode.languages.createDiagnosticCollection('senior-backend-sql');
  readonly #found = new Map<string, FileProblems>();
  readonly #parts: vscode.Disposable;
  /** Files whose problems came for a text that had changed again by then. */
  #late = new Set<string>();

  constructor(schemas: SqlSchemas) {
    this.#schemas = schemas;
    this.#parts = vscode.Disposable.from(
      this.#shown,
      schemas.onDidLint(changed => this.#linted(changed)),
      vscode.workspace.onDidOpenTextDocument(({ uri }) => this.#show(uri.fsPath)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#show(uri.fsPath)),
      vscode.workspace.onDidChangeConfiguration(event => {
        if (event.affectsConfiguration(section)) for (const path of this.#found.keys()) this.#show(path);
      }),
    );
  }

  dispose(): void {
    this.#parts.dispose();
  }

  #linted({ files, first }: Linted): void {
    const late = this.#late;
    this.#late = new Set();
    if (first) {
      for (const path of this.#found.keys()) late.add(path);
      this.#found.clear();
    }
    for (const file of files) {
      if (file.problems.texts.length) this.#found.set(file.path, file);
      else this.#found.delete(file.path);
      late.add(file.path);
    }
    for (const path of late) this.#show(path);
  }

  #show(path: string): void {
    const uri = vscode.Uri.file(path);
    const found = this.#found.get(path);
    if (!found) {
      this.#shown.delete(uri);
      return;
    }
    const document = vscode.workspace.textDocuments.find(
      ({ uri: { scheme, fsPath } }) => scheme === 'file' && fsPath === path,
    );
    const { enabled, diagnostics } = readSqlSettings(uri);
    const wanted =
      enabled && (diagnostics === 'workspace' || (diagnostics === 'openFiles' && document && isSql(document)));
    if (!wanted) {
      this.#shown.delete(uri);
      return;
    }
    // Ranges of an older text would stand beside what they mean; the next check has them for this one.
    if (document && !this.#schemas.isCurrent(document)) {
      this.#late.add(path);
      return;
    }
    const shown = unpackProblems(found.problems).map(problem => toDiagnostic(problem, schemaRulePage(problem.rule)));
    this.#shown.set(uri, found.omitted ? [...shown, omittedNote(found.omitted)] : shown);
  }
}

function omittedNote(omitted: number): vscode.Diagnostic {
  const { Diagnostic, DiagnosticSeverity, Range } = vscode;
  const note = new Diagnostic(
    new Range(0, 0, 0, 0),
    `${omitted.toLocaleString('en')} more problems of this file are not shown. The command line lists all: senior-backend lint`,
    DiagnosticSeverity.Information,
  );
  note.source = 'Senior Backend';
  return note;
}
