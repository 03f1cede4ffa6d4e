import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { id, inFolder } from './harness.js';

describe('the manifest', () => {
  const extension = () => vscode.extensions.getExtension(id)!;

  it('names exactly the commands that are registered', async () => {
    await extension().activate();
    const registered = (await vscode.commands.getCommands(true)).filter(command =>
      command.startsWith('seniorBackend.'),
    );
    const contributed: { command: string; category?: string }[] = extension().packageJSON.contributes.commands;
    assert.deepEqual(contributed.map(({ command }) => command).sort(), registered.sort());
    assert.ok(contributed.every(({ category }) => category === 'Senior Backend'));
  });

  it('describes every setting, with a default that passes', () => {
    const sections: { properties: Record<string, { markdownDescription?: string; default?: unknown }> }[] =
      extension().packageJSON.contributes.configuration;
    const settings = sections.flatMap(section => Object.entries(section.properties));
    assert.ok(settings.length > 0);
    for (const [name, setting] of settings) {
      assert.ok(setting.markdownDescription, name);
      const [, section, key] = /^([^.]+)\.(.+)$/.exec(name)!;
      assert.deepEqual(vscode.workspace.getConfiguration(section, inFolder('openapi.yaml')).get(key!), setting.default);
    }
  });
});
