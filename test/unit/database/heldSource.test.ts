import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import nodePath from 'node:path';
import { readSource } from '../../../src/database/compare/readSource.js';
import { gitRevisions } from '../../../src/editor/database/compare/gitRevisions.js';

const table = (name: string) => `CREATE TABLE ${name} (id int PRIMARY KEY);`;

describe('sources of a comparison: what editors hold', () => {
  let folder: string;
  const at = (name: string) => nodePath.join(folder, ...name.split('/'));

  async function read(name: string, more: object = {}): Promise<readonly (readonly [string, string])[]> {
    const source = await readSource([at(name)], { folder, env: {}, ...more });
    assert.ok(source.kind === 'scripts');
    return source.scripts.map(({ path, text }) => [nodePath.basename(path), text.trim()] as const);
  }

  before(() => {
    folder = realpathSync(mkdtempSync(nodePath.join(tmpdir(), 'held ü ')));
    const files = {
      'db/schema.sql': `${table('a')}\n\\ir b.sql`,
      'db/b.sql': table('b'),
      'db/c.sql': 'CREATE TABLE c (id int PRIMARY KEY, a_id int REFERENCES a);',
      'db/migrations/1_d.sql': table('d'),
      'db/migrations/2_e.sql': table('e'),
    };
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(nodePath.dirname(at(name)), { recursive: true });
      writeFileSync(at(name), text);
    }
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('counts in place of the disk, in files that others include, too', async () => {
    const held = new Map([
      [at('db/b.sql'), table('typed')],
      [at('db/none.sql'), table('none')],
    ]);
    const texts = (await read('db/schema.sql', { held })).map(([, text]) => text);
    assert.deepEqual(texts, [table('a'), table('typed')]);
  });

  it('a folder means the schema that has its name, where that is asked for', async () => {
    await assert.rejects(read('db'), /This folder holds 2 schemas/);
    const names = (await read('db', { picksOwn: true })).map(([name]) => name);
    assert.deepEqual(names, ['schema.sql', 'b.sql', 'c.sql']);
    assert.deepEqual((await read('db/migrations', { picksOwn: true })).length, 2);
  });

  it('has revisions where there is a repository', async () => {
    await assert.rejects(gitRevisions(folder), /no git repository/);
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', ...args], { cwd: folder });
    git('init', '--quiet', '--initial-branch=main');
    git('add', '.');
    git('commit', '--quiet', '--message=Tables | $(of) a shop');
    git('branch', 'other');
    git('tag', 'v1.0');
    const found = await gitRevisions(at('db'));
    assert.deepEqual(found.map(({ name }) => name).sort(), ['main', 'other', 'v1.0']);
    assert.match(found[0]?.description ?? '', /ago · Tables \| \$\(of\) a shop$/);
  });
});
