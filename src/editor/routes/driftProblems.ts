import * as vscode from 'vscode';
import type { Place } from '../../app/readApp.js';
import type { Severity } from '../../text/finding.js';
import { toDiagnostic, toRange } from '../findings.js';
import type { ShownDrift } from './appCalls.js';
import type { Compared, Comparisons } from './comparisons.js';
import { readRouteSettings } from './settings.js';

const page = 'https://github.com/senior-backend/senior-backend/blob/main/docs/commands/generate-spec-from-routes.md';

/** Where routes and a description have come apart, in Problems: in the description and in the source, each leading to the other. */
export class DriftProblems implements vscode.Disposable {
  readonly #shown = vscode.languages.createDiagnosticCollection('senior-backend-drift');
  readonly #comparisons: Comparisons;
  readonly #listener: vscode.Disposable;
  #files: ReadonlySet<string> = new Set();

  constructor(comparisons: Comparisons) {
    this.#comparisons = comparisons;
    this.#listener = comparisons.onDidChange(() => this.#show());
  }

  dispose(): void {
    this.#listener.dispose();
    this.#shown.dispose();
  }

  #show(): void {
    const byFile = new Map<string, vscode.Diagnostic[]>();
    for (const compared of this.#comparisons.all()) {
      for (const drift of compared.comparison.drifts) {
        const severity = severityOf(drift, compared);
        if (!severity) continue;
        for (const [at, other, says] of sidesOf(drift)) {
          const diagnostic = diagnosticOf(drift, at, severity);
          if (other) {
            const location = new vscode.Location(vscode.Uri.file(other.path), toRange(other.range));
            diagnostic.relatedInformation = [new vscode.DiagnosticRelatedInformation(location, says)];
          }
          byFile.set(at.path, [...(byFile.get(at.path) ?? []), diagnostic]);
        }
      }
    }
    for (const path of this.#files) if (!byFile.has(path)) this.#shown.delete(vscode.Uri.file(path));
    for (const [path, found] of byFile) this.#shown.set(vscode.Uri.file(path), found);
    this.#files = new Set(byFile.keys());
  }
}

export function diagnosticOf({ kind, message }: ShownDrift, at: Place, severity: Severity): vscode.Diagnostic {
  return toDiagnostic({ rule: kind, severity, message, range: at.range }, `${page}#${kind}`);
}

/** Details of an operation, beside a whole one that is missing. */
const milder: Record<Severity, Severity> = { error: 'warning', warning: 'info', info: 'hint', hint: 'hint' };

/** Undefined: nobody wants to see it. */
function severityOf({ kind }: ShownDrift, { app }: Compared): Severity | undefined {
  const { severity, levels } = readRouteSettings(app.folder).drift;
  const isWhole = kind === 'undescribed-route' || kind === 'unserved-operation';
  const level = severity && (levels[kind] ?? (isWhole ? severity : milder[severity]));
  return level === 'off' ? undefined : level;
}

type Side = readonly [at: Place, other: Place | undefined, says: string];

/** A route of which nothing is described has no other side, nor has an operation without a route. */
function sidesOf({ described, route }: ShownDrift): Side[] {
  return [
    ...(described ? [[described, route, 'The route is registered here.'] as const] : []),
    ...(route ? [[route, described, 'The operation is described here.'] as const] : []),
  ];
}
