/** Each edit changes what it is to change, and nothing else: values, comments, lines and their ends. */
import assert from 'node:assert/strict';
import nodePath from 'node:path';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { readDocument, type SourceDocument } from '../../../src/openapi/document.js';
import type { Json } from '../../../src/openapi/json.js';
import { appendElement, insertComponents, insertMembers, valueAt } from '../../../src/openapi/lint/edits/insert.js';
import { removeElement, renameKey, replaceString } from '../../../src/openapi/lint/edits/replace.js';
import type { TextEdit } from '../../../src/text/finding.js';
import { applyEdits } from './applyEdits.js';

const open = (text: string, name = 'api.yaml'): SourceDocument => readDocument(nodePath.resolve('/specs', name), text);

function done(document: SourceDocument, edits: TextEdit | readonly TextEdit[] | undefined): string | undefined {
  if (edits === undefined) return undefined;
  return applyEdits(document.text, Array.isArray(edits) ? edits : [edits as TextEdit]);
}

const added = { operationId: 'listUsers', responses: { '4XX': { description: 'no: not this' } }, list: [{ a: 1 }, 2] };

describe('edits of YAML', () => {
  const insert = (text: string, tokens: readonly string[], where = {}) => {
    const document = open(text);
    return done(document, insertMembers(document, tokens, { id: 'x' }, where));
  };

  for (const [name, text, tokens, where, expected] of [
    ['at the end of a block', 'a:\n  b: 1\nc: 2\n', ['a'], {}, 'a:\n  b: 1\n  id: x\nc: 2\n'],
    ['behind a comment of the line', 'a:\n  b: 1 # one\n\nc: 2\n', ['a'], {}, 'a:\n  b: 1 # one\n  id: x\n\nc: 2\n'],
    ['without a last line end', 'a:\n  b: 1', ['a'], {}, 'a:\n  b: 1\n  id: x'],
    [
      'behind a block scalar',
      'a:\n  b: |\n    t\n    u\nc: 2\n',
      ['a'],
      {},
      'a:\n  b: |\n    t\n    u\n  id: x\nc: 2\n',
    ],
    ['behind a null', 'a:\n  b:\nc: 2\n', ['a'], {}, 'a:\n  b:\n  id: x\nc: 2\n'],
    ['first', 'a: # why\n  # b\n  b: 1\n', ['a'], { first: true }, 'a: # why\n  id: x\n  # b\n  b: 1\n'],
    ['behind a key', 'a:\n  b:\n    - 1\n  c: 2\n', ['a'], { after: ['b'] }, 'a:\n  b:\n    - 1\n  id: x\n  c: 2\n'],
    ['in an element of a list', 'a:\n- b: 1\n  c: 2\n- d\n', ['a', '0'], {}, 'a:\n- b: 1\n  c: 2\n  id: x\n- d\n'],
    ['with CRLF', 'a:\r\n  b: 1\r\nc: 2\r\n', ['a'], {}, 'a:\r\n  b: 1\r\n  id: x\r\nc: 2\r\n'],
    ['in flow style', 'a: { b: 1 }\n', ['a'], {}, 'a: { b: 1, id: x }\n'],
    ['in tight flow style', 'a: {b: 1}\n', ['a'], {}, 'a: {b: 1, id: x}\n'],
    ['first in flow style', 'a: { b: 1 }\n', ['a'], { first: true }, 'a: { id: x, b: 1 }\n'],
    ['in an empty one', 'a: {}\n', ['a'], {}, 'a: { id: x }\n'],
    ['behind a last comma', 'a: { b: 1, }\n', ['a'], {}, 'a: { b: 1, id: x }\n'],
    ['in flow style on lines', 'a: {\n  b: 1,\n  c: 2\n}\n', ['a'], {}, 'a: {\n  b: 1,\n  c: 2,\n  id: x\n}\n'],
    ['not in an alias', 'x: &x\n  b: 1\na: *x\n', ['a'], {}, undefined],
    ['not in what is merged', 'x: &x\n  y: { b: 1 }\na:\n  <<: *x\n', ['a', 'y'], {}, undefined],
    ['not twice', 'a:\n  id: 1\n', ['a'], {}, undefined],
    ['not in a null', 'a:\nb: 1\n', ['a'], {}, undefined],
    ['not in broken text', 'a:\n  b: 1\n  c: [\n', ['a'], {}, undefined],
  ] as const) {
    it(`adds a member ${name}`, () => assert.equal(insert(text, tokens, where), expected));
  }

  it('puts what needs quotes into those that are usual in the file', () => {
    for (const [text, expected] of [
      ['a:\n  b: "x"\n', '"4XX": "no: not this"'],
      ["a:\n  'b': 'x'\n", "'4XX': 'no: not this'"],
      ["a:\n  b: it's\n  c: d\n", "'4XX': 'no: not this'"],
      ['a:\n  b: {"c": "x", \'d\': 1}\n', '"4XX": "no: not this"'],
    ] as const) {
      const document = open(text);
      const after = done(document, insertMembers(document, ['a'], { '4XX': 'no: not this' }));
      assert.equal(after, `${text}  ${expected}\n`);
    }
  });

  it('appends to lists as they are written', () => {
    for (const [text, expected] of [
      ['a:\n- 1\nb: 2\n', 'a:\n- 1\n- name: x\n  in: path\nb: 2\n'],
      ['a:\n  - 1 # one\nb: 2\n', 'a:\n  - 1 # one\n  - name: x\n    in: path\nb: 2\n'],
      ['a: [{ n: y }]\n', 'a: [{ n: y }, { name: x, in: path }]\n'],
      ['a: [{n: y}]\n', 'a: [{n: y}, {name: x, in: path}]\n'],
      ['a: []\n', 'a: [{ name: x, in: path }]\n'],
    ] as const) {
      const document = open(text);
      assert.equal(done(document, appendElement(document, ['a'], { name: 'x', in: 'path' })), expected);
    }
  });

  it('adds what is missing of a tree in one go', () => {
    const document = open('openapi: 3.1.0\ncomponents:\n  schemas:\n    A: {}\n');
    const tree = {
      components: { schemas: { A: { type: 'null' }, B: { type: 'object' } }, responses: { R: { d: 1 } } },
    };
    assert.equal(
      done(document, insertComponents(document, tree)),
      'openapi: 3.1.0\ncomponents:\n  schemas:\n    A: {}\n    B:\n      type: object\n  responses:\n    R:\n      d: 1\n',
    );
  });

  it('replaces strings and keys in their quotes', () => {
    for (const [text, expected] of [
      ["a: 'x'\n", "a: 'it''s'\n"],
      ['a: "x" # c\n', 'a: "it\'s" # c\n'],
      ['a: x\n', 'a: "it\'s"\n'],
      ['a: |\n  x\n', undefined],
    ] as const) {
      const document = open(text);
      assert.equal(done(document, replaceString(document, ['a'], "it's")), expected);
    }
    const document = open('/a/:\n  get: {}\n');
    assert.equal(done(document, renameKey(document, ['/a/'], '/a')), '/a:\n  get: {}\n');
    const taken = open('/a/: 1\n/a: 2\n');
    assert.equal(renameKey(taken, ['/a/'], '/a'), undefined);
  });

  it('takes elements out', () => {
    for (const [text, index, expected] of [
      ['a:\n  - 1\n  - n: 2 # c\n    m: 3\n  - 4\n', 1, 'a:\n  - 1\n  - 4\n'],
      ['a:\n  - 1\n  - 2', 1, 'a:\n  - 1'],
      ['z: 1\na:\n  - 1\nb: 2\n', 0, 'z: 1\nb: 2\n'],
      ['a: [1, 2, 3]\n', 1, 'a: [1, 3]\n'],
      ['a: [1, 2, 3]\n', 2, 'a: [1, 2]\n'],
      ['a: [1]\n', 0, 'a: []\n'],
    ] as const) {
      const document = open(text);
      assert.equal(done(document, removeElement(document, ['a'], index)), expected);
    }
  });
});

