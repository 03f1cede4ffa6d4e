import assert from 'node:assert/strict';
import { createServer, type Server, type Socket } from 'node:net';
import * as vscode from 'vscode';
import type { TestPostgres } from '../../support/postgres.mjs';
import { id, until } from './harness.js';
import { testPostgres } from './postgresHarness.js';

interface Added {
  readonly name: string;
  readonly stage: string;
  readonly description: string;
}

describe('connections', () => {
  let postgres: TestPostgres;
  const add = (choice: object) =>
    vscode.commands.executeCommand<Added | undefined>('seniorBackend.addConnection', choice);
  const remove = (name: string) =>
    vscode.commands.executeCommand<boolean | undefined>('seniorBackend.removeConnection', { name });

  before(async () => {
    await vscode.extensions.getExtension(id)!.activate();
    postgres = await testPostgres();
  });

  after(async () => {
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('are kept once the server has answered, without the password', async () => {
    const added = await add({ connectionString: postgres.url, name: ' one ', stage: 'staging' });
    assert.deepEqual(
      { ...added, id: undefined },
      { id: undefined, name: 'one', stage: 'staging', description: `shop on 127.0.0.1:${postgres.port} as ann` },
    );
    assert.doesNotMatch(JSON.stringify(added), /s3cret/);
    assert.equal(await remove('one'), true);
    // Its message goes to the one catch of commands.
    assert.equal(await remove('one'), undefined);
  });

  it('are not kept when the server is not there, or the choice is none', async () => {
    for (const wrong of [
      { connectionString: 'postgresql://ann:s3cret@127.0.0.1:1/shop', name: 'two', stage: 'staging' },
      { connectionString: 'mysql://x', name: 'two', stage: 'staging' },
      { connectionString: postgres.url, name: ' ', stage: 'staging' },
      { connectionString: postgres.url, name: 'two', stage: 'play' },
    ])
      assert.equal(await add(wrong), undefined);
    assert.equal(await remove('two'), undefined);
  });

  it('of the same name take its place', async () => {
    const first = await add({ connectionString: postgres.url, name: 'three', stage: 'staging' });
    const second = await add({ connectionString: postgres.url, name: 'three', stage: 'production' });
    assert.equal((first as unknown as { id: string }).id, (second as unknown as { id: string }).id);
    assert.equal(await remove('three'), true);
    assert.equal(await remove('three'), undefined);
  });

  it('that do not answer are waited for until their own time is up', async () => {
    const sockets: Socket[] = [];
    const silent: Server = createServer(socket => sockets.push(socket.resume()));
    await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { port: number };
    const connectionString = `postgresql://ann@127.0.0.1:${port}/shop?sslmode=disable&connect_timeout=1`;
    assert.equal(await add({ connectionString, name: 'four', stage: 'development' }), undefined);
    // Nothing is left open.
    await until(() => sockets.every(({ closed, destroyed }) => closed || destroyed), 'the end of the attempt');
    silent.close();
  });
});
