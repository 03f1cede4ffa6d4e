import path from 'node:path';
import * as vscode from 'vscode';
import type { Severity } from '../../text/finding.js';
import { readSettings, section } from '../settings.js';

/** The settings about routes, as they hold for one folder. */
export interface RouteSettings {
  readonly drift: {
    /** Undefined: nothing is shown. */
    readonly severity: Severity | undefined;
    /** What people have said of single rules, by id. */
    readonly levels: Readonly<Record<string, Severity | 'off'>>;
    /** Undefined: it is looked for. Never outside of the workspace folder. */
    readonly description: vscode.Uri | undefined;
    readonly guards: readonly string[];
  };
  readonly codeLens: boolean;
}

const severities: readonly Severity[] = ['error', 'warning', 'info', 'hint'];

/** A wrong value counts as not set: settings files are outside bytes. */
export function readRouteSettings(file: vscode.Uri): RouteSettings {
  const settings = vscode.workspace.getConfiguration(section, file);
  const severity = settings.get<unknown>('drift.severity');
  const guards = settings.get<unknown>('drift.guards');
  return {
    drift: {
      severity: severity === 'off' ? undefined : (severities.find(one => one === severity) ?? 'warning'),
      levels: readSettings(file).lint.rules,
      description: insideFolder(file, settings.get<unknown>('drift.description')),
      guards: Array.isArray(guards) ? guards.filter(one => typeof one === 'string' && one !== '') : [],
    },
    codeLens: settings.get<unknown>('codeLens.routes') !== false,
  };
}

function insideFolder(file: vscode.Uri, given: unknown): vscode.Uri | undefined {
  const root = vscode.workspace.getWorkspaceFolder(file)?.uri;
  if (!root || typeof given !== 'string' || given.trim() === '') return undefined;
  const whole = path.resolve(root.fsPath, given.trim());
  const relative = path.relative(root.fsPath, whole);
  return relative.startsWith('..') || path.isAbsolute(relative) ? undefined : vscode.Uri.file(whole);
}
