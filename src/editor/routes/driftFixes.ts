import path from 'node:path';
import * as vscode from 'vscode';
import type { TextEdit } from '../../text/finding.js';
import { isOurs, toRange } from '../findings.js';
import { recallComplete } from '../memory.js';
import { plainMessage } from '../plainMessage.js';
import { workspaceEdit } from '../quickFix.js';
import type { Session } from '../session.js';
import type { ShownDrift } from './appCalls.js';
import type { Compared, Comparisons } from './comparisons.js';

/** Compares again, for fixes that were made and are not saved. */
export const compareCommand = '_seniorBackend.compareRoutes';

/** Lightbulbs where routes and a description have come apart. */
export class DriftFixes implements vscode.CodeActionProvider {
  readonly #session: Session;
  readonly #comparisons: Comparisons;

  constructor(session: Session, comparisons: Comparisons) {
    this.#session = session;
    this.#comparisons = comparisons;
  }

  provideCodeActions(
    document: vscode.TextDocument,
    _range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const ours = diagnostics.filter(isOurs);
    const { fsPath } = document.uri;
    return ours.flatMap(diagnostic =>
      this.#comparisons.all().flatMap(compared => {
        const same = compared.comparison.drifts.filter(drift => isSame(drift, diagnostic));
        const here = same.filter(({ described, route }) => described?.path === fsPath || route?.path === fsPath);
        const drift = here.find(one => isAt(one, fsPath, diagnostic)) ?? here[0];
        return drift ? this.#fixesOf(drift, compared, diagnostic) : [];
      }),
    );
  }

  #fixesOf(drift: ShownDrift, compared: Compared, diagnostic: vscode.Diagnostic): vscode.CodeAction[] {
    const { app, comparison } = compared;
    const spec = plainMessage(path.basename(app.description.fsPath));
    const actions: vscode.CodeAction[] = [];
    const add = (title: string, edits: readonly TextEdit[]) => {
      // An edit that was made for another text would land anywhere.
      if (edits.length === 0 || edits.some(edit => compared.changed.has(edit.path))) return;
      const action = new vscode.CodeAction(plainMessage(title), vscode.CodeActionKind.QuickFix);
      action.edit = workspaceEdit(edits);
      action.command = { command: compareCommand, title: 'Compare', arguments: [app.folder.toString()] };
      actions.push(action);
    };
    add(specTitle(drift, spec), drift.edits);
    for (const { title, edits } of drift.fixes) add(title, edits);
    if (drift.kind === 'unserved-operation' && drift.isScaffolded) {
      const choice = recallComplete(this.#session.context.workspaceState, app.description);
      const action = new vscode.CodeAction('Add a handler with Scaffold Routes…', vscode.CodeActionKind.QuickFix);
      const given = [app.description, ...(choice ? [choice] : [])];
      action.command = { command: 'seniorBackend.scaffoldRoutes', title: 'Scaffold Routes', arguments: given };
      actions.push(action);
    }
    if (actions[0]) actions[0].isPreferred = true;
    const mendable = comparison.drifts.filter(({ edits }) => edits.length > 0);
    if (mendable.length > 1) {
      const count = mendable.reduce((sum, { size }) => sum + size, 0);
      const title = `Update ${spec} from the routes (${count} differences)…`;
      const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
      const given = [app.folder, { output: app.description.fsPath }];
      action.command = { command: 'seniorBackend.specFromRoutes', title: 'Generate Spec', arguments: given };
      actions.push(action);
    }
    for (const action of actions) action.diagnostics = [diagnostic];
    return actions;
  }
}

function specTitle({ kind, method, path: at, size }: ShownDrift, spec: string): string {
  const title = `${method.toUpperCase()} ${at}`;
  if (kind === 'undescribed-route') return `Add ${title} to ${spec}`;
  return `Make ${spec} say what the route does${size > 1 ? ` (${size} differences)` : ''}`;
}

function isSame({ kind, message }: ShownDrift, { code, message: text }: vscode.Diagnostic): boolean {
  return kind === (typeof code === 'object' ? code.value : code) && message === text;
}

/** A message may be that of several places: those that were typed above have moved all alike. */
function isAt({ described, route }: ShownDrift, file: string, { range }: vscode.Diagnostic): boolean {
  return [described, route].some(place => place?.path === file && toRange(place.range).isEqual(range));
}
