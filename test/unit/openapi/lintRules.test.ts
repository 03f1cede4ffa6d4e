/**
 * Each rule has a page; its wrong example yields the finding, its right one does not. With each fix the finding is gone, nothing else
 * is said, and nothing else is changed: in YAML, with CRLF, in JSON on many lines and on one.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import nodePath from 'node:path';
import { parse, stringify } from 'yaml';
import { apiRules } from '../../../src/openapi/lint/apiRules.js';
import { lintApi } from '../../../src/openapi/lint/lint.js';
import { ruleFindings } from '../../../src/openapi/lint/runRules.js';
import { specOf } from '../../../src/openapi/lint/spec.js';
import { readApiAndSources } from '../../../src/openapi/parse.js';
import { designRules, owaspRules } from '../../../src/openapi/ruleIds.js';
import type { Finding } from '../../../src/text/finding.js';
import { mergeFixes } from '../../../src/text/mergeFixes.js';
import { applyEdits } from './applyEdits.js';

const docs = nodePath.resolve(__dirname, '../../../docs');
const pageOf = (id: string) => readFileSync(nodePath.join(docs, 'rules', `${id}.md`), 'utf8');

function example(page: string, heading: 'Wrong' | 'Right'): string {
  const found = new RegExp(`^## ${heading}\\n\\n\`\`\`yaml\\n([\\s\\S]*?)\n\`\`\`$`, 'm').exec(page);
  assert.ok(found, `no example "${heading}"`);
  return `${found[1]!}\n`;
}

async function lint(text: string, name = 'api.yaml'): Promise<readonly Finding[]> {
  const path = nodePath.resolve('/specs', name);
  const readFile = async (asked: string) => (asked === path ? text : undefined);
  return (await lintApi(path, { root: nodePath.dirname(path), readFile })).findings;
}

const manners: readonly (readonly [string, string, (yaml: string) => string])[] = [
  ['YAML', 'api.yaml', text => text],
  ['YAML with CRLF', 'api.yaml', text => text.replaceAll('\n', '\r\n')],
  ['YAML with a wide indentation', 'api.yaml', text => stringify(parse(text), { indent: 4, indentSeq: false })],
  ['flow YAML', 'api.yaml', text => stringify(parse(text), { collectionStyle: 'flow' })],
  ['JSON', 'api.json', text => JSON.stringify(parse(text), undefined, 2)],
  ['JSON with tabs', 'api.json', text => JSON.stringify(parse(text), undefined, '\t')],
  ['JSON on one line', 'api.json', text => JSON.stringify(parse(text))],
];

/** Whether all of `before` is in `after`, where lists may have grown at their end. */
function holds(after: unknown, before: unknown): boolean {
  if (typeof before !== 'object' || before === null) return after === before;
  if (typeof after !== 'object' || after === null) return false;
  return Object.entries(before).every(([key, value]) => holds((after as Record<string, unknown>)[key], value));
}

async function eachFixMends(rule: string, wrong: string, count: number, grows = true): Promise<void> {
  for (const [manner, name, write] of manners) {
    const text = write(wrong);
    const before = await lint(text, name);
    const found = before.filter(one => one.rule === rule);
    assert.ok(found.length > 0, `${manner}: no ${rule}`);
    assert.equal(found[0]!.fixes.length, count, manner);
    for (const fix of found[0]!.fixes) {
      const after = applyEdits(text, fix.edits);
      if (grows) assert.ok(holds(parse(after), parse(text)), `${manner}: ${fix.title}\n${after}`);
      if (text.includes('\r\n')) assert.doesNotMatch(after.replaceAll('\r\n', ''), /\n/);
      const left = await lint(after, name);
      assert.equal(left.filter(one => one.rule === rule).length, found.length - 1, `${manner}: ${fix.title}\n${after}`);
      const louder = left.filter(one => one.rule !== rule && !before.some(other => other.rule === one.rule));
      assert.deepEqual(
        louder.map(one => `${one.rule} ${one.message}`),
        [],
        `${manner}: ${fix.title}\n${after}`,
      );
    }
  }
}

