import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import nodePath from 'node:path';
import oas from '@stoplight/spectral-rulesets/dist/oas/index.js';
import { apiRules } from '../../../src/openapi/lint/apiRules.js';
import { lintApi } from '../../../src/openapi/lint/lint.js';
import type { RuleLevels } from '../../../src/openapi/lint/spectralRuleset.js';
import { checkRules, owaspRules, readingRules, spectralRules } from '../../../src/openapi/ruleIds.js';
import type { Finding } from '../../../src/text/finding.js';
import { Problem } from '../../../src/text/problem.js';

const root = process.platform === 'win32' ? 'C:\\project' : '/project';
const at = (name: string) => `${root}${process.platform === 'win32' ? '\\' : '/'}${name}`;

/** Our own rules have tests of their own: here they are off, unless a test names one. */
const ownRulesOff: RuleLevels = Object.fromEntries(apiRules.map(({ id }) => [id, 'off']));

async function lint(files: Record<string, string>, rules: RuleLevels = {}, entry = Object.keys(files)[0]!) {
  const asked: string[] = [];
  const { findings } = await lintApi(at(entry), {
    root,
    rules: { ...ownRulesOff, ...rules },
    readFile: async path => {
      if (!/[\\/]\.spectral\.\w+$/.test(path)) asked.push(path);
      const name = Object.keys(files).find(file => at(file) === path);
      return name === undefined ? undefined : files[name];
    },
  });
  return { findings, asked, shown: findings.map(finding => show(finding, files)) };
}

/** `severity rule «text under the range»`, with the file when it is not the entry. */
function show({ rule, severity, path, range }: Finding, files: Record<string, string>): string {
  const [entry] = Object.keys(files);
  const name = Object.keys(files).find(file => at(file) === path) ?? path;
  const lines = (files[name] ?? '').replace(/^\uFEFF/, '').split(/\r\n|\n/);
  const { start, end } = range;
  const text =
    start.line === end.line
      ? lines[start.line]!.slice(start.character, end.character)
      : `${lines[start.line]!.slice(start.character)}…`;
  return `${name === entry ? '' : `${name}: `}${severity} ${rule} «${text}»`;
}

const head = `openapi: 3.0.3
info: { title: T, version: 1.0.0, description: d, contact: { name: c } }
servers: [{ url: https://api.test }]
tags: [{ name: a }]
`;

const operation = (id: string, more = '') => `operationId: ${id}
      description: d
      tags: [a]
      responses: { '200': { description: ok } }
${more}`;

const clean = `${head}paths:
  /x:
    get:
      ${operation('x')}`;

