// The server as agents start it: the built command line, spoken to with the SDK's own client over its pipes.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import nodePath from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { buildCommandLine, entry } from './builtCommandLine.js';

const spec = `openapi: 3.0.3
info: { title: T, version: 1.0.0, description: d, contact: { name: c } }
servers: [{ url: https://api.test }]
tags: [{ name: users }]
paths:
  /users:
    get:
      operationId: listUsers
      sumary: typo
      description: d
      tags: [users]
      responses: { '200': { description: ok } }
`;
const schema = `CREATE TABLE users (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE);
`;

describe('senior-backend mcp', function () {
  this.timeout(120_000);
  let folder: string;
  let client: Client;
  let server: Server;
  let url: string;
  let served = 0;

  before(async () => {
    buildCommandLine();
    folder = await realpath(await mkdtemp(nodePath.join(tmpdir(), 'mcp ü ')));
    await writeFile(at('api.yaml'), spec);
    await writeFile(at('schema.sql'), schema);
    server = createServer((_, answer) => {
      served++;
      answer.end('{}');
    }).listen(0, '127.0.0.1');
    await new Promise(resolve => server.once('listening', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    client = new Client({ name: 'test', version: '1.0.0' });
    // Not in the folder: what is printed relative to a working directory would show.
    await client.connect(new StdioClientTransport({ command: process.execPath, args: [entry, 'mcp'], cwd: tmpdir() }));
  });
  after(async () => {
    await client.close();
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  });

  const at = (name: string) => nodePath.join(folder, name);
  async function call(name: string, given: Record<string, unknown>) {
    const { content, isError = false } = await client.callTool({ name, arguments: given });
    const texts = (content as { type: string; text: string }[]).map(({ text }) => text);
    return { isError, text: texts[0]!, notes: texts.slice(1).join('\n') };
  }
  async function result(name: string, given: Record<string, unknown>) {
    const { isError, text } = await call(name, given);
    assert.equal(isError, false, text);
    return JSON.parse(text);
  }
  async function refusal(name: string, given: Record<string, unknown>): Promise<string> {
    const { isError, text } = await call(name, given);
    assert.ok(isError, text);
    assert.doesNotMatch(text, /^\s+at \S/m);
    return text;
  }

  it('lists its tools, each with a schema that is one', async () => {
    const { tools } = await client.listTools();
    assert.deepEqual(
      tools.map(({ name }) => name),
      [
        ...['scaffold_routes', 'lint_api', 'analyze_schema', 'diff_schema', 'suggest_indexes', 'run_load_test'],
        'decide_architecture',
      ],
    );
    const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
    for (const { name, inputSchema, description, annotations } of tools) {
      const validate = ajv.compile(inputSchema);
      assert.equal(validate({ nonsense: 1 }), false, name);
      assert.ok(description && description.length > 50, name);
      for (const [argument, { description: said }] of Object.entries(
        inputSchema.properties as Record<string, { description?: string }>,
      ))
        assert.ok(said, `${name} ${argument}`);
      assert.equal(annotations?.readOnlyHint, !('write' in inputSchema.properties!), name);
    }
    const load = tools.find(({ name }) => name === 'run_load_test')!.inputSchema.properties!;
    for (const hidden of ['max-connections', 'max-rate', 'engine', 'k6', 'export'])
      assert.ok(!(hidden in load), hidden);
  });

  it('lints, with absolute paths', async () => {
    const { findings } = await result('lint_api', { paths: [at('api.yaml')], rule: ['operation-tags=off'] });
    const found = findings.find(({ message }: { message: string }) => /sumary/.test(message));
    assert.equal(found.file, at('api.yaml').replaceAll('\\', '/'));
    assert.equal(found.severity, 'error');
  });

  it('analyses a schema and suggests indexes: written only when told to', async () => {
    const analysis = await result('analyze_schema', { paths: [at('schema.sql')] });
    assert.equal(analysis.tables_count, 2);
    assert.ok(analysis.issues_detail.some(({ rule }: { rule: string }) => rule === 'unindexed-foreign-key'));
    const paths = [at('schema.sql')];
    const shown = await result('suggest_indexes', { paths });
    assert.match(shown.suggestions[0].sql, /ON orders \(user_id\)/);
    assert.match(await refusal('suggest_indexes', { paths, output: at('migrations') }), /write: true/);
    await assert.rejects(readdir(at('migrations')));
    const { files } = await result('suggest_indexes', { paths, output: at('migrations'), write: true });
    assert.ok(files.length > 0);
    for (const file of files) assert.match(await readFile(file, 'utf8'), /INDEX/);
  });

  // An engine is started for it; in CI that of test/database has proven as much.
  (process.env['CI'] ? it.skip : it)('finds the migration between two schemas, proven', async () => {
    await writeFile(at('new.sql'), schema.replace('id bigint PRIMARY KEY', 'id bigint PRIMARY KEY, mail text'));
    const given = { from: [at('schema.sql')], to: [at('new.sql')], 'no-rows': true, 'target-version': 18 };
    const { up_sql: up, proof } = await result('diff_schema', given);
    assert.match(up, /ALTER TABLE public\.users ADD COLUMN mail text/);
    assert.ok(proof.up && proof.down);
  });

  it('scaffolds: shows what it would write, then writes it', async () => {
    const given = { spec: at('api.yaml'), output: at('api'), framework: 'fastify' };
    const dry = await result('scaffold_routes', given);
    assert.equal(dry.status, 'dry-run');
    await assert.rejects(readdir(at('api')));
    const { status, generated_files: files } = await result('scaffold_routes', { ...given, write: true });
    assert.equal(status, 'success');
    assert.deepEqual(files, dry.generated_files);
    for (const file of files) assert.ok((await readFile(file, 'utf8')).length > 0, file);
  });

  it('decides, and asks for what is missing', async () => {
    const { missing } = await result('decide_architecture', { tenancy: 'shared' });
    assert.ok(missing.length >= 3);
    const answers = {
      ...{ 'read-write-ratio': 20, qps: 50, tenancy: 'shared', sensitivity: 'pii', pattern: 'modular-monolith' },
      ...{ 'team-size': 8, language: 'typescript', 'platform-team': false },
    };
    const { recommendation } = await result('decide_architecture', answers);
    assert.equal(recommendation.profile_name, 'node-express');
    await refusal('decide_architecture', { ...answers, 'write-slo': true, folder });
    await assert.rejects(readdir(at('.senior-backend')));
  });

  it('runs a load test', async () => {
    const { results } = await result('run_load_test', { targets: [url], requests: 40, concurrency: 2 });
    assert.equal(results[0].total_requests, 40);
    assert.equal(results[0].successful_requests, 40);
  });

  it('stops a load test that is cancelled', async () => {
    const [before, stop] = [served, new AbortController()];
    const given = { name: 'run_load_test', arguments: { targets: [url], duration: '60s', concurrency: 1 } };
    const running = client.callTool(given, undefined, { signal: stop.signal });
    await reached(() => served > before);
    stop.abort();
    await assert.rejects(running);
    // The next one waits for the end of this one: it would come after a minute.
    const begun = Date.now();
    await result('run_load_test', { targets: [url], requests: 1 });
    assert.ok(Date.now() - begun < 40_000);
  });

  it('answers calls at once', async () => {
    const [lint, analysis] = await Promise.all([
      result('lint_api', { paths: [at('schema.sql')] }),
      result('analyze_schema', { paths: [at('schema.sql')] }),
      refusal('diff_schema', { from: [at('none.sql')], to: [at('schema.sql')] }),
    ]);
    assert.ok(lint.findings.length > 0);
    assert.equal(analysis.status, 'success');
  });

  it('refuses what is relative, unknown, missing, too much or strange, and says what to send', async () => {
    assert.match(await refusal('lint_api', { paths: ['api.yaml'] }), /absolute path/);
    assert.match(await refusal('lint_api', { paths: ['--ruleset=x'] }), /absolute path/);
    assert.match(await refusal('lint_api', { path: [at('api.yaml')] }), /Did you mean paths\?/);
    assert.match(await refusal('lint_api', {}), /paths is needed/);
    assert.match(await refusal('lint_api', { paths: [at('none.yaml')] }), /no such file[\s\S]*none\.yaml/);
    assert.match(await refusal('lint_api', { paths: [at('api.yaml')], rule: ['info-contcat=off'] }), /info-contact/);
    assert.match(await refusal('lint_api', { paths: [at('api.yaml\0')] }), /NUL/);
    assert.match(await refusal('lint_api', { paths: [{ a: 1 }] }), /is a text/);
    assert.match(await refusal('analyze_schema', {}), /paths, or connection,/);
    assert.match(await refusal('analyze_schema', { paths: [at('schema.sql')], folder: at('none') }), /no such folder/);
    assert.match(await refusal('scaffold_routes', { spec: at('api.yaml') }), /output is needed/);
    assert.match(await refusal('scaffold_routes', { spec: at('api.yaml'), output: 'api' }), /absolute path/);
    assert.match(
      await refusal('scaffold_routes', { spec: at('api.yaml'), output: at('x'), write: 'yes' }),
      /true or false/,
    );
    assert.match(await refusal('diff_schema', { from: ['HEAD:a.sql'], to: [at('schema.sql')] }), /folder/);
    assert.match(await refusal('run_load_test', { targets: [url], duration: '10m' }), /300 s/);
    assert.match(await refusal('run_load_test', { targets: [url], stages: '4m:1,4m:1' }), /300 s/);
    assert.match(await refusal('run_load_test', { targets: [url], requests: 2_000_000 }), /1,000,000/);
    assert.match(await refusal('run_load_test', { targets: [url], rate: 20_000 }), /10,000/);
    assert.match(await refusal('run_load_test', { targets: [url], 'max-rate': 20_000 }), /not an argument/);
    assert.match(await refusal('run_load_test', { targets: [url], body: '@secret.json' }), /absolute path/);
    assert.match(await refusal('run_load_test', { targets: ['http://192.0.2.1/'], requests: 1 }), /`yes`/);
    await assert.rejects(call('drop_tables', {}), /There is no tool/);
  });

  it('cuts what is too long, counts it, and keeps the errors', async () => {
    await mkdir(at('big'));
    const paths = Array.from(
      { length: 400 },
      (_, n) => `  /p${n}:\n    get: { responses: { '200': { description: ok } } }`,
    );
    const broken = '  /broken:\n    get: { sumary: typo, responses: { "200": { description: ok } } }';
    const text = `openapi: 3.0.3\ninfo: { title: T, version: 1.0.0 }\npaths:\n${[...paths, broken].join('\n')}\n`;
    await writeFile(at('big/api.yaml'), text);
    const answer = await call('lint_api', { paths: [at('big')] });
    assert.ok(Buffer.byteLength(answer.text) <= 60_000);
    const { findings, left_out: left, narrow } = JSON.parse(answer.text);
    assert.match(findings[0].message, /sumary/);
    assert.equal(left[0].shown, findings.length);
    assert.ok(left[0].total > 1000 && left[0].by_rule['operation-operationId'] >= 400);
    assert.match(narrow, /rule/);
  });

  it('ends with its client, and a load test with it', async () => {
    const other = new Client({ name: 'other', version: '1.0.0' });
    const transport = new StdioClientTransport({ command: process.execPath, args: [entry, 'mcp'], cwd: folder });
    await other.connect(transport);
    const { pid } = transport;
    const before = served;
    const running = other.callTool({ name: 'run_load_test', arguments: { targets: [url], duration: 60 } });
    running.catch(() => {});
    await reached(() => served > before);
    await other.close();
    await reached(() => !isAlive(pid!));
  });
});

/** Asks until it is so. */
async function reached(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(resolve => setTimeout(resolve, 10));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