/** Rules whose examples have a fix, and how many. */
const mendable: Readonly<Record<string, number>> = {
  'missing-client-error': 1,
  'rate-limit-without-headers': 1,
  'deprecated-without-sunset': 1,
  'unpaginated-list': 1,
  'unlimited-page-size': 1,
  'unbounded-string': 1,
  'unbounded-array': 1,
};

describe('rules about API descriptions', () => {
  it('are known by name, and listed in the docs', () => {
    assert.deepEqual(apiRules.map(({ id }) => id).sort(), designRules);
    const list = readFileSync(nodePath.join(docs, 'rules.md'), 'utf8');
    for (const { id, level, title } of apiRules)
      assert.ok(list.includes(`| [${id}](rules/${id}.md) | ${level} | ${title} |`), id);
    for (const id of owaspRules) assert.ok(list.includes(`\`${id}\``), id);
    const pages = new Set(readdirSync(nodePath.join(docs, 'rules')));
    for (const { id } of apiRules) assert.ok(pages.has(`${id}.md`), id);
  });

  for (const { id, level, category, title } of apiRules) {
    it(`${id}: its examples`, async () => {
      const page = pageOf(id);
      assert.ok(page.startsWith(`# ${id}\n\n${title}.\n\nBy default: **${level}**. Category: ${category}.\n`));
      const found = (await lint(example(page, 'Wrong'))).filter(one => one.rule === id);
      assert.equal(found.length, 1);
      assert.equal(found[0]!.severity, level);
      assert.equal(found[0]!.fixes.length, mendable[id] ?? 0);
      assert.equal(page.includes('## Quick fix\n\nNone'), found[0]!.fixes.length === 0);
      assert.deepEqual(
        (await lint(example(page, 'Right'))).filter(one => one.rule === id),
        [],
      );
    });
  }
});

describe('what rules say', () => {
  const described = (text: string) => `openapi: 3.1.0\ninfo: { title: T, version: '1' }\npaths:\n${text}`;

  it('of limits: an element is not the list', async () => {
    const text = described(
      `  /a:\n    put:\n      operationId: a\n      requestBody: { content: { application/json: { schema: { type: object, properties: { tags: { type: array, items: { type: string } }, items: { type: string }, map: { type: object, additionalProperties: { type: string } } } } } } }\n      responses: { '204': { description: ok }, '400': { description: no } }\n`,
    );
    const words = (await lint(text)).filter(({ rule }) => rule.startsWith('unbounded')).map(({ message }) => message);
    assert.deepEqual(words.map(one => one.replace(/ may .*/, '')).sort(), [
      '"items"',
      '"tags"',
      'A value of "map"',
      'An element of "tags"',
    ]);
  });

  it('of page sizes: also where the answer tells the next page', async () => {
    const text = described(
      `  /a:\n    get:\n      operationId: a\n      parameters: [{ name: limit, in: query, schema: { type: integer } }]\n      responses: { '200': { description: ok, content: { application/json: { schema: { type: object, properties: { data: { type: array, items: { type: object, properties: { id: { type: string } } } }, nextCursor: { type: string } } } } } }, '400': { description: no } }\n`,
    );
    const rules = (await lint(text)).map(({ rule }) => rule);
    assert.ok(rules.includes('unlimited-page-size'), rules.join());
    assert.ok(!rules.includes('unpaginated-list'), rules.join());
  });
});