describe('edits of JSON', () => {
  for (const [name, text, expected] of [
    [
      'on lines',
      '{\n  "a": {\n    "b": 1\n  }\n}\n',
      '{\n  "a": {\n    "b": 1,\n    "id": {\n      "k": [\n        1\n      ]\n    }\n  }\n}\n',
    ],
    [
      'with tabs',
      '{\n\t"a": {\n\t\t"b": 1\n\t}\n}',
      '{\n\t"a": {\n\t\t"b": 1,\n\t\t"id": {\n\t\t\t"k": [\n\t\t\t\t1\n\t\t\t]\n\t\t}\n\t}\n}',
    ],
    ['on one line', '{"a":{"b":1}}', '{"a":{"b":1,"id":{"k":[1]}}}'],
    ['on one line with blanks', '{"a": {"b": 1}}', '{"a": {"b": 1, "id": {"k": [1]}}}'],
    ['that is empty', '{\n  "a": {}\n}', '{\n  "a": {\n    "id": {\n      "k": [\n        1\n      ]\n    }\n  }\n}'],
    ['inline on lines', '{\n  "a": { "b": 1 }\n}', '{\n  "a": { "b": 1, "id": { "k": [1] } }\n}'],
  ] as const) {
    it(`adds a member, ${name}`, () => {
      const document = open(text, 'api.json');
      assert.equal(done(document, insertMembers(document, ['a'], { id: { k: [1] } })), expected);
    });
  }
});

