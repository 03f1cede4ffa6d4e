import type * as vscode from 'vscode';

/** What the parts of the editor room share from activation to deactivation. */
export interface Session {
  readonly context: vscode.ExtensionContext;
  /** The output channel "Senior Backend". */
  readonly log: vscode.LogOutputChannel;
}
