import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseSource, parseStrict, positionAt, walk } from '../../../src/app/parse.js';
import { Problem } from '../../../src/text/problem.js';

describe('app/parse', () => {
  it('reads what TypeScript backends are written in', () => {
    const sources = {
      'a.ts': `import type { A } from './a.js'; import config from './c.json' with { type: 'json' };
@Injectable() export class S { constructor(@Inject('x') private readonly x: string, public y?: number) {} accessor z = 1; @Get(':id') m(@Param() p: string) {} }
export function f(a: string): void; export function f(a: unknown) {} export const g = <T,>(x: T) => <const>[x];
enum E { A } namespace N { export const a = 1 } declare module 'm' { export const q: number } abstract class B<in out T> {}
const x = { a: 1 } satisfies Record<string, number>; await using h = open(); export import q = N.a; let y = x!.a as unknown as number;`,
      'a.tsx': 'export const C = () => <div>{1 as number}</div>;',
      'a.js': 'const express = require("express"); return;',
      'a.mjs': 'export const x = <p/>;',
      'a.cts': "import fs = require('fs'); export = fs;",
    };
    for (const [path, text] of Object.entries(sources)) {
      assert.deepEqual(
        parseSource(text, path).errors.filter(e => e.kind === 'grammar'),
        [],
        path,
      );
    }
  });

  it('says line and column as editors count them', () => {
    const text = '\uFEFFconst a = "\u2028";\r\nconst 😀b\u2029 = ;\n';
    const { errors } = parseSource(text, 'x.ts');
    assert.deepEqual(errors[0]?.position, { line: 1, character: 6 });
    assert.throws(
      () => parseStrict('let a;\nlet = = 1', '/w/x.ts'),
      (error: unknown) =>
        error instanceof Problem && /^\/w\/x\.ts:2:\d+: /.test(error.message) && error.place?.position?.line === 1,
    );
    assert.deepEqual(positionAt('\uFEFFa', 1), { line: 0, character: 0 });
    assert.deepEqual(positionAt('a\rb', 2), { line: 1, character: 0 });
  });

  it('tells names declared twice from text that is no program', () => {
    const kinds = (text: string) => parseSource(text, 'x.ts').errors.map(e => e.kind);
    assert.deepEqual(kinds('const a = 1; const a = 2;'), ['scope']);
    assert.deepEqual(kinds('let a = 1; class a {}'), ['scope']);
    assert.deepEqual(kinds('export { nothing };'), ['scope']);
    assert.deepEqual(kinds('const a = ;'), ['grammar']);
    assert.throws(() => parseStrict('const a = 1; const a = 2;', 'x.ts'), Problem);
  });

  it('never throws when tolerant, and always knows a place', () => {
    const piece = fc.constantFrom(
      'export ',
      'const ',
      '{',
      '}',
      '`${',
      '`',
      '/*',
      '<',
      '@',
      '=> ',
      "'",
      '\n',
      '\u2028',
      'x',
      '\uD800',
      '#!',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ unit: 'binary' })), { maxLength: 30 }), pieces => {
        const { file, errors } = parseSource(pieces.join(''), 'x.ts');
        assert.ok(file || errors.length > 0);
        for (const { position } of errors) assert.ok(position.line >= 0 && position.character >= 0);
      }),
      { numRuns: 300 },
    );
    const { file, errors } = parseSource('('.repeat(100_000), 'x.ts');
    assert.ok(!file && errors.length === 1);
  });

  it('walks every node once, parents first', () => {
    const seen: string[] = [];
    walk(parseStrict('export const a = b.c(d);', 'x.ts'), node => {
      if (node.type === 'Identifier') seen.push(node.name);
      return undefined;
    });
    assert.deepEqual(seen, ['a', 'b', 'c', 'd']);
  });
});
