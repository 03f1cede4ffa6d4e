import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import nodePath from 'node:path';
import { changeMarkdown } from '../../../src/openapi/breaking/changeMarkdown.js';
import { changeRuleIds } from '../../../src/openapi/breaking/changeRules.js';
import { findChanges, readVersion } from '../../../src/openapi/breaking/findChanges.js';
import { changesOf, rulesOf, withOperation } from './breakingHarness.js';
import { folder, inFolder } from './readSpec.js';

const id = '{name: id, in: path, required: true, schema: {type: string}}';
const done = "responses: {'204': {description: Done}}";

/** One operation of `/things/{id}`: flow YAML of its parameters, and of the rest. */
const operation = (parameters: string, rest = done, more = '') =>
  withOperation(`{parameters: [${[id, parameters].filter(Boolean).join(', ')}], ${rest}}`, more);

const paths = (text: string, more = '') => `openapi: 3.1.0\ninfo: {title: T, version: "1"}\n${more}\npaths: ${text}\n`;
const get = (more = '') => `{get: {${more}${more && ', '}responses: {'200': {description: OK}}}}`;

describe('breaking changes of operations', () => {
  for (const [name, before, after, rules] of [
    ['removed', paths(`{/a: ${get()}, /b: ${get()}}`), paths(`{/a: ${get()}}`), ['error operation-removed']],
    ['new', paths(`{/a: ${get()}}`), paths(`{/a: ${get()}, /b: ${get()}}`), ['info operation-added']],
    [
      'removed, and deprecated before',
      paths(`{/a: ${get('deprecated: true')}}`),
      paths('{}'),
      ['warning operation-removed'],
    ],
    [
      'moved, by its id',
      paths(`{/a: ${get('operationId: x')}}`),
      paths(`{/other/b: ${get('operationId: x')}}`),
      ['error operation-moved'],
    ],
    [
      'moved, with all that it has',
      operation('{name: q, in: query, schema: {type: string}}'),
      operation('{name: q, in: query, schema: {type: string}}').replace('/things/', '/items/'),
      ['error operation-moved'],
    ],
    [
      'another id',
      paths(`{/a: ${get('operationId: x')}}`),
      paths(`{/a: ${get('operationId: y')}}`),
      ['warning operation-id-changed'],
    ],
    [
      'another name of a path parameter',
      operation(''),
      operation('').replaceAll('id', 'key'),
      ['info parameter-renamed'],
    ],
    [
      'a parameter less',
      operation('{name: q, in: query, schema: {type: string}}'),
      operation(''),
      ['error parameter-removed'],
    ],
    [
      'a required parameter more',
      operation(''),
      operation('{name: q, in: query, required: true, schema: {type: string}}'),
      ['error required-parameter-added'],
    ],
    [
      'a parameter in another place',
      operation('{name: q, in: query, schema: {type: string}}'),
      operation('{name: q, in: header, schema: {type: string}}'),
      ['error parameter-moved'],
    ],
    [
      'a list that is written otherwise',
      operation('{name: q, in: query, schema: {type: array, items: {type: string}}}'),
      operation('{name: q, in: query, explode: false, schema: {type: array, items: {type: string}}}'),
      ['error parameter-serialization-changed'],
    ],
    [
      'a text that is written otherwise, which is the same',
      operation('{name: q, in: query, schema: {type: string}}'),
      operation('{name: q, in: query, explode: false, schema: {type: string}}'),
      [],
    ],
    [
      'any text where a number was, in a URL',
      operation('{name: q, in: query, schema: {type: integer}}'),
      operation('{name: q, in: query, schema: {type: string}}'),
      ['info request-type-widened'],
    ],
    [
      'a number where any text was, in a URL',
      operation('{name: q, in: query, schema: {type: string}}'),
      operation('{name: q, in: query, schema: {type: integer}}'),
      ['error request-type-narrowed'],
    ],
    [
      'a status that was part of another',
      operation('', "responses: {'200': {description: OK}, default: {description: Error}}"),
      operation(
        '',
        "responses: {'200': {description: OK}, '404': {description: Error}, 5XX: {description: Error}, default: {description: Error}}",
      ),
      [],
    ],
    [
      'no status of success any more',
      operation('', "responses: {'200': {description: OK}, '201': {description: OK}}"),
      operation('', "responses: {'201': {description: OK}}"),
      ['error response-removed'],
    ],
    [
      'another media type',
      operation('', "responses: {'200': {description: OK, content: {application/json: {}}}}"),
      operation(
        '',
        "responses: {'200': {description: OK, content: {'application/json; charset=utf-8': {}, text/csv: {}}}}",
      ),
      ['info response-media-type-added'],
    ],
    [
      'credentials where none were needed',
      operation('', done, 'components: {securitySchemes: {k: {type: http, scheme: bearer}}}'),
      operation('', done, 'components: {securitySchemes: {k: {type: http, scheme: bearer}}}\nsecurity: [{k: []}]'),
      ['error security-added'],
    ],
    [
      'one more way to have credentials, and another name of the first',
      operation('', done, 'components: {securitySchemes: {k: {type: http, scheme: bearer}}}\nsecurity: [{k: []}]'),
      operation(
        '',
        done,
        'components: {securitySchemes: {j: {type: http, scheme: bearer}, b: {type: http, scheme: basic}}}\nsecurity: [{b: []}, {j: []}]',
      ),
      ['info security-relaxed'],
    ],
    [
      'one more scope',
      operation('', done, 'components: {securitySchemes: {o: {type: oauth2, flows: {}}}}\nsecurity: [{o: [read]}]'),
      operation(
        '',
        done,
        'components: {securitySchemes: {o: {type: oauth2, flows: {}}}}\nsecurity: [{o: [read, write]}]',
      ),
      ['error security-scope-added'],
    ],
  ] as const) {
    it(name, async () => assert.deepEqual(await rulesOf(before, after), rules));
  }

  it('turns all round in webhooks: there it is the client that receives the request', async () => {
    const hook = (schema: string) =>
      paths(
        '{}',
        `webhooks: {new: {post: {requestBody: {required: true, content: {application/json: {schema: ${schema}}}}, responses: {'200': {description: OK}}}}}`,
      );
    const open = '{type: object, properties: {a: {type: string}}}';
    const strict = '{type: object, required: [a], properties: {a: {type: string}}}';
    assert.deepEqual(await rulesOf(hook(strict), hook(open)), ['error response-property-became-optional']);
    assert.deepEqual(await rulesOf(hook(open), hook(strict)), ['info response-property-became-required']);
    assert.deepEqual(await rulesOf(hook(open), paths('{}')), ['error webhook-removed']);
  });

  it('tells callbacks of one address apart by their names', async () => {
    const callback = (name: string, type: string) =>
      `${name}: {'{$request.body#/url}': {post: {requestBody: {content: {application/json: {schema: {type: ${type}}}}}, responses: {'204': {description: OK}}}}}`;
    const spec = (...all: string[]) => operation('', `callbacks: {${all.join(', ')}}, ${done}`);
    const [first, second] = [callback('first', 'string'), callback('second', 'integer')];
    assert.deepEqual(await rulesOf(spec(first, second), spec(second, first)), []);
    assert.deepEqual(await rulesOf(spec(first), spec(callback('renamed', 'string'))), []);
    assert.deepEqual(await rulesOf(spec(first, second), spec(second)), ['error webhook-removed']);
  });

  it('heeds a sunset that is over, and one that is not', async () => {
    const version = (label: string, text: string) =>
      readVersion({ path: inFolder('a.yaml'), root: folder, label, readFile: async () => text });
    const gone = await version('new', paths(`{/b: ${get()}}`));
    for (const [sunset, severity] of [
      ['"2025-11-21"', 'info'],
      ['"2099-01-01"', 'error'],
    ] as const) {
      const before = await version('old', paths(`{/a: ${get(`deprecated: true, x-sunset: ${sunset}`)}, /b: ${get()}}`));
      const { changes } = findChanges(before, gone, { today: '2025-11-22' });
      assert.deepEqual(
        changes.map(change => change.severity),
        [severity],
      );
    }
  });

  it('says nothing of references that lead nowhere', async () => {
    const spec = (schema: string) =>
      operation('', `responses: {'200': {description: OK, content: {application/json: {schema: ${schema}}}}}`);
    const version = (text: string) =>
      readVersion({ path: inFolder('a.yaml'), root: folder, label: 'x', readFile: async () => text });
    const [whole, broken] = [await version(spec('{type: string}')), await version(spec("{$ref: '#/nowhere'}"))];
    for (const [before, after] of [
      [whole, broken],
      [broken, whole],
    ] as const)
      assert.deepEqual(findChanges(before, after, { today: '' }).changes, []);
  });

  it('refuses a text that is broken half-way', async () => {
    const version = {
      path: inFolder('a.yaml'),
      root: folder,
      label: 'HEAD',
      readFile: async () => 'openapi: 3.1.0\npaths: {a: [}\n',
    };
    await assert.rejects(readVersion(version), /HEAD cannot be compared: it has a syntax error/);
  });

  it('finds nothing in a description and itself', async () => {
    const shop = await readFile(nodePath.join(__dirname, '../../fixtures/specs/shop.yaml'), 'utf8');
    assert.deepEqual(await changesOf(shop, shop), []);
  });
});