describe('lint: places', () => {
  const mistakes = {
    openapi: '3.0.3',
    info: { title: '🎉 API', version: '1.0.0', extra: 'x' },
    servers: [{ url: 'https://api.test/' }],
    paths: {
      '/users/{id}/': {
        get: {
          operationId: 'bad 🎉 id',
          description: 'd',
          tags: ['nope'],
          parameters: [{ name: 'q', in: 'query', schema: { type: 'strng' } }],
          responses: {
            '404': {
              description: '🎉',
              content: { 'application/json': { schema: { $ref: '#/components/schemas/None' } } },
            },
          },
        },
        put: {
          ...{ operationId: 'same', description: 'd', tags: ['nope'] },
          responses: { '200': { description: 'd' } },
        },
        post: { ...{ operationId: 'same', description: 'd', tags: ['nope'] }, responses: { '200': {} } },
      },
    },
    components: {
      schemas: { Twice: { type: 'string', enum: ['a', 'b', 'a'] }, Wrong: { type: 'integer', example: 'no 🎉' } },
    },
  };
  const expected = [
    'warning info-contact «info»',
    'warning info-description «info»',
    'error oas3-schema «extra»',
    'warning oas3-server-trailing-slash «https://api.test/»',
    'warning path-keys-no-trailing-slash «/users/{id}/»',
    'error missing-path-parameter «get»',
    'warning operation-operationId-valid-in-url «bad 🎉 id»',
    'warning operation-tag-defined «nope»',
    'error invalid-value «strng»',
    'warning operation-success-response «responses»',
    'error missing-reference «#/components/schemas/None»',
    'error missing-path-parameter «put»',
    'warning operation-tag-defined «nope»',
    'error missing-path-parameter «post»',
    'error operation-operationId-unique «same»',
    'warning operation-tag-defined «nope»',
    'error oas3-schema «200»',
    'warning oas3-unused-component «Twice»',
    'warning duplicated-entry-in-enum «a»',
    'warning oas3-unused-component «Wrong»',
    'error oas3-valid-schema-example «no 🎉»',
  ];
  const unquoted = (shown: readonly string[]) => shown.map(line => line.replace(/«["']?(.*?)["']?»/, '«$1»'));

  it('are the wrong key or value, in JSON', async () => {
    const { shown } = await lint({ 'api.json': JSON.stringify(mistakes, undefined, 2) });
    assert.deepEqual(unquoted(shown), expected);
  });

  it('are the same in JSON on one line', async () => {
    const { shown } = await lint({ 'api.json': JSON.stringify(mistakes) });
    assert.deepEqual(unquoted(shown), expected);
  });

  for (const [name, change] of [
    ['YAML', (text: string) => text],
    ['YAML with CRLF', (text: string) => text.replaceAll('\n', '\r\n')],
    ['YAML with a byte order mark', (text: string) => `\uFEFF${text}`],
  ] as const) {
    it(`are the same in ${name}`, async () => {
      const { stringify } = await import('yaml');
      const { shown } = await lint({ 'api.yaml': change(stringify(mistakes)) });
      assert.deepEqual(unquoted(shown), expected);
    });
  }

  it('count UTF-16 units', async () => {
    const { findings } = await lint({ 'api.yaml': `${clean}\n      x-🎉: 1\n      "🎉🎉sumary": typo\n` });
    assert.deepEqual(
      findings.map(({ range }) => range),
      [{ start: { line: 13, character: 6 }, end: { line: 13, character: 18 } }],
    );
  });

  it('are in the file that holds the mistake', async () => {
    const { shown } = await lint({
      'api.yaml': `${head}paths:\n  /x: { $ref: 'sub/x%20y.yaml#/item' }\ncomponents:\n  schemas:\n    Shared: { type: string }\n`,
      'sub/x y.yaml': `item:
  get:
    operationId: x
    tags: [a]
    responses:
      '200':
        description: ok
        content:
          application/json:
            schema: { $ref: '../api.yaml#/components/schemas/Shared' }
            example: 5
      '404': { $ref: '#/nowhere' }
`,
    });
    assert.deepEqual(shown, [
      'sub/x y.yaml: warning operation-description «get»',
      'sub/x y.yaml: error oas3-valid-media-example «5»',
      "sub/x y.yaml: error missing-reference «'#/nowhere'»",
    ]);
  });
});

describe('lint: what is found', () => {
  for (const version of ['3.0.0', '3.0.4', '3.1.0', '3.1.1', '3.2.0']) {
    it(`is nothing in a sound description of ${version}`, async () => {
      assert.deepEqual((await lint({ 'a.yaml': clean.replace('3.0.3', version) })).shown, []);
    });
  }

  it('is nothing in a sound Swagger 2.0 description', async () => {
    const { shown } = await lint({
      'a.yaml': `swagger: '2.0'
info: { title: T, version: 1.0.0, description: d, contact: { name: c } }
host: api.test
schemes: [https]
tags: [{ name: a }]
paths:
  /x/{id}:
    post:
      operationId: x
      description: d
      tags: [a]
      parameters:
        - { name: id, in: path, required: true, type: integer, minimum: 0, exclusiveMinimum: true, default: 1 }
      responses: { '200': { description: ok, schema: { $ref: '#/definitions/D' }, examples: { application/json: { a: null } } } }
definitions:
  D: { type: object, required: [a], properties: { a: { type: string, x-nullable: true } } }
`,
    });
    assert.deepEqual(shown, []);
  });

  it('is nothing wrong with what is new in 3.2', async () => {
    const { shown } = await lint({
      'a.yaml': `${head.replace('3.0.3', '3.2.0')}paths:
  /x:
    query:
      ${operation('q')}    additionalOperations:
      COPY:
        operationId: c
        description: d
        tags: [a]
        responses: { '200': { description: ok, content: { application/json: { schema: { type: integer }, examples: { e: { dataValue: 5 } } } } } }
`,
    });
    assert.deepEqual(shown, []);
  });

  it('is also found in the methods of 3.2', async () => {
    const { shown } = await lint({
      'a.yaml': `${head.replace('3.0.3', '3.2.0')}paths:\n  /x:\n    query: { operationId: q, tags: [a], responses: { '200': { description: ok } } }\n`,
    });
    assert.deepEqual(shown, ['warning operation-description «query»']);
  });

  it('allows $ref in path items of 3.1', async () => {
    const text = `${head.replace('3.0.3', '3.1.0')}paths:\n  /x: { $ref: '#/components/pathItems/X' }\ncomponents:\n  pathItems:\n    X:\n      get: { operationId: x, description: d, tags: [a], responses: { '200': { description: ok } } }\n`;
    assert.deepEqual((await lint({ 'a.yaml': text })).shown, []);
  });

  it('counts anchors and discriminator mappings as use', async () => {
    const text = `${clean.replace('3.0.3', '3.1.0').replace("'200': { description: ok }", "'200': { description: ok, content: { application/json: { schema: { $ref: '#pet' } } } }")}
components:
  schemas:
    Pet: { $anchor: pet, type: object, required: [kind], properties: { kind: { type: string } }, discriminator: { propertyName: kind, mapping: { cat: Cat, dog: '#/components/schemas/Dog' } } }
    Cat: { type: object }
    Dog: { type: object }
    Lost: { type: object }
`;
    assert.deepEqual((await lint({ 'a.yaml': text })).shown, ['warning oas3-unused-component «Lost»']);
  });

  it('allows lists without items from 3.1 on', async () => {
    const text = (version: string) =>
      `${clean.replace('3.0.3', version)}      parameters: [{ name: a, in: query, schema: { type: array } }]\n`;
    assert.deepEqual((await lint({ 'a.yaml': text('3.1.0') })).shown, []);
    assert.deepEqual((await lint({ 'a.yaml': text('3.0.3') })).shown, ['error array-items «schema»']);
    assert.equal((await lint({ 'a.yaml': text('3.1.0') }, { 'array-items': 'info' })).shown.length, 1);
  });

  it('names a mistake once', async () => {
    const text = `${head}paths:
  /x/{id}:
    get:
      ${operation('x')}      parameters:
        - { name: q, in: query, schema: { type: string } }
        - { name: q, in: query, schema: { type: string } }
        - { name: r, in: query }
        - { name: s, in: qury, schema: { type: string } }
      security: [{ none: [] }]
components:
  schemas:
    A: { $ref: '#/components/schemas/B', type: object, description: d }
    B: { type: object }
`;
    const { findings } = await lint({ 'a.yaml': text }, { 'oas3-unused-component': 'off' });
    assert.deepEqual(
      findings.map(({ rule }) => rule),
      [
        'missing-path-parameter',
        'duplicate-parameter',
        'missing-schema',
        'invalid-value',
        'missing-reference',
        'ignored-ref-sibling',
      ],
    );
  });

  it('goes on after a syntax error', async () => {
    const { shown } = await lint({
      'a.yaml': `${clean}\n  /y:\n    get: { operationId: [y\n    put:\n      ${operation('y')}`,
    });
    assert.ok(shown.some(line => line.startsWith('error invalid-yaml')));
    const json = JSON.stringify({ openapi: '3.0.3', info: { title: 'T', version: '1' }, paths: {} }, undefined, 1);
    const broken = await lint({ 'a.json': json.replace('"paths": {}', '"paths": {},') });
    assert.deepEqual(broken.shown.slice(0, 1), ['warning oas3-api-servers «"openapi"»']);
    assert.ok(broken.shown.some(line => line.startsWith('error invalid-json')));
  });

  it('survives values of every wrong kind', async () => {
    for (const wrong of ['null', '5', 'text', '[]', '{}', '[null]', '{ x: null }', 'true']) {
      for (const key of ['info', 'paths', 'tags', 'servers', 'components', 'security']) {
        const text = `openapi: 3.1.0\n${key}: ${wrong}\n`;
        const { findings } = await lint({ 'a.yaml': text });
        assert.ok(
          !findings.some(({ message }) => /undefined|\[object/.test(message)),
          `${text}${JSON.stringify(findings)}`,
        );
      }
      const { findings } = await lint({
        'a.yaml': `${head}paths:\n  /x: ${wrong}\n  /y: { get: ${wrong} }\ncomponents:\n  schemas: { A: ${wrong}, __proto__: ${wrong}, constructor: ${wrong} }\n`,
      });
      assert.ok(findings.length > 0);
    }
  });

  it('ends where references multiply without measure', async () => {
    const levels = Array.from({ length: 40 }, (_, index) => {
      const next = `{ $ref: '#/components/schemas/S${index + 1}' }`;
      return `    S${index}: { type: object, properties: { a: ${next}, b: ${next} } }\n`;
    });
    const used = clean.replace(
      'description: ok }',
      "description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/S0' } } } }",
    );
    const text = `${used}      typo: 1\ncomponents:\n  schemas:\n${levels.join('')}    S40: { type: string, enum: [a, a] }\n`;
    const { shown } = await lint({ 'a.yaml': text });
    assert.deepEqual(shown, ['error oas3-schema «typo»', 'warning duplicated-entry-in-enum «a»']);
    const ruleset = 'extends: spectral:oas\nrules: { no-b: { given: $..b, then: { function: falsy } } }\n';
    const files = new Map([
      [at('a.yaml'), text],
      [at('.spectral.yaml'), ruleset],
    ]);
    const own = await lintApi(at('a.yaml'), { root, trusted: true, readFile: async path => files.get(path) });
    assert.deepEqual(
      own.findings.filter(({ rule }) => rule === 'lint-incomplete').map(({ message }) => message),
      ['With references expanded this description is too large for no-b: these rules looked at it as it is written.'],
    );
    assert.equal(own.findings.filter(({ rule }) => rule === 'no-b').length, 40);
  });

  it('throws a Problem when there is no description', async () => {
    for (const text of ['', ' \n', 'hello: world', '\uFEFF', '[]', '\0']) {
      await assert.rejects(lint({ 'a.yaml': text }), Problem);
    }
    await assert.rejects(lint({ 'a.yaml': clean }, {}, 'none.yaml'), Problem);
  });
});

describe('lint: rules', () => {
  for (const level of ['error', 'warning', 'info', 'hint'] as const) {
    it(`may be set to ${level}: Spectral's, ours, and those that are off by default`, async () => {
      const text = `${clean}      parameters: [{ name: a, in: qury, schema: { type: string } }]\n`;
      const { findings } = await lint({ 'a.yaml': text }, { 'info-license': level, 'invalid-value': level });
      assert.deepEqual(
        findings.map(({ rule, severity }) => [rule, severity]),
        [
          ['info-license', level],
          ['invalid-value', level],
        ],
      );
    });
  }

  it('may be off', async () => {
    const text = `${clean}      x: 1\n      parameters: [{ name: a, in: qury }]\n`;
    const { findings } = await lint({ 'a.yaml': text }, { 'oas3-schema': 'off', 'invalid-value': 'off' });
    assert.deepEqual(findings, []);
  });

  it('are known by name, and documented', async () => {
    assert.deepEqual(spectralRules, Object.keys(oas.rules).sort());
    const sources = nodePath.join(__dirname, '../../../src/openapi');
    for (const name of (await readdir(sources, { recursive: true })).filter(
      file => /(?<!ruleIds)\.ts$/.test(file) && !file.startsWith('breaking'),
    )) {
      const text = await readFile(nodePath.join(sources, name), 'utf8');
      for (const [, id] of text.matchAll(
        /(?:rule: |failed\(|refused\(|'(?:error|warning|info|hint)',\s*)'([a-z]+(?:-[a-z]+)+)'/g,
      )) {
        assert.ok([...readingRules, ...checkRules].includes(id!), `${id} of ${name} is not in ruleIds.ts`);
      }
    }
    const pages = ['rules.md', 'rules-openapi.md'].map(page =>
      readFile(nodePath.join(__dirname, '../../../docs', page), 'utf8'),
    );
    const docs = (await Promise.all(pages)).join('\n');
    for (const id of [...readingRules, ...checkRules, ...owaspRules, ...spectralRules])
      assert.ok(docs.includes(`\`${id}\``), `${id} is in neither page`);
  });
});

describe('lint: examples', () => {
  const media = (content: string, schemas = '{}', version = '3.0.3') =>
    `${head.replace('3.0.3', version)}paths:
  /x:
    post:
      operationId: x
      description: d
      tags: [a]
      requestBody: { content: { application/json: ${content} } }
      responses: { '200': { description: ok } }
components:
  schemas: ${schemas}
`;
  const user =
    '{ User: { type: object, required: [id, name], properties: { id: { type: integer, readOnly: true }, name: { type: string, nullable: true } }, additionalProperties: false } }';
  const ref = "schema: { $ref: '#/components/schemas/User' }";
  for (const [name, content, schemas, version, expected] of [
    ['a sound one', `{ ${ref}, example: { id: 1, name: null } }`, user, '3.0.3', []],
    ['one without what only responses have', `{ ${ref}, example: { name: a } }`, user, '3.0.3', []],
    [
      'a missing property',
      `{ ${ref}, example: { id: 1 } }`,
      user,
      '3.0.3',
      ['error oas3-valid-media-example «example»'],
    ],
    [
      'a wrong value',
      `{ ${ref}, example: { id: abc, name: a } }`,
      user,
      '3.0.3',
      ['error oas3-valid-media-example «abc»'],
    ],
    [
      'a property too many',
      `{ ${ref}, example: { name: a, age: 1 } }`,
      user,
      '3.0.3',
      ['error oas3-valid-media-example «age»'],
    ],
    [
      'one of several',
      `{ ${ref}, examples: { a: { value: { name: a } }, b: { value: 5 } } }`,
      user,
      '3.0.3',
      ['error oas3-valid-media-example «5»'],
    ],
    ['null in 3.1', '{ schema: { type: [string, "null"] }, example: null }', '{}', '3.1.0', []],
    [
      'an exclusive limit of 3.0',
      '{ schema: { type: integer, minimum: 0, exclusiveMinimum: true }, example: 0 }',
      '{}',
      '3.0.3',
      ['error oas3-valid-media-example «0»'],
    ],
    [
      'an exclusive limit of 3.1',
      '{ schema: { type: integer, exclusiveMinimum: 0 }, example: 0 }',
      '{}',
      '3.1.0',
      ['error oas3-valid-media-example «0»'],
    ],
    [
      'a schema whose pattern is none',
      '{ schema: { type: string, pattern: "(" }, example: a }',
      '{}',
      '3.0.3',
      ['error invalid-pattern «"("»'],
    ],
    [
      'a recursive schema',
      `{ schema: { $ref: '#/components/schemas/T' }, example: { t: { t: 5 } } }`,
      "{ T: { type: object, properties: { t: { $ref: '#/components/schemas/T' } } } }",
      '3.0.3',
      ['error oas3-valid-media-example «5»'],
    ],
    [
      'a property called example',
      '{ schema: { type: object, properties: { example: { type: string }, default: { type: integer } } }, example: { example: a, default: 1 } }',
      '{}',
      '3.1.0',
      [],
    ],
  ] as const) {
    it(`check ${name}`, async () => {
      assert.deepEqual((await lint({ 'a.yaml': media(content, schemas, version) })).shown, [...expected]);
    });
  }
});

describe('lint: descriptions that end rules', () => {
  const rulesOf = async (text: string, rules: RuleLevels = {}, rulesets: readonly string[] = []) => {
    const readFile = async (path: string) => (path === at('a.yaml') ? text : undefined);
    const { findings } = await lintApi(at('a.yaml'), { root, readFile, rulesets, rules: { ...ownRulesOff, ...rules } });
    return findings.map(({ rule }) => rule);
  };

  it('a schema of which half can be compiled costs its own examples alone', async () => {
    const media = "schema: { $ref: '#/components/schemas/Thing' }";
    const found = await rulesOf(`openapi: 3.1.0
paths:
  /things:
    get:
      responses: { '200': { content: { application/json: { ${media}, example: {} } } } }
    put:
      requestBody: { content: { application/json: { ${media}, example: { kind: a } } } }
components:
  schemas:
    Thing: { oneOf: [0, { $ref: '#/components/schemas/B' }] }
    B: { additionalProperties: { $ref: '#/components/schemas/Node' } }
    Node: { $anchor: node, properties: { next: { $ref: '#node' }, children: { items: [[]] } } }
    Other: { type: string, example: 5 }
`);
    assert.ok(!found.includes('lint-incomplete'));
    assert.ok(found.includes('oas3-valid-schema-example'));
  });

  it('identifiers in examples, and where a schema is expected, cost no examples', async () => {
    const found = await rulesOf(`openapi: 3.1.0
components:
  schemas:
    A: { type: object, properties: { $anchor: '#/x', a: { type: string } }, example: { $id: same, a: 1 } }
    B: { type: object, example: { $id: same, $anchor: no anchor } }
    C: { type: object, x-a: { $id: same, b: 1 }, x-b: { $id: same } }
`);
    assert.ok(!found.includes('lint-incomplete'));
    assert.ok(found.includes('oas3-valid-schema-example'));
  });

  it('a value of another kind costs no other rule', async () => {
    const text = `${clean.replace('operationId: x', 'operationId: x\n      parameters: [{ name: q, in: 5, schema: { type: string } }]')}components:
  schemas: { A: { type: string, enum: { constructor: null } }, B: { type: { constructor: null } }, C: { enum: [a, a] } }
`;
    const found = await rulesOf(text, {}, ['owasp']);
    assert.ok(!found.includes('lint-incomplete'), String(found));
    assert.ok(found.includes('duplicated-entry-in-enum'));
    const responses = await rulesOf(clean.replace("{ '200': { description: ok } }", '[{ description: ok }]'), {}, [
      'owasp',
    ]);
    assert.ok(!responses.includes('lint-incomplete'), String(responses));
  });
});

describe('lint: nothing else is read', () => {
  it('fetches no URL and reads no file outside the root', async () => {
    let requests = 0;
    const server = createServer((_, response) => {
      requests++;
      response.end('{}');
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const url = `http://127.0.0.1:${port}/x.yaml`;
      const { findings, asked } = await lint({
        'a.yaml': `${clean}
        '400': { $ref: '${url}' }
        '401': { $ref: '${url}#/x' }
        '402': { $ref: 'file:///etc/hostname' }
        '403': { $ref: '../../../../etc/hostname' }
        '404': { $ref: '/etc/hostname' }
        '405': { $ref: '%2e%2e/%2e%2e/etc/hostname' }
        '406': { $ref: '//127.0.0.1:${port}/x.yaml' }
components:
  schemas:
    A: { $id: '${url}/a', $schema: '${url}', externalDocs: { url: '${url}' }, $ref: '${url}' }
    B: { example: { $ref: '${url}' }, discriminator: { propertyName: a, mapping: { b: '${url}' } } }
  examples:
    C: { externalValue: '${url}' }
  x-any: { $ref: '${url}' }
`.replace("responses: { '200': { description: ok } }", "responses:\n        '200': { description: ok }"),
      });
      assert.equal(requests, 0);
      assert.deepEqual([...new Set(asked)], [at('a.yaml')]);
      const rules = findings.map(({ rule }) => rule);
      assert.ok(rules.includes('remote-reference') && rules.includes('outside-reference'));
      const told = JSON.stringify(findings);
      assert.ok(!told.includes('root:') && !told.includes('ENOENT'));
    } finally {
      await new Promise(resolve => server.close(resolve));
    }
  });
});
