import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { Session } from 'node:inspector/promises';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import {
  id,
  inFolder,
  readText,
  repository,
  scaffoldAndApply,
  threadFiles,
  threads,
  unhurried,
  until,
  writeText,
} from './harness.js';

interface Finished {
  readonly id: string;
  readonly endedBy: string;
  readonly answered: number;
  readonly success: number;
  readonly thresholds: string;
}

const api = `openapi: 3.1.0
info: { title: Pets, version: "1" }
paths:
  /pets:
    get:
      operationId: listPets
      parameters:
        - { name: limit, in: query, required: true, schema: { type: integer, minimum: 1, maximum: 9 } }
      responses: { "200": { description: ok } }
    post:
      operationId: createPet
      security: [{ token: [] }]
      requestBody:
        required: true
        content: { application/json: { schema: { type: object, required: [name], properties: { name: { type: string } } } } }
      responses: { "201": { description: ok } }
  "/pets/{petId}":
    get:
      operationId: getPet
      parameters: [{ name: petId, in: path, required: true, schema: { type: string, enum: [rex] } }]
      responses: { "200": { description: ok } }
components:
  securitySchemes:
    token: { type: http, scheme: bearer }
`;

/** As many answers as were sent, and what was asked of it. */
class Pets {
  readonly #server: Server;
  requests = 0;
  readonly seen = new Set<string>();
  delay = 0;

  constructor() {
    this.#server = createServer((request, response) => {
      this.requests++;
      this.seen.add(`${request.method} ${request.url?.split('?')[0]} ${request.headers.authorization ?? ''}`.trim());
      request.resume();
      const isWrong = request.url === '/pets' && request.method === 'GET';
      const status = isWrong ? 400 : request.method === 'POST' ? 201 : 200;
      setTimeout(() => response.writeHead(status).end('[]'), this.delay);
    });
  }

  async listen(): Promise<void> {
    await new Promise<void>(resolve => this.#server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

/** How long lenses and load tests were on the stack of the host's own thread. */
async function ownMilliseconds(work: () => Promise<void>): Promise<number> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: 200 });
    await session.post('Profiler.start');
    await work();
    const { profile } = await session.post('Profiler.stop');
    const nodes = new Map(profile.nodes.map(node => [node.id, node]));
    const ours = new Set<number>();
    const add = (id: number, isOurs: boolean) => {
      const { callFrame, children = [] } = nodes.get(id)!;
      const { url, functionName } = callFrame;
      const isLens = /dist[\\/]extension\.js$/.test(url) && functionName === 'provideCodeLenses';
      const is = isOurs || isLens || /dist[\\/]loadTest\.js$/.test(url);
      if (is) ours.add(id);
      for (const child of children) add(child, is);
    };
    add(profile.nodes[0]!.id, false);
    const { samples = [], timeDeltas = [] } = profile;
    return samples.reduce((sum, id, i) => sum + (ours.has(id) ? (timeDeltas[i + 1] ?? 0) / 1000 : 0), 0);
  } finally {
    session.disconnect();
  }
}

const listPets = { method: 'get', path: '/pets' };
const brief = { model: 'closed', connections: 2, seconds: 0.5 };
const endless = { model: 'closed', connections: 2, seconds: 60 };

