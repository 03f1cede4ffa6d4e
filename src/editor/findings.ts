import * as vscode from 'vscode';
import type { Finding, Range, Severity } from '../text/finding.js';
import { rulePage } from './rulePage.js';

const source = 'Senior Backend';

const severities: Record<Severity, keyof typeof vscode.DiagnosticSeverity> = {
  error: 'Error',
  warning: 'Warning',
  info: 'Information',
  hint: 'Hint',
};

// Each look into the namespace goes through a getter, and there are thousands of ranges.
const { Range: VsRange } = vscode;

export function toRange({ start, end }: Range): vscode.Range {
  return new VsRange(start.line, start.character, end.line, end.character);
}

/** @param page where the rule is explained. */
export function toDiagnostic(
  finding: Pick<Finding, 'rule' | 'severity' | 'message' | 'range'>,
  page = rulePage(finding.rule),
): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(
    toRange(finding.range),
    finding.message,
    vscode.DiagnosticSeverity[severities[finding.severity]],
  );
  diagnostic.source = source;
  diagnostic.code = { value: finding.rule, target: pageUri(page) };
  return diagnostic;
}

/** Whether a diagnostic is one that `toDiagnostic` made. */
export function isOurs({ source: from }: vscode.Diagnostic): boolean {
  return from === source;
}

/** There are far fewer rules than findings. */
const pages = new Map<string, vscode.Uri>();

function pageUri(page: string): vscode.Uri {
  const uri = pages.get(page) ?? vscode.Uri.parse(page);
  pages.set(page, uri);
  return uri;
}
