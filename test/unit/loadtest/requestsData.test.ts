import assert from 'node:assert/strict';
import { parseRows } from '../../../src/loadtest/requests/data.js';
import { Problem } from '../../../src/text/problem.js';

describe('data files', () => {
  it('are CSV as spreadsheets write it, or JSON', () => {
    const cases: readonly [string, unknown][] = [
      ['\uFEFFa,b\r\n1,"x, ""y"""\r\n', [{ a: '1', b: 'x, "y"' }]],
      ['a;b\n1;"l1\nl2"\n', [{ a: '1', b: 'l1\nl2' }]],
      ['a,b\r1,2\r', [{ a: '1', b: '2' }]],
      ['\uFEFF[{"a":7,"b":{"c":[1]}}]', [{ a: '7', b: '{"c":[1]}' }]],
    ];
    for (const [text, rows] of cases) assert.deepEqual(parseRows(text, '/d.csv'), rows, JSON.stringify(text));
  });

  it('that are wrong say what and where', () => {
    const cases: readonly [string, RegExp, number | undefined][] = [
      ['', /no data/, undefined],
      ['a,b\n', /no data: not one row/, undefined],
      ['[]', /no data/, undefined],
      ['a,b\n1,2\n3\n', /expect 2, got 1 on line 3/, 2],
      ['a,b\n1,2,3\n', /expect 2, got 3/, 1],
      ['a,b\n1,"x\n', /Quote Not Closed/, 1],
      ['a,a\n1,2\n', /"a" is there twice/, undefined],
      ['a,\n1,2\n', /empty name/, undefined],
      ['{"a":1}', /JSON data is a list of objects/, 0],
      ['[\n{"a":1},\n{"a":}]', /A value is expected/, 2],
      ['[{"a":1},2]', /Entry 2 of the list is not an object/, undefined],
    ];
    for (const [text, message, line] of cases) {
      assert.throws(
        () => parseRows(text, '/d.csv'),
        (error: unknown) =>
          error instanceof Problem && message.test(error.message) && error.place?.position?.line === line,
        JSON.stringify(text),
      );
    }
  });
});
