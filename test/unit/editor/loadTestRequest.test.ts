import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { commandLine, quote } from '../../../src/editor/loadTest/commandLine.js';
import { readPageMessage, readRestoredPage } from '../../../src/editor/loadTest/pageMessage.js';
import { isProfile, parseProfile, profileText, serverFrom } from '../../../src/editor/loadTest/request.js';

describe('what is typed into the question of a load test', () => {
  const loads: readonly (readonly [string, string | undefined])[] = [
    ['50 x 30s', '50 connections for 30 s'],
    ['1x10', '1 connection for 10 s'],
    ['5 connections for 1 min', '5 connections for 60 s'],
    ['200/s 30s', '200 requests a second for 30 s'],
    ['1000 rps for 0.5m', '1,000 requests a second for 30 s'],
    ['0 x 10s', undefined],
    ['10 x 0s', undefined],
    ['1.5 x 10s', undefined],
    ['-5 x 10s', undefined],
    ['10 x 999999s', undefined],
    ['10', undefined],
    ['localhost:3000', undefined],
  ];
  for (const [typed, meant] of loads) {
    it(`${typed} is ${meant ?? 'no load'}`, () => {
      const profile = parseProfile(typed);
      assert.equal(profile && profileText(profile), meant);
      assert.equal(isProfile(profile), meant !== undefined);
    });
  }

  const servers: readonly (readonly [string, string | undefined])[] = [
    ['localhost:8080', 'http://localhost:8080'],
    ['localhost', 'http://localhost'],
    ['127.0.0.1:3000/v1/', 'http://127.0.0.1:3000/v1'],
    ['https://api.example.com/v1', 'https://api.example.com/v1'],
    ['[::1]:3000', 'http://[::1]:3000'],
    ['http://user:password@localhost:3000', undefined],
    ['file:///etc/passwd', undefined],
    ['javascript:alert(1)', undefined],
    ['50 x 30s', undefined],
    ['books', undefined],
  ];
  for (const [typed, meant] of servers) {
    it(`${typed} is ${meant ?? 'no server'}`, () => assert.equal(serverFrom(typed), meant));
  }
});

describe('a load test as a command', () => {
  it('names the operation, the server and the load', () => {
    const request = {
      kind: 'path',
      spec: '/w/openapi.yaml',
      operation: { method: 'get', path: '/users/{id}' },
      servers: ['http://localhost:3000'],
      profile: { model: 'open', rate: 200, seconds: 30 },
    } as const;
    assert.equal(
      commandLine(request, 'openapi.yaml', ['apiKey'], '/bin/bash'),
      "senior-backend load-test openapi.yaml --operation 'GET /users/{id}' --server http://localhost:3000 --secret apiKey=API_KEY --rate 200 -d 30",
    );
    const inPath = commandLine(request, 'openapi.yaml', [], '/bin/bash', 'k6');
    assert.match(inPath, / -d 30 --engine k6$/);
    assert.match(commandLine(request, 'a.yaml', [], '/bin/bash', '/opt/my k6'), / --engine k6 --k6 '\/opt\/my k6'$/);
  });

  it('is one word for a shell, whatever a description holds', function () {
    if (process.platform === 'win32') this.skip();
    const words = fc.string({ unit: 'binary' }).filter(text => !text.includes('\0'));
    fc.assert(
      fc.property(fc.array(words, { minLength: 1, maxLength: 20 }), texts => {
        const script = `printf '%s\\0' ${texts.map(text => quote(text, '/bin/sh')).join(' ')}`;
        const { stdout } = spawnSync('sh', ['-c', script], { encoding: 'utf8' });
        assert.deepEqual(stdout.split('\0').slice(0, -1), texts);
      }),
      { numRuns: 30 },
    );
  });

  it('cannot leave its quotes in PowerShell and cmd', () => {
    assert.equal(quote("it's $(calc) ‘x’", 'C:\\pwsh.exe'), "'it''s $(calc) ‘‘x’’'");
    assert.equal(quote('a" & calc %PATH%', 'C:\\Windows\\System32\\cmd.exe'), '"a  calc PATH"');
  });
});

describe('what a page sends', () => {
  it('is read when it is a message, and dropped when it is not', () => {
    assert.deepEqual(readPageMessage({ kind: 'ready' }), { kind: 'ready' });
    assert.deepEqual(readPageMessage({ kind: 'stop', id: 'a' }), { kind: 'stop', id: 'a' });
    assert.deepEqual(readPageMessage({ kind: 'export', id: 'a', format: 'csv' }), {
      kind: 'export',
      id: 'a',
      format: 'csv',
    });
    const wrong = [
      undefined,
      null,
      'stop',
      {},
      { kind: 'stop' },
      { kind: 'export', id: 'a', format: 'exe' },
      { kind: 'x' },
    ];
    for (const value of wrong) assert.equal(readPageMessage(value), undefined);
    fc.assert(fc.property(fc.anything(), value => void readPageMessage(value)));
  });

  it('names the runs that it showed', () => {
    assert.deepEqual(readRestoredPage({ runs: [{ info: { id: 'a' } }], selected: 'a' }), {
      runs: ['a'],
      selected: 'a',
    });
    for (const value of [undefined, { runs: 'x' }, { runs: [{}] }]) {
      assert.deepEqual(readRestoredPage(value), { runs: [] });
    }
  });
});
