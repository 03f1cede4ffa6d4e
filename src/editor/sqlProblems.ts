import * as vscode from 'vscode';
import type { SchemaFinding } from '../schema/rule.js';
import { toDiagnostic } from './findings.js';
import { schemaRulePage } from './rulePage.js';
import { section } from './settings.js';
import { isSql } from './sqlDocuments.js';
import type { Linted, SqlSchemas } from './sqlSchemas.js';
import { readSqlSettings } from './sqlSettings.js';

/** VS Code shows no more of one file; the rest need not be made. */
const mostShown = 1000;
const order: Record<SchemaFinding['severity'], number> = { error: 0, warning: 1, info: 2, hint: 3 };

/** Findings of SQL files in Problems: of the files that are open, or of all. */
export class SqlProblems implements vscode.Disposable {
  readonly #schemas: SqlSchemas;
  readonly #shown = vscode.languages.createDiagnosticCollection('senior-backend-sql');
  readonly #found = new Map<string, readonly SchemaFinding[]>();
  readonly #parts: vscode.Disposable;
  /** Files whose findings came for a text that had changed again by then. */
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

  /** The findings that a diagnostic of ours shows. */
  of(uri: vscode.Uri, diagnostic: vscode.Diagnostic): SchemaFinding | undefined {
    const rule = typeof diagnostic.code === 'object' ? diagnostic.code.value : diagnostic.code;
    const { start } = diagnostic.range;
    return this.inFile(uri).find(
      finding =>
        finding.rule === rule &&
        finding.message === diagnostic.message &&
        finding.range.start.line === start.line &&
        finding.range.start.character === start.character,
    );
  }

  inFile(uri: vscode.Uri): readonly SchemaFinding[] {
    return this.#found.get(uri.fsPath) ?? [];
  }

  #linted(changed: Linted): void {
    const late = this.#late;
    this.#late = new Set();
    for (const { path, findings } of changed) {
      if (findings.length) this.#found.set(path, findings);
      else this.#found.delete(path);
      late.add(path);
    }
    for (const path of late) this.#show(path);
  }

  #show(path: string): void {
    const uri = vscode.Uri.file(path);
    const document = vscode.workspace.textDocuments.find(
      ({ uri: { scheme, fsPath } }) => scheme === 'file' && fsPath === path,
    );
    const { enabled, diagnostics } = readSqlSettings(uri);
    const wanted =
      enabled && (diagnostics === 'workspace' || (diagnostics === 'openFiles' && document && isSql(document)));
    const findings = this.#found.get(path) ?? [];
    if (!wanted || findings.length === 0) {
      this.#shown.delete(uri);
      return;
    }
    // Ranges of an older text would stand beside what they mean; the next check has them for this one.
    if (document && !this.#schemas.isCurrent(document)) {
      this.#late.add(path);
      return;
    }
    const worst = findings.length > mostShown ? [...findings].sort(bySeverity).slice(0, mostShown) : findings;
    this.#shown.set(
      uri,
      worst.map(finding => toDiagnostic(finding, schemaRulePage(finding.rule))),
    );
  }
}

function bySeverity(a: SchemaFinding, b: SchemaFinding): number {
  return order[a.severity] - order[b.severity];
}
