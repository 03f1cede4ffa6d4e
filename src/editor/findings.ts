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

export function toRange({ start, end }: Range): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

/** @param page where the rule is explained. */
export function toDiagnostic(finding: Finding, page = rulePage(finding.rule)): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(
    toRange(finding.range),
    finding.message,
    vscode.DiagnosticSeverity[severities[finding.severity]],
  );
  diagnostic.source = source;
  diagnostic.code = { value: finding.rule, target: vscode.Uri.parse(page) };
  return diagnostic;
}
