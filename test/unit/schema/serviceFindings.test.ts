import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { SchemaFinding } from '../../../src/schema/rule.js';
import { ChangedFindings, isSame } from '../../../src/schema/service/changedFindings.js';
import { fixAll } from '../../../src/schema/service/fixAll.js';
import type { TextEdit } from '../../../src/text/finding.js';

const today = new Date('2026-03-04');
const at = (line: number, from = 0, to = from) => ({ start: { line, character: from }, end: { line, character: to } });
const edit = (line: number, from: number, to: number, text: string): TextEdit => ({
  path: '/a.sql',
  range: at(line, from, to),
  text,
});

/** With the fix that turns the rule off behind the others, as every finding has it. */
function finding(message: string, ...fixes: readonly (readonly TextEdit[])[]): SchemaFinding {
  return {
    rule: 'x',
    severity: 'warning',
    message,
    path: '/a.sql',
    range: at(0),
    category: 'key',
    fixes: [...fixes, [edit(0, 0, 0, '-- off\n')]].map(edits => ({ title: 'fix', edits })),
  };
}

describe('service: changed findings', () => {
  it('tells what is new, what is other and what is gone', () => {
    const changed = new ChangedFindings();
    const next = (now: Record<string, SchemaFinding[]>) =>
      changed.next(new Map(Object.entries(now))).map(({ path, findings }) => `${path} ${findings.map(f => f.message)}`);
    assert.deepEqual(next({ a: [finding('1')], b: [finding('2')], none: [] }), ['a 1', 'b 2']);
    assert.deepEqual(next({ a: [finding('1')], b: [finding('3')] }), ['b 3']);
    assert.deepEqual(next({ b: [finding('3')] }), ['a ']);
    assert.deepEqual(next({ b: [] }), ['b ']);
    assert.deepEqual(next({}), []);
    assert.deepEqual(next({ a: [finding('1')] }), ['a 1']);
  });

  it('compares plain data', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        assert.ok(isSame(a, structuredClone(a)));
        assert.equal(isSame(a, b), JSON.stringify(a) === JSON.stringify(b) || isEqual(a, b));
      }),
    );
  });
});

function isEqual(a: unknown, b: unknown): boolean {
  try {
    assert.deepEqual(a, b);
    return true;
  } catch {
    return false;
  }
}

describe('service: fix all', () => {
  it('takes the first fix of each finding, never the one that turns the rule off', () => {
    const edits = fixAll(
      [finding('1', [edit(1, 0, 3, 'a')], [edit(9, 0, 0, 'no')]), finding('2'), finding('3', [edit(2, 0, 0, 'b')])],
      today,
    );
    assert.deepEqual(edits, [edit(1, 0, 3, 'a'), edit(2, 0, 0, 'b')]);
  });

  it('leaves what overlaps for the next time, and makes equal edits once', () => {
    const edits = fixAll(
      [
        finding('1', [edit(1, 0, 5, 'a'), edit(3, 0, 0, 'SET x;\n')]),
        finding('2', [edit(1, 4, 6, 'b'), edit(4, 0, 0, 'c')]),
        finding('3', [edit(1, 5, 7, 'd'), edit(3, 0, 0, 'SET x;\n')]),
      ],
      today,
    );
    assert.deepEqual(edits, [edit(1, 0, 5, 'a'), edit(3, 0, 0, 'SET x;\n'), edit(1, 5, 7, 'd')]);
  });

  it('gives new migrations versions of their own', () => {
    const made = (name: string): TextEdit => ({ path: `/m/0008_${name}.sql`, range: at(0), text: name, newFile: true });
    const edits = fixAll([finding('1', [made('a')]), finding('2', [made('b')]), finding('3', [made('c')])], today);
    assert.deepEqual(
      edits.map(({ path, text }) => [path, text]),
      [
        ['/m/0008_a.sql', 'a'],
        ['/m/0009_b.sql', 'b'],
        ['/m/0010_c.sql', 'c'],
      ],
    );
    const folder = (name: string): TextEdit => ({ ...made(name), path: `/m/20260304000000_${name}/migration.sql` });
    assert.deepEqual(
      fixAll([finding('1', [folder('a')]), finding('2', [folder('b')])], today).map(({ path }) => path),
      ['/m/20260304000000_a/migration.sql', '/m/20260304000001_b/migration.sql'],
    );
  });
});
