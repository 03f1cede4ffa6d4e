import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import nodePath from 'node:path';
import { buildCommandLine, entry } from './builtCommandLine.js';

const program = `import express from 'express';
import { z } from 'zod';
const app = express();
const NewPet = z.object({ name: z.string().min(1), age: z.number().int().optional() });
app.get('/pets', (req, res) => { const limit = Number(req.query.limit); res.json({ limit }); });
app.post('/pets', (req, res) => { const pet = NewPet.parse(req.body); res.status(201).json({ id: 1, name: pet.name }); });
app.get('/pets/:id', (req, res) => { if (!req.params.id) return res.status(404).json({ message: 'no' }); res.json({ id: req.params.id }); });
`;

describe('scaffold --generate-spec', () => {
  let folder: string;

  before(function () {
    this.timeout(180_000);
    buildCommandLine();
  });
  beforeEach(async () => {
    folder = await realpath(await mkdtemp(nodePath.join(tmpdir(), 'spec ü ')));
    await mkdir(nodePath.join(folder, 'src'));
    await writeFile(nodePath.join(folder, 'src', 'app.ts'), program);
  });
  afterEach(() => rm(folder, { recursive: true }));

  function run(...words: readonly string[]) {
    const all = [entry, 'scaffold', 'src', '--generate-spec', ...words];
    const { status, stdout, stderr } = spawnSync(process.execPath, all, { cwd: folder, encoding: 'utf8' });
    return { code: status, out: stdout, err: stderr };
  }
  const text = (name: string) => readFile(nodePath.join(folder, name), 'utf8');

  for (const version of ['3.0', '3.1'] as const) {
    for (const name of ['openapi.yaml', 'openapi.json']) {
      it(`writes ${name} in ${version}, which lint finds no fault with and --check no difference`, async () => {
        assert.equal(run('-o', name, '--spec-version', version).code, 0);
        assert.match(await text(name), new RegExp(`openapi"?: "?${version}`));
        const lint = spawnSync(process.execPath, [entry, 'lint', name, '--json'], { cwd: folder, encoding: 'utf8' });
        const findings = JSON.parse(lint.stdout) as { severity: string; message: string }[];
        assert.deepEqual(
          findings.filter(({ severity }) => severity === 'error'),
          [],
        );
        const { code, out } = run('-o', name, '--check');
        assert.deepEqual([code, out.includes('says what the routes do (3 operations)')], [0, true], out);
      }).timeout(60_000);
    }
  }

  it('checks, shows and makes a change of a file that is there', async () => {
    const before = `# our pets
openapi: 3.1.0
info: {title: Pets, version: '2'}   # by hand
paths:
  /pets:
    get:
      summary: All of them
      parameters:
        - {name: limit, in: query, schema: {type: integer, maximum: 100}}
      responses:
        "200": {description: Fine}
  /owners:
    get:
      responses:
        "200": {description: Soon}
`;
    await writeFile(nodePath.join(folder, 'openapi.yaml'), before);
    const checked = run('--check');
    assert.equal(checked.code, 1);
    assert.match(
      checked.out,
      /GET \/owners is described, but no route serves it\. {2}unserved-operation\n {4}openapi\.yaml:13:5\n/,
    );
    assert.match(
      checked.out,
      /POST \/pets is served, but not described\. {2}undescribed-route\n {4}src[\\/]app\.ts:6:1\n/,
    );
    assert.match(checked.out, /3 differences\. Without --check, 2 of them would be mended\.\n$/);
    const json = JSON.parse(run('--check', '--json').out) as {
      status: string;
      drift: { kind: string; mendable: boolean }[];
    };
    assert.deepEqual([json.status, json.drift.map(({ mendable }) => mendable)], ['drift', [false, true, true]]);
    const sarif = JSON.parse(run('--check', '--format', 'sarif').out) as { runs: [{ results: { ruleId: string }[] }] };
    assert.deepEqual(
      sarif.runs[0].results.map(({ ruleId }) => ruleId),
      json.drift.map(({ kind }) => kind),
    );
    const dry = run('--dry-run');
    assert.equal(dry.code, 0);
    assert.match(dry.out, /^--- openapi\.yaml\n\+\+\+ openapi\.yaml\n@@ -9,\d \+9,\d+ @@\n/);
    assert.doesNotMatch(dry.out, /^-[^-]/m);
    assert.equal(await text('openapi.yaml'), before);
    const made = run();
    assert.equal(made.code, 0);
    assert.match(made.out, /2 differences mended; 1 left to you, see above\.\n$/);
    const after = await text('openapi.yaml');
    const lines = new Set(after.split('\n'));
    assert.deepEqual(
      before.split('\n').filter(line => !lines.has(line)),
      [],
    );
    assert.match(after, / {2}\/pets\/\{id\}:\n {4}get:\n/);
    assert.match(run().out, /nothing to add; 1 left to you/);
    assert.equal(await text('openapi.yaml'), after);
  }).timeout(60_000);

  it('says what cannot be', async () => {
    await writeFile(
      nodePath.join(folder, 'openapi.yaml'),
      'openapi: 3.0.3\ninfo: { title: T, version: "1" }\npaths: {}\n',
    );
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [['-o', 'other.yaml', '--check'], /There is no description to check/],
      [['--spec-version', '3.1'], /This file is OpenAPI 3\.0 and stays it/],
      [['--format', 'sarif'], /--format goes with --check/],
      [['-o', 'src/app.ts'], /not an API description/],
    ];
    for (const [words, expected] of cases) {
      const { code, err } = run(...words);
      assert.equal(code, 2);
      assert.match(err, expected);
    }
    assert.equal(await text('src/app.ts'), program);
    const plain = spawnSync(process.execPath, [entry, 'scaffold', 'openapi.yaml', '--check'], {
      cwd: folder,
      encoding: 'utf8',
    });
    assert.match(plain.stderr, /--check goes with --generate-spec/);
  }).timeout(60_000);
});