describe('hostile descriptions', () => {
  it('end no rule', async () => {
    const wrongs = [
      'null',
      '5',
      'text',
      '[]',
      '{}',
      '[null]',
      '{ x: null }',
      'true',
      '{ $ref: 5 }',
      "{ $ref: '#/paths' }",
    ];
    const levels = Object.fromEntries(apiRules.map(({ id }) => [id, 'info' as const]));
    for (const wrong of wrongs) {
      const text = `openapi: 3.1.0
paths:
  /a: ${wrong}
  /{b: { get: ${wrong} }
  /__proto__/{__proto__}: { get: { responses: ${wrong}, parameters: ${wrong}, requestBody: ${wrong} } }
  /users:
    get: { deprecated: true, parameters: [${wrong}], responses: { '200': ${wrong}, '429': ${wrong}, default: { headers: ${wrong}, content: ${wrong} } } }
    post: { security: ${wrong}, requestBody: { content: { application/json: { schema: ${wrong} } } }, responses: { '200': { content: { application/json: { schema: ${wrong} } } } } }
components: { schemas: { A: ${wrong}, B: { allOf: [${wrong}, { $ref: '#/components/schemas/B' }], properties: ${wrong} } } }
`;
      const path = nodePath.resolve('/specs/api.yaml');
      const readFile = async (asked: string) => (asked === path ? text : undefined);
      const { findings } = await lintApi(path, { root: nodePath.dirname(path), readFile, rules: levels });
      assert.deepEqual(
        findings.filter(({ rule }) => rule === 'lint-incomplete').map(({ message }) => message),
        [],
        wrong,
      );
    }
  });

  it('take bounded time: thousands of paths that could all be the same', async () => {
    const paths = Array.from({ length: 4000 }, (_, index) => [`/{a${index}}/x${index}/{c}/{d}`, { get: {} }]);
    const text = JSON.stringify({ openapi: '3.1.0', paths: Object.fromEntries(paths) });
    const { api, loaded } = await readApiAndSources(nodePath.resolve('/specs/a.json'), {
      root: '/',
      readFile: async () => text,
    });
    const before = process.cpuUsage();
    ruleFindings(specOf(api, loaded), {});
    const { user, system } = process.cpuUsage(before);
    assert.ok(user + system < 8_000_000, `${(user + system) / 1e6} s`);
  }).timeout(60_000);
});

