import * as vscode from 'vscode';
import type { Finding } from '../text/finding.js';
import { mergeFixes } from '../text/mergeFixes.js';
import { isOurs } from './findings.js';
import { quickFix } from './quickFix.js';

/** What a check of a spec found, and the versions of the open files that it looked at, by path. */
interface Checked {
  readonly findings: readonly Finding[];
  readonly versions: ReadonlyMap<string, number>;
}

/** Lightbulbs on problems of API descriptions: each fix of a finding, and all of one rule in a file at once. */
export class SpecFixes implements vscode.CodeActionProvider {
  /** By spec. */
  readonly #checked = new Map<string, Checked>();

  register(): vscode.Disposable {
    const selector = [
      { scheme: 'file', language: 'yaml' },
      { scheme: 'file', language: 'json' },
      { scheme: 'file', pattern: '**/*.{yaml,yml,json}' },
    ];
    return vscode.languages.registerCodeActionsProvider(selector, this, {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    });
  }

  set(spec: string, findings: readonly Finding[], versions: ReadonlyMap<string, number>): void {
    const mendable = findings.filter(({ fixes }) => fixes.length > 0);
    this.#checked.set(spec, { findings: mendable, versions });
  }

  remove(spec: string): void {
    this.#checked.delete(spec);
  }

  /** Those whose last check could mend something in a file. */
  specsWithFixesIn(path: string): readonly string[] {
    return [...this.#checked].flatMap(([spec, { findings }]) =>
      findings.some(one => one.path === path) ? [spec] : [],
    );
  }

  provideCodeActions(
    document: vscode.TextDocument,
    _range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const ours = diagnostics.filter(isOurs);
    if (ours.length === 0 || document.uri.scheme !== 'file') return [];
    const findings = this.#findingsIn(document);
    const seen = new Set<string>();
    return ours.flatMap(diagnostic => {
      const finding = findings.find(one => isSame(one, diagnostic));
      if (!finding) return [];
      const actions = finding.fixes.map((fix, index) => quickFix(fix, diagnostic, index === 0));
      const alike = findings.filter(({ rule }) => rule === finding.rule);
      if (alike.length > 1 && !seen.has(finding.rule)) {
        const title = `Fix all ${finding.rule} in this file (${alike.length})`;
        const edits = mergeFixes(alike.flatMap(({ fixes }) => fixes[0] ?? []));
        actions.push(quickFix({ title, edits }, diagnostic, false));
      }
      seen.add(finding.rule);
      return actions;
    });
  }

  /** Of the newest text only: an edit that was made for another would land anywhere. */
  #findingsIn({ uri, version }: vscode.TextDocument): readonly Finding[] {
    return [...this.#checked.values()].flatMap(({ findings, versions }) => {
      return versions.get(uri.fsPath) === version ? findings.filter(({ path }) => path === uri.fsPath) : [];
    });
  }
}

function isSame({ rule, message, range }: Finding, { code, message: text, range: at }: vscode.Diagnostic): boolean {
  return (
    rule === (typeof code === 'object' ? code.value : code) &&
    message === text &&
    range.start.line === at.start.line &&
    range.start.character === at.start.character
  );
}
