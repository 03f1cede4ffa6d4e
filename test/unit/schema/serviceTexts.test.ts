import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import nodePath from 'node:path';
import { mostBytes, readSqlFile, SqlTexts } from '../../../src/schema/service/sqlTexts.js';

describe('service: texts', () => {
  let folder: string;
  const at = (name: string) => nodePath.join(folder, name);
  before(async () => {
    folder = await mkdtemp(nodePath.join(tmpdir(), 'sql-texts-'));
  });
  after(() => rm(folder, { recursive: true }));

  async function read(name: string, bytes: string | Uint8Array) {
    await writeFile(at(name), bytes);
    return readSqlFile(at(name));
  }

  it('reads UTF-8, and UTF-16 with a mark; marks are left out', async () => {
    assert.deepEqual(await read('a.sql', 'é'), { kind: 'text', text: 'é' });
    assert.deepEqual(await read('b.sql', '\uFEFFé'), { kind: 'text', text: 'é' });
    assert.deepEqual(await read('c.sql', Buffer.from('\uFEFFé', 'utf16le')), { kind: 'text', text: 'é' });
    assert.deepEqual(await read('empty.sql', ''), { kind: 'text', text: '' });
  });

  it('takes folders, missing files and files below files for no files', async () => {
    await mkdir(at('folder.sql'));
    await writeFile(at('file.sql'), '');
    for (const name of ['folder.sql', 'missing.sql', 'file.sql/x.sql']) assert.equal(readSqlFile(at(name)), undefined);
  });

  it('says why a file is left out', async () => {
    const reason = (read: ReturnType<typeof readSqlFile>) => (read?.kind === 'unread' ? read.reason : '');
    assert.match(reason(await read('binary.sql', new Uint8Array([80, 71, 68, 77, 80, 0, 1]))), /not text/);
    await writeFile(at('large.sql'), '');
    await truncate(at('large.sql'), mostBytes + 1);
    assert.match(reason(readSqlFile(at('large.sql'))), /larger than 20 MB/);
    await symlink(at('loop.sql'), at('loop.sql'));
    assert.match(reason(readSqlFile(at('loop.sql'))), /leads back to itself/);
    if (process.getuid?.() !== 0) {
      await writeFile(at('secret.sql'), '');
      await chmod(at('secret.sql'), 0);
      assert.match(reason(readSqlFile(at('secret.sql'))), /permission/);
    }
  });

  it('counts what an editor holds before the disk', async () => {
    await writeFile(at('x.sql'), 'disk');
    const texts = new SqlTexts();
    const text = () => texts.read(at('x.sql'));
    assert.ok(texts.overlay(at('x.sql'), 'editor'));
    assert.ok(!texts.overlay(at('x.sql'), 'editor'));
    assert.deepEqual(text(), { kind: 'text', text: 'editor' });
    assert.ok(texts.overlay(at('x.sql'), undefined));
    assert.ok(!texts.overlay(at('x.sql'), undefined));
    assert.deepEqual(text(), { kind: 'text', text: 'disk' });
    texts.overlay(at('x.sql'), 'x'.repeat(mostBytes + 1));
    assert.equal(text()?.kind, 'unread');
  });
});
