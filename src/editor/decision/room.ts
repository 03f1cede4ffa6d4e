/** Entry of `dist/decision.js`: all of the editor's decisions, loaded with the first of them (`decisionRoom.ts`). */
import * as vscode from 'vscode';
import { type Decision, decide } from '../../decision/decide.js';
import { decisionLines } from '../../decision/decisionText.js';
import { Problem } from '../../text/problem.js';
import { plainMessage } from '../plainMessage.js';
import type { Session } from '../session.js';
import { askQuestions } from './askQuestions.js';
import { readDecisionChoice } from './decisionChoice.js';
import { saveDecision } from './saveDecision.js';
import { workspaceProfiles } from './workspaceProfiles.js';

/**
 * @param given see `decisionChoice.ts`
 * @returns absolute paths of what was written; undefined when the user stopped on the way.
 * @throws Problem without a folder, for a profile that is wrong, and when nothing is recommended, with the reason
 */
export async function decideArchitecture(session: Session, given: unknown): Promise<readonly string[] | undefined> {
  const choice = readDecisionChoice(given);
  const root = await pickRoot();
  if (!root) return undefined;
  const profiles = await workspaceProfiles(session, root);
  const answers = choice.answers ?? (await askQuestions(session.context.workspaceState));
  if (!answers) return undefined;
  const decision = decide(answers, profiles);
  const words = decisionLines(decision).map(({ text }) => plainMessage(text));
  session.log.info(words.join('\n'));
  const { recommendation } = decision;
  if (!recommendation) throw new Problem(reasonOf(decision));
  const slo = choice.slo ?? (choice.answers ? false : await askWhatToWrite(words[0]!));
  if (slo === undefined) return undefined;
  return saveDecision(root, { ...decision, recommendation }, slo);
}

async function pickRoot(): Promise<vscode.Uri | undefined> {
  const [only, ...more] = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  if (!only) throw new Problem('A decision is written into a folder. Open one first.');
  if (more.length === 0) return only.uri;
  return (await vscode.window.showWorkspaceFolderPick({ placeHolder: 'Which project is decided on?' }))?.uri;
}

/** @returns whether the targets are written, too; undefined when the user stopped. */
async function askWhatToWrite(recommended: string): Promise<boolean | undefined> {
  const record = { label: 'Write the Record', description: 'docs/adr, under the next number', slo: false };
  const both = {
    label: 'Write the Record and its Targets',
    description: 'also .senior-backend/slo.json, for load tests',
    slo: true,
  };
  const options = { title: 'Decide Architecture', placeHolder: recommended, ignoreFocusOut: true };
  return (await vscode.window.showQuickPick([record, both], options))?.slo;
}

/** The first lines say it; all of them are in the log. */
function reasonOf(decision: Decision): string {
  const lines = decisionLines(decision);
  const end = lines.findIndex(({ kind }, index) => index > 0 && kind === 'heading');
  return lines
    .slice(0, end < 0 ? lines.length : end)
    .map(({ text }) => text)
    .join(' ');
}
