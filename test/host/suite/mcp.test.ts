import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { inFolder, until, writeText } from './harness.js';

describe('the MCP server', () => {
  it('is started by VS Code itself, and its tools can be called', async function () {
    this.timeout(60_000);
    const file = inFolder('mcp/schema.sql');
    await writeText(file, 'CREATE TABLE notes (body text);\n');
    const found = () => vscode.lm.tools.find(({ name }) => /lint_api/.test(name));
    // The definitions reach the workbench a little after activation: asked until they are there.
    const start = { waitForLiveTools: true, autoTrustChanges: true };
    await until(async () => {
      await vscode.commands.executeCommand('workbench.mcp.startServer', '*', start);
      return found() !== undefined;
    }, 'the tool lint_api');
    const input = { paths: [file.fsPath] };
    const { content } = await vscode.lm.invokeTool(found()!.name, { input, toolInvocationToken: undefined });
    assert.match(JSON.stringify(content), /missing-primary-key/);
  });
});
