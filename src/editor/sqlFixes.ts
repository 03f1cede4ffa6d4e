import * as vscode from 'vscode';
import type { ProblemAt } from '../schema/service/schemaMessages.js';
import { isOurs } from './findings.js';
import { quickFix, workspaceEdit } from './quickFix.js';
import { sqlSelector } from './sqlDocuments.js';
import type { SqlSchemas } from './sqlSchemas.js';

/** Lightbulbs: each fix of a finding, all of one rule in a file at once, and the comment that turns it off. */
export class SqlFixes implements vscode.CodeActionProvider {
  readonly #schemas: SqlSchemas;
  /** What an action mends that is worked out only for somebody who wants it. */
  readonly #rules = new WeakMap<vscode.CodeAction, { readonly path: string; readonly rule: string }>();

  constructor(schemas: SqlSchemas) {
    this.#schemas = schemas;
  }

  register(): vscode.Disposable {
    return vscode.languages.registerCodeActionsProvider(sqlSelector, this, {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    });
  }

  async provideCodeActions(
    { uri }: vscode.TextDocument,
    _range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.CodeAction[]> {
    const ours = diagnostics.filter(isOurs);
    if (ours.length === 0) return [];
    const path = uri.fsPath;
    const problems = ours.map(problemAt);
    const answers = (await this.#schemas.askQuietly('fixes', { path, problems }, token)) ?? [];
    const seen = new Set<string>();
    return ours.flatMap((diagnostic, i) => {
      const answer = answers[i];
      if (!answer) return [];
      const { rule } = problems[i]!;
      const [suppress, fixes] = [answer.fixes.at(-1), answer.fixes.slice(0, -1)];
      const actions = fixes.map((fix, n) => quickFix(fix, diagnostic, n === 0));
      if (fixes.length > 0 && answer.mendable > 1 && !seen.has(rule)) {
        const title = `Fix all ${rule} in this file (${answer.mendable})`;
        const fixAll = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
        this.#rules.set(fixAll, { path, rule });
        fixAll.diagnostics = [diagnostic];
        actions.push(fixAll);
      }
      seen.add(rule);
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

function problemAt({ code, message, range }: vscode.Diagnostic): ProblemAt {
  const { line, character } = range.start;
  return { rule: String(typeof code === 'object' ? code.value : code), message, start: { line, character } };
}
