/** Drives the built `load-test` against a server in a process of its own. */
import assert from 'node:assert/strict';
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import nodePath from 'node:path';
import { buildCommandLine, entry, repository } from './builtCommandLine.js';

/** What the server has seen since the test began. */
export interface Seen {
  readonly connections: number;
  readonly open: number;
  readonly requests: number;
  readonly last?: { method: string; url: string; headers: Record<string, string>; body: string };
}

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Inside a `describe`: an empty folder for each test, and one server for all of them. */
export class LoadTestBench {
  folder = '';
  base = '';
  /** Where nobody listens. */
  dead = '';
  #server: ChildProcess | undefined;

  constructor() {
    const bench = this;
    before(async function () {
      this.timeout(180_000);
      await bench.#open();
    });
    after(() => bench.#server?.disconnect());
    beforeEach(async () => {
      bench.folder = realpathSync(mkdtempSync(nodePath.join(tmpdir(), 'load test ü ')));
      await bench.ask('reset');
    });
    afterEach(() => rmSync(bench.folder, { recursive: true }));
  }

  async #open(): Promise<void> {
    buildCommandLine();
    this.#server = fork(nodePath.join(repository, 'test/e2e/loadTestServer.mjs'), { execArgv: [] });
    const [{ port }] = (await once(this.#server, 'message')) as [{ port: number }];
    this.base = `http://127.0.0.1:${port}`;
    this.dead = `http://127.0.0.1:${await unusedPort()}`;
  }

  async ask(message: 'seen' | 'reset' = 'seen'): Promise<Seen> {
    const answer = once(this.#server!, 'message');
    this.#server!.send(message);
    return ((await answer) as [{ seen: Seen }])[0].seen;
  }

  start(words: readonly string[], environment: Record<string, string> = {}) {
    const env = { ...process.env, NODE_OPTIONS: '', FORCE_COLOR: '', ...environment };
    const child = spawn(process.execPath, [entry, 'load-test', ...words], { cwd: this.folder, env, stdio: 'pipe' });
    let [stdout, stderr] = ['', ''];
    child.stdin.end();
    child.stdout.setEncoding('utf8').on('data', text => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', text => {
      stderr += text;
    });
    const ended = once(child, 'close').then(([status]): Ended => ({ status, stdout, stderr }));
    return { child, ended };
  }

  run(...words: string[]): Promise<Ended> {
    return this.start(words).ended;
  }

  async runJson(...words: string[]) {
    const { status, stdout, stderr } = await this.run(...words, '--json');
    assert.doesNotMatch(stderr, /error:/);
    return { status, report: JSON.parse(stdout) };
  }

  async refuses(message: RegExp, ...words: string[]): Promise<void> {
    const { status, stdout, stderr } = await this.run(...words);
    assert.match(stderr, message);
    assert.deepEqual([status, stdout], [2, ''], words.join(' '));
  }

  read(name: string): string {
    return readFileSync(nodePath.join(this.folder, name), 'utf8');
  }

  write(name: string, text: string): void {
    const path = nodePath.join(this.folder, name);
    mkdirSync(nodePath.dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

async function unusedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
