import assert from 'node:assert/strict';
import fsp from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFolder } from '../../../src/cli/readFolder.js';
import { writeFiles } from '../../../src/cli/writeFiles.js';
import type { FileChange } from '../../../src/text/files.js';
import { Problem } from '../../../src/text/problem.js';

const write = (path: string, text: string): FileChange => ({ path, text, owner: 'generated' });
const remove = (path: string): FileChange => ({ path, text: undefined, owner: 'generated' });

let root: string;

/** Everything below the root, folders too, temporary files too. */
async function disk(): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const entry of await fsp.readdir(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(root.length + 1).replaceAll('\\', '/');
    found[name] = entry.isFile() ? await fsp.readFile(path, 'utf8') : entry.isDirectory() ? '/' : '@';
  }
  return found;
}

async function refuses(changes: readonly FileChange[], message: RegExp): Promise<void> {
  const before = await disk();
  await assert.rejects(writeFiles(root, changes), (error: unknown) => {
    assert.ok(error instanceof Problem, String(error));
    assert.match(error.message, message);
    assert.match(error.message, /Nothing was changed/);
    return true;
  });
  assert.deepEqual(await disk(), before);
}

/** Runs `body` while the nth call of a function of the file system fails. */
async function failing(
  name: 'access' | 'rename' | 'copyFile' | 'writeFile',
  nth: number,
  code: string,
  body: () => Promise<void>,
) {
  const original = fsp[name] as (...args: unknown[]) => Promise<unknown>;
  let calls = 0;
  const broken = async (...args: unknown[]) => {
    if (++calls === nth) throw Object.assign(new Error(`${code}: made up`), { code });
    return original(...args);
  };
  Object.assign(fsp, { [name]: broken });
  syncBuiltinESMExports();
  try {
    await body();
  } finally {
    Object.assign(fsp, { [name]: original });
    syncBuiltinESMExports();
  }
  assert.ok(calls >= nth, `${name} was called ${calls} times`);
}

