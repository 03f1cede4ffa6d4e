import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import nodePath from 'node:path';
import fc from 'fast-check';
import { readApi } from '../../../src/openapi/parse.js';
import { Problem } from '../../../src/text/problem.js';
import { inFolder, places, readSpec } from './readSpec.js';

const require = createRequire(import.meta.url);
const examples = nodePath.dirname(require.resolve('@readme/oas-examples/package.json'));

async function problemOf(text: string | undefined): Promise<Problem> {
  const path = inFolder('openapi.yaml');
  try {
    await readApi(path, { readFile: async () => text, root: nodePath.dirname(path) });
  } catch (error) {
    assert.ok(error instanceof Problem);
    assert.equal(error.place?.path, path);
    return error;
  }
  assert.fail('no Problem');
}

describe('readApi', () => {
  for (const [name, text, message, line] of [
    ['a missing file', undefined, /no such file/],
    ['an empty file', '', /empty/],
    ['only a byte order mark', '\uFEFF', /empty/],
    ['only comments', '# openapi\n', /no "openapi"/],
    ['other YAML', 'version: 3\nservices: {}\n', /no "openapi" and no "swagger"/],
    ['a list', '- openapi: 3.1.0\n', /no "openapi"/],
    ['prose', 'Dear all,\n', /no "openapi"/],
    ['binary junk', '\u0000\u0001PNG', /not a UTF-8 text file/],
    ['Swagger 1.2', 'swaggerVersion: "1.2"\nswagger: "1.2"\n', /"1\.2" is not a known version/, 1],
    [
      'OpenAPI 4',
      '# new\nopenapi: 4.0.0\n',
      /"4\.0\.0" is not a known version; Swagger 2\.0 and OpenAPI 3\.0, 3\.1 and 3\.2/,
      1,
    ],
    ['a version that is no text', 'openapi: {}\n', /not a known version/, 0],
    ['swagger 3', 'swagger: 3.0.0\n', /not a known version/, 0],
  ] as const) {
    it(`throws a Problem for ${name}`, async () => {
      const problem = await problemOf(text);
      assert.match(problem.message, message);
      assert.equal(problem.place?.position?.line, line);
    });
  }

  it('hands on what reading says about a directory', async () => {
    const path = inFolder('folder');
    const problem = new Problem('This is a folder.', { path });
    const refusing = { readFile: () => Promise.reject(problem), root: path };
    await assert.rejects(readApi(path, refusing), error => error === problem);
  });

  it('reads a byte order mark, CRLF and a file without extension', async () => {
    const { api, findings } = await readSpec({
      spec: '\uFEFFopenapi: 3.1.0\r\ninfo:\r\n  title: T\r\n  version: "2"\r\n  description: 5\r\n',
    });
    assert.deepEqual([api.title, api.version, api.dialect], ['T', '2', '3.1']);
    assert.deepEqual(places(findings), ['error invalid-value 5:16-5:17']);
  });

  it('reads every form of YAML', async () => {
    const { api, findings } = await readSpec(`openapi: 3.0.3 # trailing
info:
  title: >-
    folded
    title
  version: '1'
  description: |
    # not a comment
tags:
- name: "a: b"   # here
- {name: 'it''s'}
paths:
  '/a':
    get:
      responses:
        '200':
          description: &d "said: \\u00e9"
        404:
          description: *d
components:
  schemas:
    Kind:
      type: string
      enum:
      - "yes"
      - no
      - 0x1F
      - 1_000
      - ~
`);
    assert.deepEqual(findings, []);
    assert.deepEqual([api.title, api.description], ['folded title', '# not a comment\n']);
    assert.deepEqual(
      api.tags.map(tag => tag.name),
      ['a: b', "it's"],
    );
    assert.deepEqual(
      api.operations[0]?.responses.map(one => [one.status, one.description]),
      [
        ['200', 'said: é'],
        ['404', 'said: é'],
      ],
    );
    assert.deepEqual(api.shapes[0]?.shape.enum, ['yes', 'no', 31, '1_000', null]);
  });

  it('forgives versions without quotes', async () => {
    assert.equal((await readSpec('swagger: 2.0\n')).api.dialect, '2.0');
    assert.equal((await readSpec('openapi: 3.1\n')).api.dialect, '3.1');
    assert.deepEqual(places((await readSpec('openapi: 3.1\n')).findings), ['warning invalid-value 1:10-1:13']);
  });

  it('reads the rest of a file with syntax errors and duplicate keys', async () => {
    const { api, findings } = await readSpec(`openapi: 3.1.0
info: {title: T, version: "1"}
info: {title: U, version: "2"}
paths:
  /a: {get: {responses: {}}}
  /b: {get: {responses: {}, operationId: "b}}
`);
    assert.equal(api.title, 'U');
    assert.ok(findings.some(finding => finding.startsWith('error duplicate-key 3:1-3:5')));
    assert.ok(
      findings.some(
        finding => finding.startsWith('error invalid-yaml 7:1') || finding.startsWith('error invalid-yaml 6:'),
      ),
    );
    assert.equal(api.operations[0]?.path, '/a');
  });

  it('reads the rest of broken JSON', async () => {
    const { api, findings } = await readSpec({
      'a.json':
        '{\n "openapi": "3.0.0",\n "info": {"title": "T" "version": "1"},\n "paths": {"/a": {"get": {"responses": {}}},}\n}',
    });
    assert.deepEqual([api.title, api.version, api.operations.length], ['T', '1', 1]);
    assert.deepEqual(places(findings), ['error invalid-json 3:24-3:33', 'error invalid-json 4:45-4:46']);
  });

  it('reads the same from YAML and JSON', async () => {
    const from = async (name: string) => {
      const path = nodePath.join(examples, name);
      const { api } = await readApi(path, { readFile: one => readFile(one, 'utf8'), root: examples });
      return JSON.parse(JSON.stringify(api).replaceAll(JSON.stringify(path), '"here"')) as object;
    };
    assert.deepEqual(await from('3.0/yaml/petstore.yaml'), await from('3.0/json/petstore.json'));
    assert.deepEqual(await from('3.0/yaml/callbacks.yaml'), await from('3.0/json/callbacks.json'));
  });

  describe('real descriptions', () => {
    for (const [name, operations] of [
      ['2.0/json/petstore.json', 20],
      ['2.0/yaml/petstore-expanded.yaml', 4],
      ['3.0/yaml/callbacks.yaml', 1],
      ['3.0/json/discriminators.json', 10],
      ['3.0/yaml/schema-circular.yaml', 3],
      ['3.0/json/circular-paths.json', 3],
      ['3.0/json/star-trek.json', 120],
      ['3.0/json/parameters-style.json', 25],
      ['3.0/yaml/polymorphism.yaml', 13],
      ['3.0/yaml/link-example.yaml', 6],
      ['3.0/json/file-uploads.json', 3],
      ['3.1/yaml/train-travel.yaml', 7],
      ['3.1/json/webhooks.json', 0],
      ['3.1/json/schema-types.json', 23],
    ] as const) {
      it(`reads ${name}`, async () => {
        const path = nodePath.join(examples, name);
        const { api, findings } = await readApi(path, { readFile: one => readFile(one, 'utf8'), root: examples });
        assert.equal(api.operations.length, operations);
        assert.deepEqual(
          findings.filter(finding => finding.severity === 'error'),
          [],
        );
        assert.equal(new Set(api.shapes.map(shape => shape.id)).size, api.shapes.length);
      });
    }
  });

  it('survives any mutation of a real file', async () => {
    const names = [
      '3.0/yaml/callbacks.yaml',
      '2.0/yaml/petstore-expanded.yaml',
      '3.1/json/webhooks.json',
      '3.0/json/schema-circular.json',
    ];
    const texts = await Promise.all(names.map(name => readFile(nodePath.join(examples, name), 'utf8')));
    const junk = fc.oneof(
      fc.constantFrom(
        '',
        '\n',
        '  ',
        ': ',
        '- ',
        '{',
        ']',
        '"',
        '&a ',
        '*a',
        '<<: *a\n',
        'null',
        '$ref',
        '#/',
        '~1',
        '\uD800',
        '5',
        ',',
      ),
      fc.string({ maxLength: 5 }),
    );
    const edit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), cut: fc.nat(60), put: junk });
    await fc.assert(
      fc.asyncProperty(
        fc.nat(names.length - 1),
        fc.array(edit, { minLength: 1, maxLength: 6 }),
        async (index, edits) => {
          let text = texts[index]!;
          for (const { at, cut, put } of edits) {
            const offset = Math.floor(at * text.length);
            text = text.slice(0, offset) + put + text.slice(offset + cut);
          }
          const path = inFolder(nodePath.basename(names[index]!));
          try {
            const { api } = await readApi(path, {
              readFile: async one => (one === path ? text : undefined),
              root: inFolder('.'),
            });
            const ids = new Set(api.shapes.map(shape => shape.id));
            // Whatever is wrong, every reference that is left leads somewhere.
            for (const [, ref] of JSON.stringify(api).matchAll(/"ref":("(?:[^"\\]|\\.)*")/g)) {
              if (!ids.has(JSON.parse(ref!))) assert.match(text, /"?ref"?\s*:/);
            }
          } catch (error) {
            if (!(error instanceof Problem)) throw error;
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
