import * as vscode from 'vscode';
import { Problem } from '../../../text/problem.js';
import { askValues } from './askHow.js';
import { showQuery } from './editorQuery.js';
import type { PlanAction } from './explainChoice.js';
import { type ExplainedSummary, type ExplainScene, runAndShow } from './showPlan.js';

/** What is asked of the plan that is shown. @throws Problem when there is none. */
export async function actOnPlan(scene: ExplainScene, action: PlanAction): Promise<ExplainedSummary | undefined> {
  const { shown } = scene.panel;
  if (!shown) throw new Problem('There is no plan. Explain a query first.');
  const { plan, needs } = shown;
  if (typeof action === 'object') {
    const sql = plan.report.findings[action.copySql]?.sql;
    if (sql === undefined) throw new Problem('There is no such statement in the plan that is shown.');
    return copy(sql, 'The statement');
  }
  switch (action) {
    case 'copyMarkdown':
      return copy(plan.markdown, 'The plan, as Markdown,');
    case 'copyJson':
      return copy(plan.json, 'The plan, as JSON,');
    case 'openJson':
      await vscode.window.showTextDocument(
        await vscode.workspace.openTextDocument({ language: 'json', content: plan.json }),
      );
      return undefined;
    case 'showQuery':
      await showQuery(shown.query);
      return undefined;
    case 'again':
      return runAndShow(scene, shown, { analyze: false });
    case 'analyze': {
      const values =
        needs.parameters.length > 0
          ? (shown.values ?? (await askValues(shown.query.text, needs.parameters)))
          : undefined;
      if (needs.parameters.length > 0 && !values) return undefined;
      return runAndShow(scene, { ...shown, values }, { analyze: true });
    }
  }
}

/** A word for a moment where it disturbs nobody: the page has no script to say it. */
async function copy(text: string, what: string): Promise<undefined> {
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(`$(check) ${what} is copied.`, 4000);
  return undefined;
}