describe('cli/writeFiles', () => {
  beforeEach(async () => {
    root = await fsp.realpath(await fsp.mkdtemp(join(tmpdir(), 'write-files-')));
  });
  afterEach(() => fsp.rm(root, { recursive: true, force: true }));

  it('writes, replaces and removes, and leaves nothing else behind', async () => {
    await fsp.writeFile(join(root, 'old.ts'), 'old');
    await fsp.writeFile(join(root, 'gone.ts'), 'gone');
    await fsp.writeFile(join(root, 'mine.ts'), 'mine');
    await writeFiles(root, [
      write('old.ts', 'new'),
      write('a/b/c.ts', '\uFEFFü\r\n'),
      remove('gone.ts'),
      remove('never.ts'),
    ]);
    assert.deepEqual(await disk(), {
      'old.ts': 'new',
      'mine.ts': 'mine',
      a: '/',
      'a/b': '/',
      'a/b/c.ts': '\uFEFFü\r\n',
    });
  });

  it('creates the folder itself', async () => {
    await writeFiles(join(root, 'x', 'y'), [write('a.ts', '1')]);
    assert.deepEqual(await disk(), { x: '/', 'x/y': '/', 'x/y/a.ts': '1' });
  });

  it('keeps the permissions of a file', async function () {
    if (process.platform === 'win32') return this.skip();
    await fsp.writeFile(join(root, 'run.ts'), 'old', { mode: 0o755 });
    await writeFiles(root, [write('run.ts', 'new')]);
    assert.equal((await fsp.stat(join(root, 'run.ts'))).mode & 0o777, 0o755);
  });

  it('refuses every path that is not below the folder', async () => {
    const paths = [
      '',
      '.',
      '..',
      '../a',
      'a/../../b',
      '/etc/a',
      'a//b',
      'a/./b',
      'C:/a',
      'C:a',
      '..\\a',
      'a\\b',
      'a\0b',
      'a:b',
      'a/',
    ];
    for (const path of paths) await refuses([write('fine.ts', '1'), write(path, '2')], /is not a path below/);
  });

  it('refuses a directory in the way, and a file where a folder must be', async () => {
    await fsp.mkdir(join(root, 'types.ts'));
    await fsp.writeFile(join(root, 'file'), '');
    await refuses([write('fine.ts', '1'), write('types.ts', '2')], /types\.ts is a directory/);
    await refuses([write('fine.ts', '1'), write('file/a.ts', '2')], /file is a file: a folder has to be there/);
    await refuses(
      [write('fine.ts', '1'), write('x', '2'), write('x/y.ts', '2')],
      /x cannot be both a file and the folder/,
    );
    await assert.rejects(writeFiles(join(root, 'file'), [write('a.ts', '')]), /file is a file/);
    await assert.rejects(writeFiles(join(root, 'file', 'deep'), [write('a.ts', '')]), /file is a file/);
  });

  it('refuses two names of one file', async () => {
    await refuses([write('a.ts', '1'), write('A.ts', '2')], /a\.ts and A\.ts would be one file/);
  });

  it('follows links inside the folder and refuses links out of it', async function () {
    const outside = await fsp.mkdtemp(join(tmpdir(), 'write-files-outside-'));
    try {
      await fsp.writeFile(join(outside, 'a.ts'), 'outside');
      await fsp.writeFile(join(root, 'real.ts'), 'old');
      try {
        await fsp.symlink(join(outside, 'a.ts'), join(root, 'file-link.ts'));
        await fsp.symlink(outside, join(root, 'folder-link'));
        await fsp.symlink(join(root, 'nowhere'), join(root, 'dangling.ts'));
        await fsp.symlink(join(root, 'real.ts'), join(root, 'inside.ts'));
      } catch {
        return this.skip(); // Windows asks for a privilege.
      }
      await refuses([write('fine.ts', '1'), write('file-link.ts', '2')], /link out of/);
      await refuses([write('fine.ts', '1'), write('folder-link/a.ts', '2')], /link out of/);
      await refuses([write('fine.ts', '1'), write('folder-link/new.ts', '2')], /link out of/);
      await refuses([remove('folder-link/a.ts')], /link out of/);
      await refuses([write('dangling.ts', '2')], /link to nothing/);
      await assert.rejects(readFolder(root).read('file-link.ts'), /link out of/);
      assert.equal(await fsp.readFile(join(outside, 'a.ts'), 'utf8'), 'outside');
      await writeFiles(root, [write('inside.ts', 'new')]);
      assert.equal(await fsp.readFile(join(root, 'real.ts'), 'utf8'), 'new');
      assert.ok((await fsp.lstat(join(root, 'inside.ts'))).isSymbolicLink());
    } finally {
      await fsp.rm(outside, { recursive: true, force: true });
    }
  });

  it('refuses what is read-only', async () => {
    await fsp.writeFile(join(root, 'locked.ts'), 'x');
    const changes = [write('fine.ts', '1'), write('locked.ts', '2')];
    await failing('access', 2, 'EACCES', () => refuses(changes, /locked\.ts is read-only/));
    await failing('access', 3, 'EROFS', () => refuses(changes, /write-files-\w+ is read-only/));
    if (process.platform === 'win32' || process.getuid!() === 0) return; // The superuser may write everywhere.
    await fsp.mkdir(join(root, 'locked'), { mode: 0o500 });
    await fsp.chmod(join(root, 'locked.ts'), 0o400);
    await refuses([write('fine.ts', '1'), write('locked/a.ts', '2')], /locked is read-only/);
    await refuses([write('fine.ts', '1'), write('locked.ts', '2')], /locked\.ts is read-only/);
    await refuses([write('fine.ts', '1'), remove('locked.ts')], /locked\.ts is read-only/);
    await fsp.chmod(join(root, 'locked'), 0o700);
  });

  it('takes everything back when a later step fails', async () => {
    await fsp.writeFile(join(root, 'a.ts'), 'old a');
    await fsp.writeFile(join(root, 'b.ts'), 'old b');
    await fsp.writeFile(join(root, 'c.ts'), 'old c');
    const changes = [write('a.ts', 'new a'), write('x/new.ts', 'new'), write('b.ts', 'new b'), remove('c.ts')];
    for (const nth of [1, 2, 3]) await failing('writeFile', nth, 'ENOSPC', () => refuses(changes, /the disk is full/));
    for (const nth of [1, 2]) await failing('copyFile', nth, 'ENOSPC', () => refuses(changes, /the disk is full/));
    for (const nth of [1, 2, 3, 4])
      await failing('rename', nth, 'EIO', () => refuses(changes, /cannot be written: EIO/));
    await writeFiles(root, changes);
    assert.deepEqual(await disk(), { 'a.ts': 'new a', 'b.ts': 'new b', x: '/', 'x/new.ts': 'new' });
  });

  it('is cancelled before the first replacement or not at all', async () => {
    await fsp.writeFile(join(root, 'a.ts'), 'old');
    await assert.rejects(writeFiles(root, [write('a.ts', 'new'), write('d/b.ts', '')], AbortSignal.abort()), {
      name: 'AbortError',
    });
    assert.deepEqual(await disk(), { 'a.ts': 'old' });
  });
});

describe('cli/readFolder', () => {
  beforeEach(async () => {
    root = await fsp.realpath(await fsp.mkdtemp(join(tmpdir(), 'read-folder-')));
  });
  afterEach(() => fsp.rm(root, { recursive: true, force: true }));

  it('reads bytes as they are', async () => {
    await fsp.writeFile(join(root, 'a.ts'), '\uFEFFa\r\n');
    await fsp.mkdir(join(root, 'sub'));
    const folder = readFolder(root);
    assert.equal(await folder.read('a.ts'), '\uFEFFa\r\n');
    assert.deepEqual(await folder.list(), ['a.ts']);
    assert.equal(await folder.read('b.ts'), undefined);
    assert.equal(await folder.read('../b.ts'), undefined);
    await assert.rejects(folder.read('sub'), /sub cannot be read: it is a directory/);
  });

  it('is empty where there is no folder yet', async () => {
    const folder = readFolder(join(root, 'none'));
    assert.deepEqual(await folder.list(), []);
    assert.equal(await folder.read('a.ts'), undefined);
  });

  it('refuses what it could not write back', async () => {
    await fsp.writeFile(join(root, 'latin.ts'), Buffer.from([0x63, 0xe9]));
    await assert.rejects(readFolder(root).read('latin.ts'), /latin\.ts is not UTF-8\. Nothing was changed/);
    await assert.rejects(readFolder(join(root, 'latin.ts')).list(), /it is not a folder/);
  });
});
