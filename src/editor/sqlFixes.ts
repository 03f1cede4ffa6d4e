import * as vscode from 'vscode';
import type { SchemaFinding } from '../schema/rule.js';
import type { Fix, TextEdit } from '../text/finding.js';
import { toRange } from './findings.js';
import { sqlSelector } from './sqlDocuments.js';
import type { SqlProblems } from './sqlProblems.js';
import type { SqlSchemas } from './sqlSchemas.js';

/** Lightbulbs: each fix of a finding, all of one rule in a file at once, and the comment that turns it off. */
export class SqlFixes implements vscode.CodeActionProvider {
  readonly #schemas: SqlSchemas;
  readonly #problems: SqlProblems;
  /** What an action mends that is worked out only for somebody who wants it. */
  readonly #rules = new WeakMap<vscode.CodeAction, { readonly path: string; readonly rule: string }>();

  constructor(schemas: SqlSchemas, problems: SqlProblems) {
    this.#schemas = schemas;
    this.#problems = problems;
  }

  register(): vscode.Disposable {
    return vscode.languages.registerCodeActionsProvider(sqlSelector, this, {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    });
  }

  provideCodeActions(
    { uri }: vscode.TextDocument,
    _range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const seen = new Set<string>();
    const all = this.#problems.inFile(uri);
    return diagnostics.flatMap(diagnostic => {
      const finding = this.#problems.of(uri, diagnostic);
      if (!finding) return [];
      const [suppress, fixes] = [finding.fixes.at(-1), finding.fixes.slice(0, -1)];
      const actions = fixes.map((fix, i) => quickFix(fix, diagnostic, i === 0));
      const alike = all.filter(other => other.rule === finding.rule && isMendable(other));
      if (alike.length > 1 && isMendable(finding) && !seen.has(finding.rule)) {
        const title = `Fix all ${finding.rule} in this file (${alike.length})`;
        const fixAll = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
        this.#rules.set(fixAll, { path: uri.fsPath, rule: finding.rule });
        fixAll.diagnostics = [diagnostic];
        actions.push(fixAll);
      }
      seen.add(finding.rule);
      if (suppress) actions.push(quickFix(suppress, diagnostic, false));
      return actions;
    });
  }

  async resolveCodeAction(action: vscode.CodeAction): Promise<vscode.CodeAction> {
    const wanted = this.#rules.get(action);
    const edits = wanted && (await this.#schemas.askQuietly('fixAll', wanted));
    if (edits) action.edit = workspaceEdit(edits);
    return action;
  }
}

/** Its last fix only turns the rule off. */
function isMendable({ fixes }: SchemaFinding): boolean {
  return fixes.length > 1;
}

function quickFix({ title, edits }: Fix, diagnostic: vscode.Diagnostic, preferred: boolean): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.diagnostics = [diagnostic];
  action.isPreferred = preferred;
  action.edit = workspaceEdit(edits);
  return action;
}

function workspaceEdit(edits: readonly TextEdit[]): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  for (const { path, range, text, newFile } of edits) {
    const file = vscode.Uri.file(path);
    if (newFile) edit.createFile(file, { contents: new TextEncoder().encode(text) });
    else edit.replace(file, toRange(range), text);
  }
  return edit;
}
