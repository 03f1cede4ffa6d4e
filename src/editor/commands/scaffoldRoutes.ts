import * as vscode from 'vscode';
import type { Framework, ScaffoldRequest, ScaffoldResult } from '../../scaffold/messages.js';
import { Problem } from '../../text/problem.js';
import { applyChanges, StaleRun, type UndoCare } from '../applyChanges.js';
import { chooseTarget } from '../chooseTarget.js';
import type { SpecLenses } from '../codeLenses.js';
import type { FindingsBoard } from '../findingsBoard.js';
import { type Choice, chosenBySettings, recall, remember } from '../memory.js';
import { outputName, outputUri } from '../outputFolder.js';
import { mayOverwrite, refuseFile } from '../overwriting.js';
import { pickSpec } from '../pickSpec.js';
import { reportRun } from '../reportRun.js';
import { runScaffold } from '../scaffoldRun.js';
import type { Session } from '../session.js';
import { isFramework, readSettings } from '../settings.js';
import type { ChangesView } from '../showChanges.js';
import { rootOf, unsavedTexts } from '../specs.js';
import { offerTrust } from '../trust.js';

/** What a run of Scaffold Routes shows its results in. */
export interface ScaffoldScene extends Session {
  readonly lenses: SpecLenses;
  readonly changesView: ChangesView;
  readonly undo: UndoCare;
  /** What runs had to say, in Problems. */
  readonly findings: FindingsBoard;
}

/**
 * Spec → questions → worker thread → Refactor Preview → files. Nothing is written before the user applies the preview.
 * @param given the spec, or from a keybinding, which has one argument, the choice.
 * @param givenChoice menus pass other things here, so it is checked.
 * @returns the paths written, relative to the output folder; undefined when the user stopped on the way.
 */
export async function scaffoldRoutes(
  scene: ScaffoldScene,
  given: unknown,
  givenChoice: unknown,
): Promise<readonly string[] | undefined> {
  const spec = await pickSpec(given);
  if (!spec) return undefined;
  const state = scene.context.workspaceState;
  const fixed = { ...chosenBySettings(spec), ...checkedChoice(given), ...checkedChoice(givenChoice) };
  const choice = await chooseTarget(spec, fixed, recall(state, spec));
  if (!choice) return undefined;
  const output = outputUri(spec, choice.output);
  await refuseFile(output, choice.output, 'Scaffold Routes');

  const title = `Scaffolding routes from ${vscode.workspace.asRelativePath(spec)}`;
  for (let attempt = 1; ; attempt++) {
    const reply = await runScaffold(scene, request(spec, output, choice), title);
    await remember(state, spec, { ...choice, output: outputName(spec, output) });
    scene.lenses.refresh();
    if (reply.kind === 'refused' && !(await mayOverwrite(scene, output, reply))) return undefined;
    const replaceable = reply.kind === 'refused' ? reply.files.map(({ path }) => path) : [];
    try {
      return await finish(scene, spec, output, choice.framework, reply, replaceable);
    } catch (error) {
      if (!(error instanceof StaleRun)) throw error;
      if (attempt === 3) throw new Problem(`Files in ${choice.output} keep changing. Nothing was written; try again.`);
    }
  }
}

async function finish(
  scene: ScaffoldScene,
  spec: vscode.Uri,
  output: vscode.Uri,
  framework: Framework,
  result: ScaffoldResult,
  replaceable: readonly string[],
): Promise<readonly string[] | undefined> {
  const { changes } = result.scaffolding;
  if (!vscode.workspace.isTrusted && changes.length) {
    await scene.changesView.show(`Preview: ${outputName(spec, output)}`, output, changes);
    void offerTrust('This workspace is not trusted, so the generated code is shown but not written.');
    return undefined;
  }
  const written = changes.length ? await applyChanges(output, changes, { replaceable }, spec, scene.undo) : [];
  if (written) await reportRun(scene, { spec, output, framework, result, written });
  return written?.map(({ path }) => path);
}

function request(spec: vscode.Uri, output: vscode.Uri, { framework, app }: Choice): ScaffoldRequest {
  const { references } = readSettings(spec);
  return {
    spec: spec.fsPath,
    root: rootOf(spec).fsPath,
    output: output.fsPath,
    framework,
    app,
    allowOutside: references.allowOutside,
    allowRemote: references.allowRemote,
    overlays: unsavedTexts(),
  };
}

function checkedChoice(given: unknown): Partial<Choice> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return {};
  const { framework, output, app } = given as Partial<Record<keyof Choice, unknown>>;
  return {
    ...(isFramework(framework) && { framework }),
    ...(typeof output === 'string' && output && { output }),
    ...(typeof app === 'boolean' && { app }),
  };
}