describe('fixes', () => {
  for (const [id, count] of Object.entries(mendable)) {
    it(`of ${id}`, async () => eachFixMends(id, example(pageOf(id), 'Wrong'), count)).timeout(20_000);
  }

  const paths = (text: string, head = '') =>
    `openapi: 3.0.3\ninfo: { title: T, version: 1.0.0 }\n${head}paths:\n${text}`;
  const wrong: readonly (readonly [string, string, number, boolean])[] = [
    [
      'operation-operationId',
      paths(
        `  /users/{id}:\n    get:\n      summary: One # user\n      parameters:\n        - { name: id, in: path, required: true, schema: { type: string } }\n      responses: { '200': { description: ok }, default: { description: no } }\n`,
      ),
      1,
      true,
    ],
    [
      'operation-operationId-unique',
      paths(
        `  /a:\n    get:\n      operationId: same\n      responses: { '200': { description: ok } }\n  /b:\n    get:\n      operationId: same\n      responses: { '200': { description: ok } }\n`,
      ),
      1,
      false,
    ],
    [
      'missing-path-parameter',
      paths(
        `  /a/{id}:\n    get:\n      operationId: a\n      responses: { '200': { description: ok }, default: { description: no } }\n`,
      ),
      1,
      true,
    ],
    [
      'unused-path-parameter',
      paths(
        `  /a/{id}:\n    get:\n      operationId: a\n      parameters:\n        - { name: q, in: query, schema: { type: string } }\n        - { name: ids, in: path, required: true, schema: { type: string } }\n      responses: { '200': { description: ok }, default: { description: no } }\n`,
      ),
      2,
      false,
    ],
    [
      'path-keys-no-trailing-slash',
      paths(`  /a/:\n    get:\n      operationId: a\n      responses: { '200': { description: ok } }\n`),
      1,
      false,
    ],
    [
      'oas3-server-trailing-slash',
      paths(
        `  /a:\n    get:\n      operationId: a\n      responses: { '200': { description: ok } }\n`,
        'servers:\n  - url: https://api.test/v1/\n',
      ),
      1,
      false,
    ],
    [
      'operation-tag-defined',
      paths(
        `  /a:\n    get:\n      operationId: a\n      tags: [users]\n      responses: { '200': { description: ok } }\n`,
      ),
      1,
      true,
    ],
  ];
  for (const [rule, text, count, grows] of wrong) {
    it(`of ${rule}`, async () => eachFixMends(rule, text, count, grows)).timeout(20_000);
  }

  it('use the names that scaffolding uses, and none twice', async () => {
    const operation = `\n    get:\n      responses: { '200': { description: ok } }\n`;
    const text = paths(
      `  /users-by:${operation}  /users/by:${operation}  /me:\n    get:\n      operationId: getUsersBy\n      responses: { '200': { description: ok } }\n`,
    );
    const fixes = (await lint(text)).filter(({ rule }) => rule === 'operation-operationId').flatMap(one => one.fixes);
    assert.deepEqual(
      fixes.map(({ title }) => title),
      ['Add operationId: getUsersBy2', 'Add operationId: getUsersBy3'],
    );
    const all = applyEdits(text, mergeFixes(fixes));
    assert.deepEqual(
      (await lint(all)).filter(({ rule }) => rule.startsWith('operation-operationId')),
      [],
    );
  });

  it('put an operationId where the others have it', async () => {
    const named = (words: string) => `\n    get:\n${words}      responses: { '200': { description: ok } }\n`;
    const nameless = named('      summary: A\n      tags: [a]\n');
    const mended = async (other: string) => {
      const text = paths(`  /a:${nameless}  /b:${named(other)}`);
      const found = (await lint(text)).find(({ rule }) => rule === 'operation-operationId');
      return applyEdits(text, found!.fixes[0]!.edits);
    };
    assert.match(await mended('      operationId: b\n      tags: [a]\n'), /get:\n {6}operationId: getA\n {6}summary/);
    assert.match(await mended('      tags: [a]\n      operationId: b\n'), /tags: \[a\]\n {6}operationId: getA\n/);
  });

  it('of many findings at once add a shared component once', async () => {
    const operation = (name: string) =>
      `  /${name}/{id}:\n    get:\n      operationId: ${name}\n      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]\n      responses:\n        '200': { description: ok }\n`;
    const text = paths(operation('as') + operation('bs') + operation('cs'));
    const fixes = (await lint(text)).filter(({ rule }) => rule === 'missing-client-error').flatMap(one => one.fixes);
    assert.equal(fixes.length, 3);
    const all = applyEdits(text, mergeFixes(fixes));
    assert.equal(all.match(/Problem:/g)?.length, 1);
    assert.deepEqual(
      (await lint(all)).filter(({ rule }) => rule === 'missing-client-error' || /schema$|^invalid/.test(rule)),
      [],
    );
  });

  it('use the form that errors have', async () => {
    const error = `{ description: no, content: { application/json: { schema: { $ref: '#/components/schemas/Oops' } } } }`;
    const text = paths(
      `  /a:\n    get:\n      operationId: a\n      responses: { '200': { description: ok }, '404': ${error}, '409': ${error} }\n  /b:\n    get:\n      operationId: b\n      parameters: [{ name: q, in: query, schema: { type: string } }]\n      responses:\n        '200': { description: ok }\ncomponents:\n  schemas:\n    Oops: { type: object, properties: { code: { type: string } } }\n`,
    );
    const [found] = (await lint(text)).filter(({ rule }) => rule === 'missing-client-error');
    assert.match(
      applyEdits(text, found!.fixes[0]!.edits),
      /'4XX':\n {10}description: The request is wrong\.\n {10}content:\n {12}application\/json:\n {14}schema:\n {16}\$ref: '#\/components\/schemas\/Oops'\n/,
    );
  });

  it('use the form that errors have in another file, and the quotes of this one', async () => {
    const error =
      '{ description: no, content: { "application/problem+json": { schema: { $ref: "parts/no%3F.yaml" } } } }';
    const text = `openapi: "3.1.0"
info: { title: T, version: "1" }
paths:
  /a:
    get:
      operationId: a
      responses: { "200": { description: ok }, "404": ${error}, "409": ${error} }
  /b:
    get:
      operationId: b
      parameters: [{ name: q, in: query, schema: { type: string } }]
      responses:
        "200": { description: ok }
`;
    const files = new Map([
      [nodePath.resolve('/specs/api.yaml'), text],
      [nodePath.resolve('/specs/parts/no?.yaml'), 'type: object\nproperties: { code: { type: string } }\n'],
    ]);
    const readFile = async (path: string) => files.get(path);
    const root = nodePath.resolve('/specs');
    const { findings } = await lintApi(nodePath.join(root, 'api.yaml'), { root, readFile });
    const found = findings.find(({ rule }) => rule === 'missing-client-error');
    assert.match(
      applyEdits(text, found!.fixes[0]!.edits),
      /\n {8}"4XX":\n {10}description: The request is wrong\.\n {10}content:\n {12}application\/problem\+json:\n {14}schema:\n {16}\$ref: "parts\/no%3F\.yaml"\n$/,
    );
  });
});