describe('edits of anything', () => {
  const names = fc
    .oneof(
      fc.constantFrom('a', 'get', 'x-y', '200', '/users/{id}', 'it is', "o'k", 'null', '', '- d', '#h', 'k: v', '🎉'),
      fc.string({ maxLength: 6 }),
    )
    .filter(
      name =>
        name !== '__proto__' &&
        !/[\0\ud800-\udfff]/.test(name.replace(/[\ud800-\udbff][\udc00-\udfff]/g, '')) &&
        name !== '<<',
    );
  const values = fc.letrec<{ value: Json }>(tie => ({
    value: fc.oneof(
      { maxDepth: 4 },
      names,
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.constant('two\nlines\n'),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(names, tie('value'), { maxKeys: 4, noNullPrototype: true }),
    ),
  })).value;
  const texts = fc
    .record({
      value: fc.dictionary(names, values, { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
      style: fc.constantFrom('json', 'compact', 'yaml', 'yaml-flat', 'flow', 'yaml4'),
      crlf: fc.boolean(),
    })
    .map(({ value, style, crlf }) => {
      const written =
        style === 'json'
          ? JSON.stringify(value, undefined, 2)
          : style === 'compact'
            ? JSON.stringify(value)
            : stringify(value, {
                indentSeq: style !== 'yaml-flat',
                collectionStyle: style === 'flow' ? 'flow' : 'any',
                indent: style === 'yaml4' ? 4 : 2,
              });
      return {
        value,
        name: /json|compact/.test(style) ? 'a.json' : 'a.yaml',
        text: crlf ? written.replaceAll('\n', '\r\n') : written,
      };
    });

  const places = (value: Json, at: readonly string[] = []): { at: readonly string[]; value: Json }[] => {
    const inner =
      typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([key, one]) => places(one as Json, [...at, key]))
        : [];
    return [{ at, value }, ...inner];
  };
  const copyWith = (value: Json, at: readonly string[], change: (inner: Json) => Json): Json => {
    if (at.length === 0) return change(value);
    const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, Json>;
    copy[at[0]!] = copyWith(copy[at[0]!]!, at.slice(1), change);
    return copy as Json;
  };

  it('gives the value that was meant, and keeps every line that was there', () => {
    let made = 0;
    fc.assert(
      fc.property(texts, fc.nat(), fc.constantFrom({}, { first: true }), ({ text, name, value }, pick, where) => {
        const document = open(text, name);
        if (document.findings.length > 0) return;
        assert.deepEqual(document.value, value);
        const all = places(document.value);
        const { at, value: there } = all[pick % all.length]!;
        const isList = Array.isArray(there);
        const edit = isList ? appendElement(document, at, added) : insertMembers(document, at, added, where);
        if (!edit) return;
        made++;
        const after = done(document, edit)!;
        const read = open(after, name);
        assert.deepEqual(read.findings, []);
        const expected = copyWith(document.value, at, inner =>
          isList ? [...(inner as readonly Json[]), added] : ({ ...(inner as object), ...added } as Json),
        );
        assert.deepEqual(read.value, expected, after);
        assert.deepEqual(valueAt(read, at), valueAt({ ...document, value: expected }, at));
        if (document.text.includes('\r\n')) assert.doesNotMatch(after.replaceAll('\r\n', ''), /\n/);
      }),
      { numRuns: 400 },
    );
    assert.ok(made > 150, `${made} edits were made`);
  });
});
