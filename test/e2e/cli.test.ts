import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import nodePath from 'node:path';
import { buildCommandLine, entry, repository } from './builtCommandLine.js';

const spec = `openapi: 3.0.3
info: { title: T, version: 1.0.0, description: d, contact: { name: c } }
servers: [{ url: https://api.test }]
tags: [{ name: users }]
paths:
  /users:
    get:
      operationId: listUsers
      description: d
      tags: [users]
      responses: { '200': { description: ok } }
`;
const wrong = spec.replace('operationId: listUsers', 'operationId: listUsers\n      sumary: typo');
const untidy = spec.replace('contact: { name: c } ', '');

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

describe('the command line', () => {
  let folder: string;

  before(function () {
    this.timeout(180_000);
    buildCommandLine();
  });
  beforeEach(async () => {
    folder = await realpath(await mkdtemp(nodePath.join(tmpdir(), 'cli ü ')));
    await writeFile(nodePath.join(folder, 'api.yaml'), spec);
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function run(words: readonly string[], environment: Record<string, string> = {}): Promise<Outcome> {
    const child = spawn(process.execPath, [entry, ...words], {
      cwd: folder,
      env: { ...process.env, NODE_OPTIONS: '', FORCE_COLOR: '', ...environment },
    });
    const said = { out: '', err: '' };
    child.stdout.on('data', data => {
      said.out += data;
    });
    child.stderr.on('data', data => {
      said.err += data;
    });
    const code = await new Promise<number | null>(resolve => child.on('close', resolve));
    return { code, ...said };
  }
  const put = async (name: string, text: string) => {
    await mkdir(nodePath.dirname(nodePath.join(folder, name)), { recursive: true });
    await writeFile(nodePath.join(folder, name), text);
  };

  describe('itself', () => {
    it('shows its help and version', async () => {
      for (const words of [['--help'], ['-h']]) {
        const { code, out, err } = await run(words);
        assert.deepEqual([code, err], [0, '']);
        assert.match(out, /scaffold[\s\S]*database[\s\S]*lint[\s\S]*decide/);
      }
      const { version } = JSON.parse(await readFile(nodePath.join(repository, 'package.json'), 'utf8'));
      assert.equal((await run(['--version'])).out, `${version}\n`);
      assert.match((await run(['lint', '--help'])).out, /--format FORMAT/);
      assert.match((await run(['scaffold', '--help'])).out, /--types-only/);
      assert.equal((await run([])).code, 2);
    });

    for (const [words, message] of [
      [['lnt'], /error: "lnt" is not a command\. Did you mean lint\?/],
      [['--jsn'], /error: A command comes first/],
      [['lint', '--fromat', 'json', 'api.yaml'], /Did you mean --format\?/],
      [['lint'], /error: Name at least one file or folder/],
      [['lint', 'api.yaml', '--format', 'xml'], /error: --format is text, json or sarif, not "xml"/],
      [['lint', 'api.yaml', '--rule', 'info-contact'], /write ID=LEVEL/],
      [['lint', 'api.yaml', '--rule', 'info-contct=off'], /Did you mean info-contact\?/],
      [['lint', 'none.yaml'], /error: none\.yaml There is no such file/],
      [['scaffold'], /error: Name the API description/],
      [['scaffold', 'a', 'b'], /one too many/],
      [['scaffold', 'api.yaml', '-f', 'expres'], /Did you mean express\?/],
      [['scaffold', 'api.yaml', '-o'], /-o needs a value/],
      [['scaffold', 'api.yaml', '--app', '--types-only'], /exclude each other/],
      [['scaffold', 'none.yaml'], /error: none\.yaml/],
    ] as const) {
      it(`exits with 2 and says why: ${words.join(' ')}`, async () => {
        const { code, out, err } = await run(words);
        assert.deepEqual([code, out], [2, '']);
        assert.match(err, message);
        assert.doesNotMatch(err, /\n\s+at /);
      });
    }

    it('says it in JSON too', async () => {
      const { code, out } = await run(['scaffold', 'none.yaml', '--json']);
      assert.equal(code, 2);
      assert.equal(JSON.parse(out).status, 'error');
      const excluding = await run(['lint', 'api.yaml', '--format', 'sarif', '--json']);
      assert.equal(excluding.code, 2);
      assert.match(JSON.parse(excluding.out).message, /exclude each other/);
    });
  });

  describe('what cannot be read', () => {
    for (const [name, text] of [
      ['empty.yaml', ''],
      ['bom.yaml', '\uFEFF'],
      ['other.yaml', 'hello: world\n'],
      ['binary.yaml', '\0\u0001\u0002'],
      ['old.yaml', 'swagger: "1.2"\n'],
    ] as const) {
      it(`is a problem of one line: ${name}`, async () => {
        await put(name, text);
        const scaffolded = await run(['scaffold', name]);
        assert.equal(scaffolded.code, 2);
        assert.match(scaffolded.err, new RegExp(`^error: ${name}(?::\\d+:\\d+)? [^\\n]+\\n$`));
        const linted = await run(['lint', name, 'api.yaml', '--json']);
        assert.equal(linted.code, 2);
        assert.deepEqual(
          JSON.parse(linted.out).map(({ rule, file }: { rule: string; file: string }) => [rule, file]),
          [['unreadable-description', name]],
        );
      });
    }

    it('is a problem when it is a folder', async () => {
      assert.match((await run(['scaffold', '.'])).err, /This is a folder/);
      await put('empty/readme.txt', '');
      assert.match((await run(['lint', 'empty'])).err, /no API description in this folder/);
    });
  });

  describe('lint', () => {
    it('exits with 0 when nothing is wrong, or only a little', async () => {
      assert.deepEqual(await run(['lint', 'api.yaml']), {
        code: 0,
        out: '✔ 1 file checked, nothing found.\n',
        err: '',
      });
      await put('api.yaml', untidy);
      const { code, out } = await run(['lint', 'api.yaml']);
      assert.equal(code, 0);
      assert.match(out, /^api\.yaml\n {2}2:1 {2}warning {2}.* {2}info-contact\n\n⚠ 1 warning in 1 file\.\n$/);
    });

    it('exits with 1 for an error', async () => {
      await put('api.yaml', wrong);
      const { code, out } = await run(['lint', 'api.yaml']);
      assert.equal(code, 1);
      assert.match(out, /9:7 {2}error {2}Property "sumary" is not expected to be here\. {2}oas3-schema/);
    });

    it('sets rules', async () => {
      await put('api.yaml', untidy);
      assert.equal((await run(['lint', 'api.yaml', '--rule', 'info-contact=error'])).code, 1);
      assert.match((await run(['lint', 'api.yaml', '--rule', 'info-contact=off'])).out, /nothing found/);
    });

    it('heeds the ruleset of the project, with rules of its own', async () => {
      await put('api.yaml', untidy);
      const own = '{ given: $.info, severity: error, then: { field: summary, function: truthy } }';
      await put(
        '.spectral.yaml',
        `extends: [[spectral:oas, off]]\nrules: { needs-summary: ${own}, no-such-rule: warn }\n`,
      );
      const { code, out } = await run(['lint', 'api.yaml']);
      assert.equal(code, 1);
      assert.match(
        out,
        /error {2}.* {2}needs-summary\n[\s\S]*\.spectral\.yaml\n.*There is no rule "no-such-rule".*invalid-ruleset/,
      );
      assert.equal((await run(['lint', 'api.yaml', '--rule', 'needs-summary=hint'])).code, 0);
      const unknown = await run(['lint', 'api.yaml', '--rule', 'needs-sumary=hint']);
      assert.equal(unknown.code, 2);
      assert.match(unknown.err, /"needs-sumary" is not a rule\. Did you mean needs-summary\?/);
    });

    it('adds rulesets', async () => {
      assert.match((await run(['lint', 'api.yaml', '--ruleset', 'owasp'])).out, /owasp:api/);
      const { code, err } = await run(['lint', 'api.yaml', '--ruleset', 'none']);
      assert.equal(code, 2);
      assert.match(err, /none There is no such ruleset: name owasp/);
    });

    it('finds descriptions in folders', async () => {
      await put('a/b/deep.json', JSON.stringify({ swagger: '2.0', info: {}, paths: {} }));
      await put('node_modules/x/api.yaml', wrong);
      await put('dist/api.yaml', wrong);
      await put('a/no.yaml', 'hello: world\n');
      const { out } = await run(['lint', '.', '--json']);
      const files = new Set(JSON.parse(out).map(({ file }: { file: string }) => file));
      assert.deepEqual([...files], ['a/b/deep.json']);
      assert.match((await run(['lint', '.', '-v'])).err, /deep\.json[\s\S]*api\.yaml/);
    });

    it('writes JSON and SARIF, and nothing beside it', async () => {
      await put('api.yaml', wrong);
      for (const words of [['--json'], ['--format', 'json']]) {
        const { code, out } = await run(['lint', 'api.yaml', ...words]);
        assert.equal(code, 1);
        const [found] = JSON.parse(out);
        assert.deepEqual(
          [found.rule, found.severity, found.file, found.line, found.column],
          ['oas3-schema', 'error', 'api.yaml', 9, 7],
        );
        assert.deepEqual(found.range.start, { line: 8, character: 6 });
      }
      const sarif = JSON.parse((await run(['lint', 'api.yaml', '--format', 'sarif'])).out);
      assert.equal(sarif.runs[0].results[0].ruleId, 'oas3-schema');
    });

    it('colours when asked', async () => {
      assert.ok((await run(['lint', 'api.yaml'], { FORCE_COLOR: '1' })).out.includes('\u001b['));
      assert.ok(!(await run(['lint', 'api.yaml'], { FORCE_COLOR: '1', NO_COLOR: '1' })).out.includes('\u001b['));
    });

    it('reads outside the folder and from the web only when allowed', async () => {
      let requests = 0;
      const server = createServer((_, response) => {
        requests++;
        response.end('ok: { description: fine }\n');
      });
      await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/r.yaml#/ok`;
      try {
        await put('common.yaml', 'ok: { description: fine }\n');
        await put(
          'in/api.yaml',
          spec.replace(
            "'200': { description: ok }",
            `'200': { $ref: '../common.yaml#/ok' }, '404': { $ref: '${url}' }`,
          ),
        );
        const rules = async (...flags: string[]) =>
          JSON.parse((await run(['lint', 'in/api.yaml', '--json', ...flags])).out).map(
            ({ rule }: { rule: string }) => rule,
          );
        assert.deepEqual(await rules(), ['outside-reference', 'remote-reference']);
        assert.equal(requests, 0);
        assert.deepEqual(await rules('--allow-outside-refs'), ['remote-reference']);
        assert.deepEqual(await rules('--allow-outside-refs', '--allow-remote-refs'), []);
        assert.equal(requests, 1);
      } finally {
        await new Promise(resolve => server.close(resolve));
      }
    });

    it('stops quietly when nobody reads on', async () => {
      const many = Array.from({ length: 3000 }, (_, index) => `  /x${index}/: { get: { responses: {} } }`).join('\n');
      await put('many.yaml', `openapi: 3.0.3\ninfo: { title: T, version: '1' }\npaths:\n${many}\n`);
      const child = spawn(process.execPath, [entry, 'lint', 'many.yaml'], { cwd: folder });
      let err = '';
      child.stderr.on('data', data => {
        err += data;
      });
      child.stdout.once('data', () => child.stdout.destroy());
      await new Promise(resolve => child.on('close', resolve));
      assert.equal(err, '');
    });
  });

  describe('scaffold', () => {
    const files = async (name = 'generated') => {
      const home = nodePath.join(folder, name);
      const entries = await readdir(home, { recursive: true, withFileTypes: true }).catch(() => []);
      return entries
        .filter(entry => entry.isFile())
        .map(entry => nodePath.relative(home, nodePath.join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
        .sort();
    };

    for (const framework of ['express', 'fastify', 'koa']) {
      it(`writes ${framework} code, and nothing the second time`, async () => {
        const first = await run(['scaffold', 'api.yaml', '-f', framework, '-o', 'out put/ü']);
        assert.deepEqual([first.code, first.err], [0, '']);
        assert.match(first.out, /\+ created {3}users\.handlers\.ts/);
        assert.match(first.out, new RegExp(`npm install .*${framework}@`));
        const written = await files('out put/ü');
        assert.ok(written.includes(`runtime/${framework}.ts`) && written.includes('index.ts'));
        assert.ok(!written.some(name => /\.(?:new|old)$/.test(name)));
        assert.match((await run(['scaffold', 'api.yaml', '-f', framework, '-o', 'out put/ü'])).out, /is up to date/);
      });
    }

    it('writes to ./generated for express by default', async () => {
      await run(['scaffold', 'api.yaml']);
      assert.ok((await files()).includes('runtime/express.ts'));
    });

    it('reports in JSON under the promised names', async () => {
      const { code, out, err } = await run(['scaffold', 'api.yaml', '--json']);
      assert.deepEqual([code, err], [0, '']);
      const report = JSON.parse(out);
      assert.deepEqual(Object.keys(report), [
        'status',
        'spec',
        'output',
        'framework',
        'generated_files',
        'kept_files',
        'routes_count',
        'types_count',
        'warnings',
        'orphans',
        'dependencies',
      ]);
      assert.deepEqual([report.status, report.framework, report.routes_count], ['success', 'express', 1]);
      assert.deepEqual([...report.generated_files].sort(), await files());
      const again = JSON.parse((await run(['scaffold', 'api.yaml', '--json'])).out);
      assert.deepEqual(again.kept_files, ['users.handlers.ts']);
    });

    it('stays with the framework of the folder', async () => {
      await run(['scaffold', 'api.yaml', '-f', 'koa']);
      const again = await run(['scaffold', 'api.yaml']);
      assert.match(again.out, /is up to date/);
      assert.ok((await files()).includes('runtime/koa.ts') && !(await files()).includes('runtime/express.ts'));
    });

    it('does not take what a syntax error hides for removed', async () => {
      await run(['scaffold', 'api.yaml']);
      const before = await files();
      await put('api.yaml', "openapi: 3.0.3\ninfo: { title: T, version: '1' }\npaths:\n\t/users: {}\n");
      const { code, err } = await run(['scaffold', 'api.yaml']);
      assert.equal(code, 2);
      assert.match(err, /api\.yaml:4:.*Nothing was written/s);
      assert.deepEqual(await files(), before);
    });

    it('writes nothing in a dry run', async () => {
      const { code, out } = await run(['scaffold', 'api.yaml', '--dry-run']);
      assert.equal(code, 0);
      assert.match(out, /would change; nothing was written/);
      assert.equal(JSON.parse((await run(['scaffold', 'api.yaml', '--dry-run', '--json'])).out).status, 'dry-run');
      assert.deepEqual(await files(), []);
    });

    it('writes only types.ts, or app.ts too', async () => {
      await run(['scaffold', 'api.yaml', '--types-only', '-o', 'types']);
      assert.deepEqual(await files('types'), ['types.ts']);
      await run(['scaffold', 'api.yaml', '--app', '-o', 'app']);
      assert.ok((await files('app')).includes('app.ts'));
    });

    it('appends new operations and names orphans', async () => {
      await run(['scaffold', 'api.yaml']);
      await put('api.yaml', spec.replace('listUsers', 'allUsers'));
      const { code, out, err } = await run(['scaffold', 'api.yaml']);
      assert.equal(code, 0);
      assert.match(out, /» appended {2}users\.handlers\.ts/);
      assert.match(err, /listUsers.*orphaned-handler/);
    });

    it('stops at an edited generated file until it is forced', async () => {
      await run(['scaffold', 'api.yaml']);
      const path = nodePath.join(folder, 'generated/types.ts');
      const before = await readFile(path, 'utf8');
      await writeFile(path, `${before}// mine\n`);
      const stopped = await run(['scaffold', 'api.yaml']);
      assert.equal(stopped.code, 2);
      assert.match(stopped.err, /types\.ts/);
      assert.equal((await run(['scaffold', 'api.yaml', '--force'])).code, 0);
      assert.equal(await readFile(path, 'utf8'), before);
    });

    it('leaves out what is wrong, with a warning at its place', async () => {
      await put(
        'api.yaml',
        spec.replace("'200': { description: ok }", "'200': { $ref: '#/components/responses/None' }"),
      );
      const { code, err } = await run(['scaffold', 'api.yaml']);
      assert.equal(code, 0);
      assert.match(err, /api\.yaml\n {2}11:\d+ {2}error .*missing-reference/);
    });

    for (const name of ['my api ü.yaml', 'spec', '.hidden.yml', '-dash.yaml', 'crlf.yaml', 'bom.yaml']) {
      it(`reads ${name}`, async () => {
        const text =
          name === 'crlf.yaml' ? spec.replaceAll('\n', '\r\n') : name === 'bom.yaml' ? `\uFEFF${spec}` : spec;
        await put(name, text);
        const { code, err } = await run(['scaffold', '-o', 'out', '--', name]);
        assert.deepEqual([code, err], [0, '']);
      });
    }

    it('says so when the output cannot be a folder', async () => {
      const { code, err } = await run(['scaffold', 'api.yaml', '-o', 'api.yaml']);
      assert.equal(code, 2);
      assert.match(err, /^error: /);
    });
  });
});
