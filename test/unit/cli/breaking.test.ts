import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import nodePath from 'node:path';
import { parseWords } from '../../../src/cli/args.js';
import { breakingForm, runBreaking } from '../../../src/cli/commands/breaking.js';
import { createPrinter } from '../../../src/cli/print.js';

const spec = `openapi: 3.1.0
info: { title: T, version: "1" }
paths:
  /users:
    get:
      operationId: listUsers
      parameters: [{ name: limit, in: query, schema: { type: integer } }]
      responses:
        '200':
          description: OK
          content: { application/json: { schema: { $ref: './parts/user.yaml' } } }
`;
const user = 'type: object\nproperties:\n  email: { type: string }\n  name: { type: string }\n';

describe('senior-backend breaking', () => {
  let folder: string;
  const write = (name: string, text: string) => {
    const path = nodePath.join(folder, name);
    mkdirSync(nodePath.dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  };
  const git = (...words: string[]) =>
    execFileSync(
      'git',
      ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'commit.gpgsign=false', ...words],
      {
        stdio: 'pipe',
        env: { ...process.env, GIT_CONFIG_GLOBAL: '', GIT_CONFIG_NOSYSTEM: '1' },
      },
    );
  const commit = () => {
    git('add', '-A');
    git('commit', '-q', '-m', 'x');
  };
  async function run(...words: string[]) {
    const said = { out: '', err: '' };
    const stream = (name: 'out' | 'err') => ({ isTTY: false, write: (text: string) => (said[name] += text) });
    const printer = createPrinter(
      { json: words.includes('--json'), verbose: words.includes('-v') },
      { out: stream('out'), err: stream('err') },
      {},
    );
    const code = await runBreaking(parseWords(words, breakingForm), printer, '0');
    return { code, ...said };
  }

  before(() => {
    folder = realpathSync(mkdtempSync(nodePath.join(tmpdir(), 'breaking ü ')));
    git('init', '-q', '-b', 'main');
    write('api/openapi.yaml', spec);
    write('api/parts/user.yaml', user);
    commit();
    git('tag', 'v1');
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  const path = () => nodePath.join(folder, 'api/openapi.yaml');

  it('finds nothing in what was committed', async () => {
    const { code, out } = await run(path());
    assert.deepEqual([code, out], [0, '✔ Since HEAD: No breaking change.\n']);
  });

  it('reads the files of the revision, and fails on what breaks', async () => {
    write('api/parts/user.yaml', user.replace('  name: { type: string }\n', '  nick: { type: integer }\n'));
    const { code, out } = await run(path());
    assert.equal(code, 1);
    assert.match(out, /1:1|1:7/);
    assert.match(
      out,
      /error {2}"user\.name" was removed: it is not returned any more\. \(GET \/users\) {2}response-property-removed/,
    );
    assert.match(out, /1 breaking change, 1 other change\. --all lists the others/);
    assert.equal((await run(path(), '--fail-on', 'never')).code, 0);
    assert.equal((await run(path(), '--rule', 'response-property-removed=warning')).code, 0);
    const accepted = write('accepted.txt', '# meant\n- response-property-removed user.name\n');
    const again = await run(path(), '--accepted', accepted);
    assert.deepEqual([again.code, /1 change accepted/.test(again.out)], [0, true]);
  });

  it('writes JSON, SARIF, Markdown, and annotations that nothing breaks out of', async () => {
    write('api/openapi.yaml', spec.replace('name: limit,', 'name: "a%0A::error::b",'));
    const json = JSON.parse((await run(path(), '--json')).out);
    assert.equal(json.status, 'breaking');
    const removed = json.changes.find(({ rule }: { rule: string }) => rule === 'parameter-removed');
    assert.equal(removed.key, 'parameter-removed GET /users query limit');
    assert.deepEqual(removed.operations, [{ id: 'listUsers', method: 'get', path: '/users' }]);
    assert.equal(removed.was.line, 7);
    assert.equal(JSON.parse((await run(path(), '--format', 'sarif')).out).runs[0].results.length, 2);
    assert.match((await run(path(), '--format', 'markdown')).out, /^# Changes of openapi\.yaml since HEAD\n/);
    const lines = (await run(path(), '--format', 'github', '--all')).out.trim().split('\n');
    assert.ok(
      lines.every(line => /^::(?:error|warning|notice) file=[^,]+,line=\d+,col=\d+,title=[a-z-]+::/.test(line)),
      lines.join('\n'),
    );
    assert.ok(lines.some(line => line.includes('a%250A::error::b')));
    write('api/openapi.yaml', spec);
    write('api/parts/user.yaml', user);
  });

  it('compares with a file, a tag, where the branch began, and the path of long ago', async () => {
    const old = write('old.yaml', spec.replace('./parts/', './api/parts/'));
    assert.equal((await run(path(), '--against', old)).code, 0);
    git('checkout', '-q', '-b', 'work');
    git('mv', 'api/openapi.yaml', 'api/new.yaml');
    commit();
    const moved = nodePath.join(folder, 'api/new.yaml');
    write('api/new.yaml', spec.replace('type: integer', 'type: boolean'));
    for (const against of ['v1:api/openapi.yaml', 'main...:api/openapi.yaml'])
      assert.equal((await run(moved, '--against', against)).code, 1, against);
    git('checkout', '-q', '-f', 'main');
  });

  it('says what is missing: a revision, a commit, a repository; a new file breaks nobody', async () => {
    await assert.rejects(run(path(), '--against', 'nowhere'), /has no revision "nowhere"/);
    await assert.rejects(run(path(), '--against', '--output=x'), /no revision|needs a value/);
    await assert.rejects(run(path(), '--against', 'gone.yaml'), /no such file/);
    await assert.rejects(run(), /Name the API description/);
    const fresh = await run(write('api/fresh.yaml', spec));
    assert.equal(fresh.code, 0);
    assert.match(fresh.err, /is not in HEAD: it is new/);
    await assert.rejects(run(write('notes.yaml', 'a: 1\n')), /not an API description/);
    rmSync(nodePath.join(folder, '.git'), { recursive: true });
    await assert.rejects(run(path()), /in no git repository/);
  });
});