describe('reports of breaking changes', () => {
  it('let nothing of a description be markup, a line or a direction', async () => {
    const name = '<img src=x onerror=alert(1)>\\u202e\\n# [x](command:y) `@team` |';
    const spec = (type: string) =>
      operation(
        '',
        `requestBody: {content: {application/json: {schema: {type: object, properties: {"${name}": {type: ${type}}}}}}}, ${done}`,
      );
    const version = (text: string) =>
      readVersion({ path: inFolder('a.yaml'), root: folder, label: 'x', readFile: async () => text });
    const { changes } = findChanges(await version(spec('string')), await version(spec('integer')), { today: '' });
    assert.equal(changes.length, 1);
    const text = changeMarkdown(changes, { name: 'a](b).yaml', against: '`main`' }, () => 'a.yaml:1');
    const [change] = text.split('\n').filter(line => line.startsWith('- '));
    assert.doesNotMatch(change!, /(?<!\\)[<[`|]|@team|\u202e/);
    assert.deepEqual(text.split('\n').filter(line => /^# /.test(line)).length, 1);
    assert.doesNotMatch(text, /\u202e/);
  });

  it('have every rule explained', async () => {
    const page = await readFile(nodePath.join(__dirname, '../../../docs/commands/breaking-changes.md'), 'utf8');
    for (const rule of changeRuleIds) assert.ok(page.includes(`<a id="${rule}"></a>`), rule);
  });
});
