// Files that flags name, and numbers, as somebody hostile or hurried gives them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import nodePath from 'node:path';
import { parseWords } from '../../../src/cli/args.js';
import { loadTestForm } from '../../../src/cli/loadTest/form.js';
import { readOptions } from '../../../src/cli/loadTest/options.js';
import { readBytes, readNamedText } from '../../../src/cli/loadTest/readInput.js';
import { checkFiles } from '../../../src/cli/loadTest/reportFiles.js';
import { requestWords, variablesOf } from '../../../src/cli/loadTest/requestWords.js';
import { subjectsOf } from '../../../src/cli/loadTest/subjects.js';
import { Problem } from '../../../src/text/problem.js';

const options = (...words: string[]) => readOptions(parseWords(['http://localhost', ...words], loadTestForm));
const says = (message: RegExp) => (error: unknown) => error instanceof Problem && message.test(error.message);

describe('files that load-test reads and writes', () => {
  let folder = '';
  const at = (name: string) => nodePath.join(folder, name);
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(nodePath.join(tmpdir(), 'load-test-input-')));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are refused by their size before they are read', async () => {
    for (const [name, size] of [
      ['data.csv', 200 * 1024 * 1024],
      ['huge.csv', 3 * 1024 * 1024 * 1024],
    ] as const) {
      writeFileSync(at(name), '');
      // Sparse: it takes no room on the disk.
      truncateSync(at(name), size);
      const before = process.memoryUsage.rss();
      await assert.rejects(requestWords(options('--data', at(name)), 1, {}), says(/larger than 64 MiB/));
      assert.ok(process.memoryUsage.rss() - before < 50e6, name);
    }
    await assert.rejects(readBytes(at('huge.csv')), says(/larger than 256 MiB/));
  });

  it('that have no end are read no further than the limit', async function () {
    if (process.platform === 'win32') this.skip();
    await assert.rejects(requestWords(options('--data', '/dev/zero'), 1, {}), says(/larger than 64 MiB/));
  });

  it('are text in UTF-8 where text is wanted', async () => {
    writeFileSync(at('latin1.csv'), Buffer.from('name\nJos\xe9\n', 'latin1'));
    await assert.rejects(readNamedText('--data', at('latin1.csv')), says(/not UTF-8/));
    writeFileSync(at('utf8.csv'), 'name\nJosé\n');
    assert.equal(await readNamedText('--data', at('utf8.csv')), 'name\nJosé\n');
  });

  it('are not sent when a link in the folder of a scenario leads out of it', async function () {
    if (process.platform === 'win32') this.skip();
    writeFileSync(at('secret.txt'), 'hunter2');
    mkdirSync(at('load'));
    symlinkSync(at('secret.txt'), at('load/avatar.png'));
    writeFileSync(at('load/s.yaml'), 'server: http://localhost\nrequests: [{ put: /a, file: avatar.png }]\n');
    await assert.rejects(subjectsOf([at('load/s.yaml')], options(), {}), says(/a link out of the folder/));
    rmSync(at('load/avatar.png'));
    symlinkSync(at('load/s.yaml'), at('load/avatar.png'));
    assert.equal((await subjectsOf([at('load/s.yaml')], options(), {})).length, 1);
  });

  it('are refused before the run where no report can be written', async function () {
    if (process.platform === 'win32') this.skip();
    execFileSync('mkfifo', [at('pipe.json')]);
    await assert.rejects(checkFiles([at('pipe.json')]), says(/not a plain file/));
    writeFileSync(at('package.json'), '{"name":"x"}');
    await assert.rejects(checkFiles([at('package.json')]), says(/not a report of a load test/));
    symlinkSync('/dev/null', at('link.json'));
    await assert.rejects(checkFiles([at('link.json')]), says(/not a plain file|out of/));
    await checkFiles([at('new.json')]);
  });
});

describe('numbers of load-test', () => {
  it('say how large they may be', () => {
    const cases: readonly (readonly [string[], RegExp])[] = [
      [['-d', '999999h'], /at most 7 days/],
      [['--rate', '99999999'], /at most 10,000,000/],
      [['--pipelining', '100000'], /from 1 to 1,000/],
      [['--threads', '5000'], /from 1 to 256/],
      [['--follow-redirects', '1000'], /from 0 to 100/],
    ];
    for (const [words, message] of cases) assert.throws(() => options(...words), says(message), words.join(' '));
  });
});

describe('what was typed wrong', () => {
  it('is not said with what may be a secret', () => {
    assert.throws(
      () => variablesOf(['pass word=hunter2']),
      (error: unknown) => says(/pass word=…/)(error) && !String(error).includes('hunter2'),
    );
  });
});
