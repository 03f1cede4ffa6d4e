import assert from 'node:assert/strict';
import fc from 'fast-check';
import { stringify } from 'yaml';
import type { Json } from '../../../src/openapi/json.js';
import { readPlainYaml } from '../../../src/openapi/plainYaml.js';
import { readAnyYaml } from '../../../src/openapi/yamlDocument.js';

function tokensOf(value: Json, tokens: readonly string[] = []): (readonly string[])[] {
  const inner = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [tokens, ...inner.flatMap(([key, one]) => tokensOf(one as Json, [...tokens, key]))];
}

/** Whether the text is plain; what was read is then held against the tolerant parser. */
function isReadAlike(text: string): boolean {
  const plain = readPlainYaml(text);
  if (!plain) return false;
  const any = readAnyYaml(text, message => {
    throw new Error(`${message} But it was taken for plain: ${JSON.stringify(text)}`);
  });
  assert.equal(JSON.stringify(plain.value), JSON.stringify(any.value), JSON.stringify(text));
  assert.deepEqual(plain.mistakes, any.mistakes, JSON.stringify(text));
  for (const tokens of [...tokensOf(any.value), ['none'], ['0', 'none']]) {
    assert.deepEqual(plain.spansOf(tokens), any.spansOf(tokens), `${tokens.join('/')} of ${JSON.stringify(text)}`);
  }
  return true;
}

const sample = `# A description
---
openapi: 3.1.0 # the version
info: {title: 'It''s "x"', version: "1\\u00e9.0", tags: [a, -1, 1e3, null, {}, []]}
"quoted key" : folded
    over lines

    and paragraphs
200: ~
empty:
list:
- one
- - deep
  - 0x1F
-   name: |
      literal

        text
    other: >-
      folded
      text

       more
      end

- # nothing
paths:
  /a/{id}:
    get: # comment
      text: "double
        quoted \\
        text"
      kept: |+
        text

      same: 'single

        quoted'
      next:
        true
      url: http://example.com/#a:b?c=d,e
  flow: {
    "a":1, b: [
      x y, 2
    ],
   }
last: |
  end
`;

const odd = [
  ...[
    ' ',
    '  ',
    '\n',
    '\n\n',
    ':',
    ': ',
    '- ',
    '-',
    '#',
    ' #',
    '"',
    "'",
    '\\',
    '|',
    '>',
    '|+',
    '>-',
    '{',
    '}',
    '[',
    ']',
    ',',
  ],
  ...[
    '&a ',
    '*a',
    '!t ',
    '?',
    '? ',
    '%',
    '@',
    '`',
    '~',
    '\t',
    '\r\n',
    '\r',
    '---\n',
    '...\n',
    '<<: ',
    '\uFEFF',
    'é',
    '.inf',
    '0o7',
    'a: b',
  ],
];

describe('plain YAML', () => {
  it('is what descriptions are written in', () => {
    assert.ok(isReadAlike(sample));
    assert.ok(isReadAlike(sample.replaceAll('\n', '\r\n')));
    assert.ok(isReadAlike(sample.trimEnd()));
  });

  for (const text of [
    'a: &x 1\nb: *x\n',
    'a: !!str 1\n',
    '<<: {a: 1}\n',
    'a:\tb\n',
    'a: b: c\n',
    'a: [1\nb: 2\n',
    'a: .inf\n',
    'a: 1\n---\nb: 2\n',
    '? a\n: b\n',
    'a: "b" c\n',
    'a: b\n c: d\n',
    `a: ${'['.repeat(500)}${']'.repeat(500)}\n`,
    'just text',
    '# nothing',
  ]) {
    it(`leaves ${JSON.stringify(text.slice(0, 20))} to the tolerant parser`, () => {
      assert.equal(readPlainYaml(text), undefined);
    });
  }

  it('reports the same duplicate keys', () => {
    assert.ok(isReadAlike('a: 1\nb: {c: 1, "c": 2}\na: {d: 1}\n200: x\n"200": y\n'));
  });

  it('means what the tolerant parser takes it for, whatever is typed into it', () => {
    const edit = fc.tuple(fc.nat(sample.length), fc.nat(6), fc.constantFrom('', ...odd));
    let count = 0;
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), edits => {
        const text = edits.reduce((old, [at, cut, put]) => old.slice(0, at) + put + old.slice(at + cut), sample);
        if (isReadAlike(text)) count++;
      }),
      { numRuns: 300 },
    );
    assert.ok(count > 30, `${count} were plain`);
  });

  it('reads what a serializer writes', () => {
    const json = fc.jsonValue({ maxDepth: 4, stringUnit: 'grapheme' }) as fc.Arbitrary<Json>;
    const width = fc.constantFrom(0, 20, 80);
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), json), width, (value, lineWidth) => {
        isReadAlike(stringify(JSON.parse(JSON.stringify(value)), { lineWidth }));
      }),
      { numRuns: 100 },
    );
  });
});