describe('a load test', () => {
  const spec = () => inFolder('pets/openapi.yaml');
  const pets = new Pets();

  before(async () => {
    await vscode.extensions.getExtension(id)!.activate();
    await pets.listen();
    await writeText(spec(), api);
    // Nobody is there to type a token.
    await writeText(inFolder('pets/open.yaml'), api.replace('      security: [{ token: [] }]\n', ''));
  });

  after(async () => {
    pets.close();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  async function lenses(file: vscode.Uri): Promise<vscode.CodeLens[]> {
    await vscode.workspace.openTextDocument(file);
    const found = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', file, 100);
    return found.filter(({ command }) => command?.command.startsWith('seniorBackend.loadTest'));
  }

  const run = (answers: object, operation: object = listPets, command = 'loadTestPath') =>
    vscode.commands.executeCommand<Finished | undefined>(`seniorBackend.${command}`, spec(), operation, {
      server: pets.url,
      ...answers,
    });

  const tab = () =>
    vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .find(
        ({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('seniorBackend.loadTests'),
      );

  /** Until no request has come for a while. */
  async function silence(): Promise<void> {
    let last = -1;
    await until(async () => {
      const before = pets.requests;
      await new Promise(resolve => setTimeout(resolve, 200));
      const isQuiet = pets.requests === before && last === before;
      last = pets.requests;
      return isQuiet;
    }, 'no more requests');
  }

  it('has its lenses on each operation, where the operation is', async () => {
    const text = api.split('\n');
    const found = (await lenses(spec())).map(({ command, range }) => [command!.title, text[range.start.line]!.trim()]);
    assert.deepEqual(found, [
      ['$(rocket) Load test this path', 'get:'],
      ['$(bug) Fuzz this path', 'get:'],
      ['$(rocket) Load test this path', 'post:'],
      ['$(bug) Fuzz this path', 'post:'],
      ['$(rocket) Load test this path', 'get:'],
      ['$(bug) Fuzz this path', 'get:'],
    ]);
  });

  it('counts what the server counts, and is remembered beside a lens that runs it again', async () => {
    const before = pets.requests;
    const [lens] = await lenses(spec());
    const [file, operation] = lens!.command!.arguments!;
    const finished = await vscode.commands.executeCommand<Finished>(lens!.command!.command, file, operation, {
      server: pets.url,
      profile: brief,
    });
    assert.equal(finished.endedBy, 'limit');
    assert.ok(finished.answered > 10 && finished.success === 1, JSON.stringify(finished));
    // Those in flight at the end are in the server's count alone.
    const counted = pets.requests - before;
    assert.ok(counted >= finished.answered && counted <= finished.answered + 2, `${counted}, ${finished.answered}`);
    assert.ok(tab(), 'the panel is open');

    const again = (await lenses(spec())).find(({ command }) => command!.title.includes('Run again'));
    assert.match(again!.command!.title, /^\$\(debug-rerun\) Run again · p99 [\d.,]+ ms · [\d,.]+ req\/s$/);
    const second = await vscode.commands.executeCommand<Finished>(
      again!.command!.command,
      ...again!.command!.arguments!,
    );
    assert.ok(second.answered > 10);
  });

  it('stands on generated routes, and sends to what the description says', async () => {
    await scaffoldAndApply(spec(), 'pets/api');
    const routes = inFolder('pets/api/default.routes.ts');
    const text = (await readText(routes))!.split('\n');
    const found = (await lenses(routes)).filter(({ command }) => command!.title.includes('Load test'));
    assert.deepEqual(
      found.map(({ range }) => /^export const (\w+)/.exec(text[range.start.line]!)?.[1]),
      ['listPets', 'createPet', 'getPet'],
    );
    const [file, operation] = found[2]!.command!.arguments!;
    assert.equal((file as vscode.Uri).fsPath, spec().fsPath);
    const finished = await vscode.commands.executeCommand<Finished>('seniorBackend.loadTestPath', file, operation, {
      server: pets.url,
      profile: brief,
    });
    assert.equal(finished.success, 1);
    assert.ok(pets.seen.has('GET /pets/rex'));
  });

  it('can have its lenses turned off, kind by kind', async () => {
    const settings = vscode.workspace.getConfiguration('seniorBackend');
    const { Workspace } = vscode.ConfigurationTarget;
    await settings.update('codeLens.loadTestFuzz', false, Workspace);
    try {
      const titles = (await lenses(spec())).map(({ command }) => command!.title);
      assert.ok(titles.some(title => title.includes('Load test')));
      assert.ok(!titles.some(title => title.includes('Fuzz')));
    } finally {
      await settings.update('codeLens.loadTestFuzz', undefined, Workspace);
    }
  });

  unhurried('compares two servers', async () => {
    const other = new Pets();
    await other.listen();
    try {
      const profile = { ...brief, seconds: 2 };
      const finished = await run({ against: other.url, profile }, listPets, 'loadTestCompare');
      assert.equal(finished?.success, 1);
      assert.ok(other.requests > 10);
    } finally {
      other.close();
    }
  });

  it('leaves the editor idle', async () => {
    const before = performance.eventLoopUtilization();
    await run({ profile: { model: 'open', rate: 10, seconds: 3 } });
    const { utilization } = performance.eventLoopUtilization(before);
    // The server of this test, and whatever else the machine does, included.
    console.log(`[test] extension host during a load test: ${(utilization * 100).toFixed(1)} % busy`);
    assert.ok(utilization < 0.25, `${utilization}`);
  });

  it('puts a whole API under load, with what it needs made first', async () => {
    const finished = await vscode.commands.executeCommand<Finished>(
      'seniorBackend.loadTestApi',
      inFolder('pets/open.yaml'),
      {
        server: pets.url,
        profile: brief,
      },
    );
    assert.ok(finished.answered > 10);
    assert.ok(pets.seen.has('GET /pets/rex') && pets.seen.has('GET /pets'));
  });

  it('judges a fuzzed path by whether it refuses', async () => {
    const finished = await run({ profile: brief }, listPets, 'loadTestFuzz');
    // Wrong limits are answered with 200 here.
    assert.equal(finished?.thresholds, 'failed');
  });

  it('stops when it is told to, with a report of what there is', async () => {
    const before = pets.requests;
    const running = run({ profile: endless });
    await until(() => pets.requests > before + 10, 'requests');
    await vscode.commands.executeCommand('seniorBackend.loadTestStop');
    const finished = await running;
    assert.equal(finished?.endedBy, 'stopped');
    await silence();
  });

  it('stops when the panel is closed', async () => {
    const before = pets.requests;
    const running = run({ profile: endless });
    await until(() => pets.requests > before + 10, 'requests');
    await vscode.window.tabGroups.close(tab()!);
    assert.equal((await running)?.endedBy, 'stopped');
    await silence();
    assert.equal(tab(), undefined);
  });

  it('refuses forbidden hosts, and more than is allowed', async () => {
    const settings = vscode.workspace.getConfiguration('seniorBackend');
    const { Workspace } = vscode.ConfigurationTarget;
    const before = pets.requests;
    await settings.update('loadTest.forbiddenHosts', ['127.*'], Workspace);
    try {
      assert.equal(await run({ profile: brief }), undefined);
    } finally {
      await settings.update('loadTest.forbiddenHosts', undefined, Workspace);
    }
    assert.equal(await run({ profile: { ...brief, connections: 1001 } }), undefined);
    assert.equal(pets.requests, before);
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('refuses what the project forbids, as its file says at the time', async () => {
    const file = inFolder('.senior-backend/load-test.json');
    const before = pets.requests;
    try {
      for (const text of ['{ "forbiddenHosts": ["127.0.0.*"] }', '{ "forbidden": [] }', '{']) {
        await writeText(file, text);
        assert.equal(await run({ profile: brief }), undefined, text);
      }
      assert.equal(pets.requests, before);
      await writeText(file, '{ "forbiddenHosts": ["*.example.com"] }');
      assert.equal((await run({ profile: brief }))?.success, 1);
      // What an editor shows counts, saved or not.
      const document = await vscode.workspace.openTextDocument(file);
      const edit = new vscode.WorkspaceEdit();
      edit.replace(file, new vscode.Range(0, 0, 1, 0), '{ "forbiddenHosts": ["127.*"] }');
      await vscode.workspace.applyEdit(edit);
      assert.ok(document.isDirty);
      assert.equal(await run({ profile: brief }), undefined);
      await document.save();
    } finally {
      await vscode.workspace.fs.delete(file);
      await vscode.commands.executeCommand('notifications.clearAll');
    }
  });

  it('leaves the load to k6 when the settings say so, and sends nothing without one', async () => {
    const settings = vscode.workspace.getConfiguration('seniorBackend');
    const { Workspace } = vscode.ConfigurationTarget;
    const before = pets.requests;
    await settings.update('loadTest.engine', 'k6', Workspace);
    await settings.update('loadTest.k6Path', './no/k6', Workspace);
    try {
      assert.equal(await run({ profile: brief }), undefined);
    } finally {
      await settings.update('loadTest.engine', undefined, Workspace);
      await settings.update('loadTest.k6Path', undefined, Workspace);
    }
    assert.equal(pets.requests, before);
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  unhurried('has its lenses soon, however many operations there are', async () => {
    const operation = (i: number) =>
      `  /things/${i}:\n    get:\n      operationId: getThing${i}\n      responses: { "200": { description: ok } }\n`;
    const large = inFolder('pets/large.yaml');
    const paths = Array.from({ length: 2200 }, (_, i) => operation(i)).join('');
    await writeText(large, `openapi: 3.1.0\ninfo: { title: x, version: "1" }\npaths:\n${paths}`);
    const editor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(large));
    const count = () => vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', large);
    const times: number[] = [];
    for (let i = 0; i < 4; i++) {
      await editor.edit(edit => edit.insert(new vscode.Position(1, 0), '# a comment\n'));
      times.push(await ownMilliseconds(async () => assert.equal((await count()).length, 1 + 2 * 2200)));
    }
    console.log(
      `[test] 4,401 lenses: ${times.map(time => time.toFixed(1)).join(', ')} ms of ours in the extension host`,
    );
    // The least of them: all that a busy machine does is add. VS Code's own part, to carry them to its window and back, is not counted.
    assert.ok(Math.min(...times) < 20, `${times}`);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('survives its thread', async () => {
    const before = pets.requests;
    const running = run({ profile: endless });
    await until(() => pets.requests > before + 10, 'requests');
    const runner = threads.filter(thread => threadFiles.get(thread)?.endsWith('loadRunner.mjs')).at(-1);
    await runner!.terminate();
    assert.equal(await running, undefined);
    await silence();
    assert.equal((await run({ profile: brief }))?.success, 1);
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('has the style sheet and the script of its page', async () => {
    for (const file of ['panel.js', 'panel.css', 'loadRunner.mjs', 'loadWorker.mjs', 'loadTest.js']) {
      assert.ok(await readText(vscode.Uri.joinPath(vscode.Uri.file(repository), 'dist', file)), file);
    }
  });
});
