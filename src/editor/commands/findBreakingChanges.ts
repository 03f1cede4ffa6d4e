import path from 'node:path';
import * as vscode from 'vscode';
import type { BreakingChanges } from '../breakingChanges.js';
import { type BreakingDocuments, stemOf } from '../breakingDocuments.js';
import { gitPrograms } from '../gitPrograms.js';
import { pickSpec } from '../pickSpec.js';
import { plainMessage } from '../plainMessage.js';
import { offerTrust } from '../trust.js';

const title = 'Find Breaking Changes';

export interface BreakingRoom {
  readonly breaking: BreakingChanges;
  readonly documents: BreakingDocuments;
}

/** What a keybinding or another extension may say, in place of the question. */
export interface BreakingChoice {
  readonly revision: string;
  /** Where the branch left it. */
  readonly fromMergeBase: boolean;
}

/**
 * Compares a spec with an earlier version: Problems, and a report.
 * @returns the address of the report; undefined when the user stopped on the way.
 */
export async function findBreakingChanges(
  { breaking, documents }: BreakingRoom,
  given: unknown,
  choice: unknown,
): Promise<vscode.Uri | undefined> {
  if (!vscode.workspace.isTrusted) {
    void offerTrust('Earlier versions are read with git, which is not run in a workspace that is not trusted.');
    return undefined;
  }
  const spec = await pickSpec(given, title);
  if (!spec) return undefined;
  const old = readChoice(choice) ?? (await askRevision(breaking, spec));
  if (!old) return undefined;
  const answer = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: 'Comparing API descriptions' },
    () => breaking.find(spec, old),
  );
  const { stem, extension } = stemOf(spec);
  const report = documents.keep(`Changes of ${stem}.md`, spec, answer.report);
  await documents.showReport(report);
  void offerDiff(answer.summary, () => {
    const name = `${stem}${extension}`;
    const left = documents.keep(name, spec, answer.before);
    return vscode.commands.executeCommand('vscode.diff', left, spec, `${name} (${old.revision} ↔ now)`);
  });
  return report;
}

/** Not awaited: a command ends when its work does. */
async function offerDiff(summary: string, show: () => Thenable<unknown>): Promise<void> {
  const button = 'Show Diff';
  const answer = await vscode.window.showInformationMessage(plainMessage(summary), button);
  if (answer === button) await show().then(undefined, () => undefined);
}

function readChoice(choice: unknown): BreakingChoice | undefined {
  if (typeof choice !== 'object' || choice === null) return undefined;
  const { revision = 'HEAD', fromMergeBase = false } = choice as Partial<Record<keyof BreakingChoice, unknown>>;
  return typeof revision === 'string' && typeof fromMergeBase === 'boolean' ? { revision, fromMergeBase } : undefined;
}

interface Item extends vscode.QuickPickItem {
  readonly old: BreakingChoice;
}

async function askRevision(breaking: BreakingChanges, spec: vscode.Uri): Promise<BreakingChoice | undefined> {
  const found = await breaking.thread.call('revisions', { folder: path.dirname(spec.fsPath), programs: gitPrograms() });
  const names = new Set(found.map(({ name }) => name));
  const main = ['origin/main', 'origin/master', 'main', 'master'].find(name => names.has(name));
  const known: Item[] = [
    { label: 'HEAD', description: 'the last commit', old: { revision: 'HEAD', fromMergeBase: false } },
    ...(main === undefined
      ? []
      : [
          { label: `${main}…`, description: 'where this branch left it', old: { revision: main, fromMergeBase: true } },
        ]),
    ...found.map(({ name, description }) => ({
      ...{ label: plainMessage(name), description: plainMessage(description) },
      old: { revision: name, fromMergeBase: false },
    })),
  ];
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = title;
  pick.placeholder = 'Against which version? Pick a branch or tag, or type a commit';
  pick.matchOnDescription = true;
  pick.items = known;
  pick.onDidChangeValue(value => {
    const typed = value.trim();
    const isKnown = typed === '' || known.some(({ old }) => old.revision === typed);
    const own = { label: plainMessage(typed), description: 'as typed', alwaysShow: true };
    pick.items = isKnown ? known : [...known, { ...own, old: { revision: typed, fromMergeBase: false } }];
  });
  return new Promise<BreakingChoice | undefined>(done => {
    pick.onDidAccept(() => {
      const [item] = pick.activeItems;
      if (item) done(item.old);
    });
    pick.onDidHide(() => done(undefined));
    pick.show();
  }).finally(() => pick.dispose());
}
