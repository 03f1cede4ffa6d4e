import * as vscode from 'vscode';
import type { Finding } from '../text/finding.js';
import { toDiagnostic } from './findings.js';

/** Shows findings in Problems. Several owners may have findings in one file; what two of them found is shown once. */
export class FindingsBoard implements vscode.Disposable {
  readonly #shown: vscode.DiagnosticCollection;
  readonly #owners = new Map<string, readonly Finding[]>();

  constructor(name: string) {
    this.#shown = vscode.languages.createDiagnosticCollection(name);
  }

  /** Replaces all that an owner had. */
  set(owner: string, findings: readonly Finding[]): void {
    const before = this.#owners.get(owner) ?? [];
    if (findings.length) this.#owners.set(owner, findings);
    else this.#owners.delete(owner);
    this.#show(new Set([...before, ...findings].map(({ path }) => path)));
  }

  remove(owner: string): void {
    this.set(owner, []);
  }

  /** Takes away what stands in one file, whoever had it. */
  clearFile(path: string): void {
    for (const [owner, findings] of this.#owners) {
      const others = findings.filter(finding => finding.path !== path);
      if (others.length < findings.length) this.set(owner, others);
    }
  }

  dispose(): void {
    this.#shown.dispose();
  }

  #show(paths: ReadonlySet<string>): void {
    if (paths.size === 0) return;
    const byPath = new Map([...paths].map(path => [path, new Map<string, Finding>()]));
    for (const finding of [...this.#owners.values()].flat()) {
      const { path, rule, message, range } = finding;
      byPath.get(path)?.set(JSON.stringify([rule, message, range]), finding);
    }
    for (const [path, findings] of byPath) {
      // A spec that was fetched from the web has no file to show a problem in.
      if (/^https?:/.test(path)) continue;
      this.#shown.set(
        vscode.Uri.file(path),
        [...findings.values()].map(finding => toDiagnostic(finding)),
      );
    }
  }
}
