import * as vscode from 'vscode';
import type { Session } from './session.js';

/**
 * Offers `senior-backend mcp` to the agents of VS Code, which starts it when one asks for it. It is given nothing that is secret:
 * neither connections nor the tokens of load tests. Not where the workspace is not trusted, since rulesets of a project are code.
 */
export function registerMcpServer({ context }: Session): vscode.Disposable {
  return vscode.lm.registerMcpServerDefinitionProvider('seniorBackend.mcp', {
    onDidChangeMcpServerDefinitions: vscode.workspace.onDidGrantWorkspaceTrust,
    provideMcpServerDefinitions() {
      if (!vscode.workspace.isTrusted) return [];
      const server = new vscode.McpStdioServerDefinition(
        'Senior Backend',
        process.execPath,
        [context.asAbsolutePath('dist/cli.mjs'), 'mcp'],
        // Outside remote windows that path is Electron's.
        { ELECTRON_RUN_AS_NODE: '1' },
        (context.extension.packageJSON as { version: string }).version,
      );
      const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file');
      if (folder) server.cwd = folder.uri;
      return [server];
    },
  });
}
