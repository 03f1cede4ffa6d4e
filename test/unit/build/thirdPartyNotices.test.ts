import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

type Notices = (metafiles: readonly { inputs: Record<string, object> }[], root?: string) => string;

describe('the licences of what is bundled', () => {
  let root: string;
  let notices: (...inputs: string[]) => string;

  before(async () => {
    const file = path.resolve(__dirname, '../../../thirdPartyNotices.mjs');
    const { thirdPartyNotices } = (await import(pathToFileURL(file).href)) as { thirdPartyNotices: Notices };
    notices = (...inputs) =>
      thirdPartyNotices([{ inputs: Object.fromEntries(inputs.map(input => [input, {}])) }], root);
  });
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'notices-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  function put(folder: string, manifest: object, licence?: string): void {
    const full = path.join(root, 'node_modules', folder);
    mkdirSync(full, { recursive: true });
    writeFileSync(path.join(full, 'package.json'), JSON.stringify({ version: '1.0.0', ...manifest }));
    if (licence !== undefined) writeFileSync(path.join(full, 'LICENSE.md'), licence);
  }

  it('stand below the name of each package, once, the innermost of nested ones', () => {
    put('b', { name: 'b', license: 'MIT' }, 'Copyright B');
    put('@x/a', { name: '@x/a', license: 'ISC' }, 'Copyright A');
    put('@x/a/node_modules/b', { name: 'b', version: '2.0.0', license: 'MIT' }, 'Copyright B, too');
    const text = notices(
      'src/main.ts',
      'node_modules/b/one.js',
      'node_modules/b/dist/two.js',
      'node_modules/@x/a/index.js',
      'node_modules/@x/a/node_modules/b/index.js',
    );
    const order = ['@x/a 1.0.0', 'Copyright A', 'b 1.0.0', 'Copyright B', 'b 2.0.0', 'Copyright B, too'];
    let at = 0;
    for (const part of order) {
      at = text.indexOf(part, at);
      assert.ok(at >= 0, part);
    }
    assert.equal(text.split('b 1.0.0').length, 2);
  });

  it('are written out for one that only names its licence, and taken from its sister', () => {
    put('m', { name: 'm', license: 'MIT', author: { name: 'Somebody' } });
    put('one', { name: 'one', license: 'Apache-2.0', author: 'They' }, 'Apache License');
    put('two', { name: 'two', license: 'Apache-2.0', author: 'They' });
    const text = notices('node_modules/m/m.js', 'node_modules/one/o.js', 'node_modules/two/t.js');
    assert.match(text, /Copyright \(c\) Somebody\s+Permission is hereby granted/);
    assert.equal(text.split('Apache License').length, 3);
  });

  it('fail the build where there is none, or one that was not thought about', () => {
    put('none', { name: 'none', license: 'BSD-3-Clause', author: 'They' });
    put('viral', { name: 'viral', license: 'AGPL-3.0' }, 'text');
    put('unknown', { name: 'unknown' }, 'text');
    assert.throws(() => notices('node_modules/none/n.js'), /none 1\.0\.0 .* without the text/);
    assert.throws(() => notices('node_modules/viral/n.js'), /viral 1\.0\.0 has the licence "AGPL-3\.0"/);
    assert.throws(() => notices('node_modules/unknown/n.js'), /unknown 1\.0\.0 has the licence ""/);
  });
});
