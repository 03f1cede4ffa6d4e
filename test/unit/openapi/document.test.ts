import assert from 'node:assert/strict';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { locate, locatePlace, readDocument, type SourceDocument } from '../../../src/openapi/document.js';
import type { Json } from '../../../src/openapi/json.js';
import { childPointer } from '../../../src/openapi/pointer.js';
import type { Range } from '../../../src/text/finding.js';
import { Problem } from '../../../src/text/problem.js';

function cut(document: SourceDocument, { start, end }: Range): string {
  const lines = document.text.split(/(?<=\r\n|\n|\r(?!\n))/);
  const offset = (line: number, character: number) => lines.slice(0, line).join('').length + character;
  return document.text.slice(offset(start.line, start.character), offset(end.line, end.character));
}

const valueText = (document: SourceDocument, pointer: string) => cut(document, locate(document, pointer));
const keyText = (document: SourceDocument, pointer: string) => cut(document, locatePlace(document, pointer)!.key!);

function pointersOf(value: Json, pointer = ''): { pointer: string; value: Json }[] {
  const inner = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [{ pointer, value }, ...inner.flatMap(([key, one]) => pointersOf(one, childPointer(pointer, key)))];
}

describe('readDocument', () => {
  describe('positions in YAML', () => {
    const document = readDocument(
      '/a.yaml',
      [
        '\uFEFFopenapi: 3.1.0\r',
        '日本: {👩‍💻: "é", x: [1, two]}\r',
        'text: |\r',
        '  first\r',
        '  second\r',
        '\r',
        'base: &base\r',
        '  name: "a b"\r',
        'copy: *base\r',
        'merged:\r',
        '  <<: *base\r',
        "  'quoted key': folded",
        '    over lines',
        '200: ok\r',
        'empty:\r',
        'list:\r',
        '- - deep\r',
        '- # nothing\r',
        '# end',
      ].join('\n'),
    );

    for (const [pointer, key, value] of [
      ['/openapi', 'openapi', '3.1.0'],
      ['/日本', '日本', '{👩‍💻: "é", x: [1, two]}'],
      ['/日本/👩‍💻', '👩‍💻', '"é"'],
      ['/日本/x', 'x', '[1, two]'],
      ['/base', 'base', 'name: "a b"'],
      ['/copy', 'copy', '*base'],
      ['/copy/name', 'name', '"a b"'],
      ['/merged/name', 'name', '"a b"'],
      ['/merged/quoted key', "'quoted key'", 'folded\n    over lines'],
      ['/200', '200', 'ok'],
      ['/empty', 'empty', ''],
    ] as const) {
      it(`finds ${pointer}`, () => {
        assert.equal(keyText(document, pointer), key);
        assert.equal(valueText(document, pointer), value);
      });
    }

    it('finds list entries, block scalars and the end of block collections', () => {
      assert.equal(valueText(document, '/日本/x/1'), 'two');
      assert.equal(valueText(document, '/list/0/0'), 'deep');
      assert.match(valueText(document, '/text'), /^\|\r\n {2}first\r\n {2}second\r?\n$/);
      assert.deepEqual(locate(document, '/日本/👩‍💻').start, { line: 1, character: 12 });
      assert.deepEqual(locatePlace(document, '/merged')!.whole.end, { line: 12, character: 14 });
    });

    it('falls back to what is around a missing place', () => {
      assert.equal(cut(document, locate(document, '/base/none/none')), 'base');
      assert.equal(locatePlace(document, '/base/none'), undefined);
    });
  });

  it('finds keys and values in JSON', () => {
    const document = readDocument(
      '/a.json',
      '\uFEFF{\r\n  "a\\"b": {"😀": [ {"c": 1.5e3}, null ]},\r\n "~/": "}{"\r\n}',
    );
    assert.equal(valueText(document, '/a"b/😀/0/c'), '1.5e3');
    assert.equal(keyText(document, '/a"b'), '"a\\"b"');
    assert.equal(valueText(document, '/~0~1'), '"}{"');
    assert.deepEqual(locate(document, '/a"b/😀/1').start, { line: 1, character: 33 });
  });

  it('keeps what JSON still says when it is broken', () => {
    const document = readDocument('/a.json', '{\n  "a": {"b": 1,}\n  "c": [1, 2\n}');
    assert.deepEqual(document.value, { a: { b: 1 }, c: [1, 2] });
    assert.deepEqual(
      document.findings.map(({ rule, range }) => `${rule} ${range.start.line}:${range.start.character}`),
      ['invalid-json 1:15', 'invalid-json 2:2', 'invalid-json 3:0', 'invalid-json 3:1'],
    );
    assert.equal(valueText(document, '/a/b'), '1');
  });

  it('keeps what YAML still says when it is broken', () => {
    const document = readDocument('/a.yaml', 'a: 1\nb: [1, 2\nc: {d: e}\n');
    assert.equal((document.value as { a: Json }).a, 1);
    assert.ok(document.findings.every(finding => finding.rule === 'invalid-yaml' && finding.severity === 'error'));
    assert.equal(document.findings[0]!.range.start.line, 2);
  });

  it('reports duplicate keys at the second one, in both syntaxes', () => {
    for (const [path, text] of [
      ['/a.json', '{"a": 1, "b": {"a": 2, "c": 3, "\\u0063": 4}}'],
      ['/a.yaml', 'a: 1\nb:\n  c: 3\n  "c": 4\n'],
    ] as const) {
      const document = readDocument(path, text);
      assert.deepEqual((document.value as { b: { c: Json } }).b.c, 4);
      assert.deepEqual(
        document.findings.map(({ rule }) => rule),
        ['duplicate-key'],
      );
      assert.match(cut(document, document.findings[0]!.range), /^"(c|\\u0063)"$/);
    }
  });

  it('reads YAML 1.2: dates and yes are text, keys are text as written', () => {
    const { value } = readDocument(
      '/a.yaml',
      'd: 2020-01-01\ny: yes\n0x10: h\n1.0: v\nnull: n\n~: t\ntrue: b\nt: !!str 5\n',
    );
    assert.deepEqual(value, {
      d: '2020-01-01',
      y: 'yes',
      '0x10': 'h',
      '1.0': 'v',
      null: 'n',
      '~': 't',
      true: 'b',
      t: '5',
    });
  });

  it('merges keys: own ones win, earlier sources win', () => {
    const text = 'a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc:\n  <<: [*a, *b]\n  x: own\n';
    assert.deepEqual((readDocument('/a.yaml', text).value as { c: Json }).c, { x: 'own', y: 1, z: 2 });
  });

  it('repeats the last anchor of a name', () => {
    assert.deepEqual(readDocument('/a.yaml', 'a: &n 1\nb: *n\nc: &n 2\nd: *n\n').value, { a: 1, b: 1, c: 2, d: 2 });
  });

  it('reports numbers that JSON does not have, and aliases inside what they repeat', () => {
    const document = readDocument('/a.yaml', 'a: .inf\nb: &b [*b]\nc: *missing\n');
    assert.deepEqual(document.value, { a: null, b: [null], c: null });
    assert.equal(document.findings.length, 3);
  });

  it('reports a second document', () => {
    const document = readDocument('/a.yaml', 'a: 1\n---\nb: 2\n');
    assert.deepEqual(document.value, { a: 1 });
    assert.deepEqual(
      document.findings.map(finding => finding.message),
      ['A second YAML document begins here; only the first is read.'],
    );
  });

  it('treats __proto__ as a key', () => {
    for (const text of [
      '{"__proto__": {"polluted": 1}, "a": 2}',
      '__proto__: {polluted: 1}\na: 2\n',
      '{"__proto__": {"polluted": 1},, "a": 2}',
    ]) {
      const { value } = readDocument('/a.json', text);
      assert.deepEqual(Object.keys(value as object), ['__proto__', 'a']);
      assert.equal((value as { polluted?: Json }).polluted, undefined);
      assert.equal(({} as { polluted?: Json }).polluted, undefined);
    }
  });

  it('reads JSON in a .yaml file, YAML flow style, and YAML in a .json file', () => {
    assert.equal(readDocument('/a.yaml', ' {"a": 1}').syntax, 'json');
    assert.deepEqual(readDocument('/a.yaml', '{a: 1, "b": [c]}').value, { a: 1, b: ['c'] });
    assert.deepEqual(readDocument('/a.json', 'a: 1').value, { a: 1 });
  });

  for (const [name, text] of [
    ['an empty file', ''],
    ['white space', ' \n\t\n'],
    ['binary data', '\u0000\u0001\u0002'],
    ['bytes that are not UTF-8', 'PK\uFFFD\uFFFD'],
    ['deep JSON', '['.repeat(100_000)],
    ['deep valid JSON', '['.repeat(5000) + ']'.repeat(5000)],
    ['deep YAML', `a: ${'['.repeat(100_000)}`],
    ['deep block YAML', `a:\n ${'- '.repeat(20_000)}`],
  ] as const) {
    it(`throws a Problem for ${name}`, () => {
      for (const path of ['/a.yaml', '/a.json']) {
        assert.throws(
          () => readDocument(path, text),
          (error: unknown) => error instanceof Problem && error.place?.path === path,
        );
      }
    });
  }

  it('stops at alias bombs', () => {
    let text = 'a0: &a0 [x, x, x, x, x, x, x, x, x]\n';
    for (let index = 1; index < 30; index++) text += `a${index}: &a${index} [${`*a${index - 1},`.repeat(9)}]\n`;
    assert.throws(() => readDocument('/a.yaml', text), /aliases/);
  });

  describe('properties', () => {
    const json = fc.jsonValue({ maxDepth: 4, stringUnit: 'grapheme' }) as fc.Arbitrary<Json>;
    const object = fc.dictionary(fc.string({ unit: 'grapheme', minLength: 1 }), json, { minKeys: 1 });

    it('every pointer of JSON text is where its value is', () => {
      fc.assert(
        fc.property(object, fc.constantFrom(0, 1, '\t'), (value, indent) => {
          const document = readDocument('/a.json', JSON.stringify(value, null, indent));
          assert.deepEqual(document.findings, []);
          for (const part of pointersOf(document.value)) {
            assert.deepEqual(JSON.parse(valueText(document, part.pointer)), JSON.parse(JSON.stringify(part.value)));
          }
        }),
        { numRuns: 60 },
      );
    });

    it('every pointer of YAML text is where its value is', () => {
      fc.assert(
        fc.property(object, value => {
          const document = readDocument('/a.yaml', stringify(JSON.parse(JSON.stringify(value))));
          assert.deepEqual(document.findings, []);
          assert.deepEqual(JSON.parse(JSON.stringify(document.value)), JSON.parse(JSON.stringify(value)));
          for (const part of pointersOf(document.value)) {
            const { start } = locate(document, part.pointer);
            const text = ' '.repeat(start.character) + valueText(document, part.pointer);
            if (text.trim() !== '') assert.deepEqual(readDocument('/b.yaml', text).value, part.value);
          }
        }),
        { numRuns: 60 },
      );
    });
  });
});
