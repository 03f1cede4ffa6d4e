/** A decision becomes a record under the next number, opened beside its preview; and thresholds for load tests. */
import * as vscode from 'vscode';
import type { Decision, Recommendation } from '../../decision/decide.js';
import { decisionRecord, nextRecordName } from '../../decision/record.js';
import { sloThresholds } from '../../decision/thresholds.js';
import { mergeSlo } from '../../loadtest/verdict/mergeSlo.js';
import { sloPath } from '../../loadtest/verdict/slo.js';
import { Problem } from '../../text/problem.js';
import { offerTrust } from '../trust.js';

export type Decided = Decision & { readonly recommendation: Recommendation };

const folderOfRecords = 'docs/adr';
/** Others may write records at the same time. */
const attempts = 5;

/**
 * Undo takes back what it writes. In a workspace that is not trusted the record is shown and nothing is written.
 * @param withSlo also the targets, into `.senior-backend/slo.json`
 * @returns absolute paths of what was written, the record first
 */
export async function saveDecision(root: vscode.Uri, decision: Decided, withSlo: boolean): Promise<readonly string[]> {
  const text = decisionRecord(decision, new Date().toISOString().slice(0, 10));
  if (!vscode.workspace.isTrusted) {
    await showBesidePreview(await vscode.workspace.openTextDocument({ language: 'markdown', content: text }));
    void offerTrust('The record is shown and not written: this workspace is not trusted.');
    return [];
  }
  const slo = withSlo ? await sloChange(root, decision) : undefined;
  const record = await writeRecord(root, decision.recommendation.fit.profile.name, text);
  if (slo) await writeSlo(slo);
  await showBesidePreview(await vscode.workspace.openTextDocument(record));
  return [record.fsPath, ...(slo ? [slo.file.fsPath] : [])];
}

async function writeRecord(root: vscode.Uri, profile: string, text: string): Promise<vscode.Uri> {
  const folder = vscode.Uri.joinPath(root, ...folderOfRecords.split('/'));
  for (let attempt = 0; attempt < attempts; attempt++) {
    const entries = await vscode.workspace.fs.readDirectory(folder).then(undefined, () => []);
    const name = nextRecordName(
      entries.map(([each]) => each),
      profile,
    );
    const file = vscode.Uri.joinPath(folder, name);
    const edit = new vscode.WorkspaceEdit();
    edit.createFile(file, { overwrite: false, contents: new TextEncoder().encode(text) });
    if (await vscode.workspace.applyEdit(edit)) return file;
  }
  throw new Problem('No record can be written here. Allow writing, and decide again: the answers are kept.', {
    path: folder.fsPath,
  });
}

interface SloChange {
  readonly file: vscode.Uri;
  readonly text: string;
  readonly document: vscode.TextDocument | undefined;
}

/** Read before anything is written: a file that is wrong is said first. */
async function sloChange(root: vscode.Uri, { recommendation, answers }: Decided): Promise<SloChange> {
  const file = vscode.Uri.joinPath(root, ...sloPath.split('/'));
  const isThere = await vscode.workspace.fs.stat(file).then(
    () => true,
    () => false,
  );
  const document = isThere ? await vscode.workspace.openTextDocument(file) : undefined;
  const { text } = mergeSlo(file.fsPath, document?.getText(), sloThresholds(recommendation.targets, answers));
  return { file, text, document };
}

async function writeSlo({ file, text, document }: SloChange): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  if (document) {
    edit.replace(file, new vscode.Range(0, 0, document.lineCount, 0), text);
  } else {
    edit.createFile(file, { overwrite: false, contents: new TextEncoder().encode(text) });
  }
  const isApplied = await vscode.workspace.applyEdit(edit);
  if (!isApplied || (document && !(await document.save()))) {
    throw new Problem('The record is written, and the targets are not: this file cannot be changed.', {
      path: file.fsPath,
    });
  }
}

async function showBesidePreview(document: vscode.TextDocument): Promise<void> {
  await vscode.window.showTextDocument(document, { preview: false });
  await vscode.commands.executeCommand('markdown.showPreviewToSide');
}
