/** Published advisories against generators, each as the text and the place it was about. */
import assert from 'node:assert/strict';
import nodePath from 'node:path';
import { readApi } from '../../../src/openapi/parse.js';
import { assertHarmless, emitted, execute, frameworks, type Victim } from './attack.js';
import { hostileSpec, type PlaceName } from './hostileSpec.js';

type Advisory = readonly [id: string, what: string, places: readonly PlaceName[], text: string];

const inString = `');pwned();('`;
const inComment = '*/;pwned();/*';
// biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a template
const inTemplate = '${pwned()}`;pwned();`';
const inNewLine = 'a\npwned();\r\npwned();//';
// The mocks and clients that some of these are about are not generated here: the nearest place is.
const advisories: readonly Advisory[] = [
  ['orval CVE-2026-22785', 'summary', ['operation.summary'], `${inComment}${inString}`],
  ['orval CVE-2026-23947', 'x-enum-descriptions', ['extension.enumDescriptions'], inComment],
  [
    'orval CVE-2026-25141',
    'x-enum-descriptions, without quotes',
    ['extension.enumDescriptions'],
    '*/[][(![]+[])[+[]]];pwned()/*',
  ],
  ['orval CVE-2026-24132', 'const in mocks', ['schema.const'], inString],
  ['orval CVE-2026-71869', 'default', ['schema.default', 'parameter.default'], inString],
  ['orval CVE-2026-72716', 'default into a template literal', ['schema.default', 'parameter.default'], inTemplate],
  ['orval CVE-2026-96754', 'path', ['path'], inTemplate],
  ['orval CVE-2026-96755', 'default of a member', ['schema.defaultMember'], inString],
  ['orval CVE-2026-96756', 'default', ['schema.default'], inTemplate],
  ['orval CVE-2026-96757', 'media-type key', ['body.mediaType', 'response.mediaType'], inString],
  ['orval CVE-2026-96758', 'multipart property name', ['multipart.property', 'multipart.encoding'], inString],
  ['orval CVE-2026-96759', 'operationId', ['operationId'], 'x = pwned(), y'],
  ['swagger-typescript-api CVE-2026-54661', 'description', ['schema.description', 'info.description'], inComment],
  ['swagger-typescript-api CVE-2026-54662', 'servers[0].url', ['server.url'], `";pwned();"`],
  ['swagger-typescript-api CVE-2026-54664', 'enum', ['schema.enum'], `"; pwned(); "`],
  ['swagger-typescript-api CVE-2026-54666', 'path', ['path'], inTemplate],
  [
    'openapi-typescript-codegen CVE-2026-108551',
    'path, parameter names, server url, info.version',
    ['path', 'path.parameter', 'query.parameter', 'header.parameter', 'cookie.parameter', 'server.url', 'info.version'],
    `${inString}${inTemplate}`,
  ],
  [
    'hey-api CVE-2026-48819',
    '__proto__ in params',
    ['query.parameter', 'cookie.parameter', 'schema.property'],
    '__proto__',
  ],
  [
    'Kiota CVE-2026-41134',
    'literals',
    ['schema.enum', 'schema.default', 'schema.property', 'server.url'],
    `"+pwned()+"'+pwned()+'`,
  ],
  ['Kiota CVE-2026-59860', 'newline in a comment', ['schema.description', 'operation.summary', 'tag.name'], inNewLine],
  [
    'Kiota CVE-2026-105796',
    'a comment end that deleting forms again',
    ['schema.description', 'path'],
    '**//;pwned();/**/*',
  ],
  ['oapi-codegen GHSA-9c2f-gr95-7wqw', 'description', ['parameter.description', 'schema.description'], inNewLine],
  ['oapi-codegen GHSA-jwgf-6xff-4hvp', 'path', ['path'], `\`${inNewLine}`],
  ['oapi-codegen GHSA-xrqw-w576-xgj2', 'enum', ['schema.enum', 'extension.enumVarnames'], `x = 1\npwned()`],
  ['oapi-codegen GHSA-rjwr-m7qx-3fjr', 'server description', ['server.description', 'server.variable'], inNewLine],
  [
    'openapi-python-client CVE-2020-15141',
    'path traversal',
    ['tag.name', 'schema.name', 'info.title', 'operation.tag'],
    '../../pwned',
  ],
  ['openapi-python-client CVE-2020-15142', 'names', ['schema.name', 'operationId', 'schema.property'], 'x: pwned(), y'],
  [
    'openapi-python-client CVE-2026-105801',
    'default and description',
    ['schema.default', 'schema.description'],
    `"""${inString}`,
  ],
  [
    'swagger-codegen CVE-2016-5641',
    'description and base path',
    ['info.description', 'server.url'],
    `${inComment}\u2028pwned()`,
  ],
  ['openapi-generator issue 9809', 'path', ['path'], `{x}/${inComment}`],
  ['no advisory', 'limits that are no numbers', ['schema.limit'], '1);pwned(),(1'],
  ['no advisory', 'header names', ['header.parameter', 'response.header', 'security.apiKeyName'], inString],
  ['no advisory', 'info.title', ['info.title'], `${inComment}${inNewLine}`],
  ['no advisory', 'response codes', ['response.code'], '200: pwned(), x'],
];

describe('published advisories', () => {
  const victims: Victim[] = [];
  for (const [id, what, places, text] of advisories) {
    it(`${id}: ${what}`, async () => {
      const spec = hostileSpec(place => (places.includes(place) ? text : `plain ${place}`));
      for (const framework of frameworks) {
        const files = await emitted(spec, framework);
        assertHarmless(files, `${id}, ${framework}`);
        victims.push({ name: `${id}: ${what}`, framework, files });
      }
    });
  }

  it('none runs when what is generated is loaded, registered and called', async () => {
    assert.equal(victims.length, advisories.length * frameworks.length);
    assert.deepEqual(await execute('advisories', victims), {});
  });

  const entry = nodePath.resolve('/specs/openapi.json');
  const read = (ref: string, fetched: string[]) =>
    readApi(entry, {
      root: nodePath.resolve('/specs'),
      readFile: async path => {
        if (path !== entry) fetched.push(path);
        return path === entry
          ? JSON.stringify({
              openapi: '3.1.0',
              info: { title: 'T', version: '1' },
              paths: {},
              components: { schemas: { A: { $ref: ref } } },
            })
          : '{"type":"string"}';
      },
    });
  for (const ref of [
    'http://169.254.169.254/latest/meta-data',
    'HTTPS://example.com/x.json#/A',
    '//example.com/x.json',
    'file:///etc/passwd',
    'ftp://example.com/x',
    'data:application/json,{}',
    '../secret.json',
    '/etc/passwd',
    '..%2f..%2fsecret.json',
    '..\\..\\secret.json',
    'a/../../secret.json',
  ]) {
    // swagger-typescript-api GHSA-x36r-4347-pm5x (SSRF) and GHSA-h754-fxp7-88wx (tokens for its host): nothing is fetched.
    it(`$ref reads nothing outside the folder: ${ref}`, async () => {
      const asked: string[] = [];
      const { api, findings } = await read(ref, asked);
      const outside = asked.filter(path => !path.startsWith(nodePath.resolve('/specs') + nodePath.sep));
      assert.deepEqual(outside, []);
      if (asked.length === 0) assert.equal(findings.length, 1);
      assert.ok(api.shapes.length <= 2);
    });
  }

  it('json-schema-ref-parser CVE-2024-29651: $ref and keys change no prototype', async () => {
    const text = `{"openapi":"3.1.0","info":{"title":"T","version":"1"},"paths":{},"__proto__":{"polluted":1},
      "constructor":{"prototype":{"polluted":1}},"components":{"schemas":{"__proto__":{"properties":{"__proto__":{"$ref":"#/__proto__"},
      "constructor":{"$ref":"#/constructor/prototype"}}}}}}`;
    await readApi(entry, { root: nodePath.resolve('/specs'), readFile: async () => text });
    assert.equal(({} as Record<string, unknown>).polluted, undefined);
  });

  it('js-yaml CVE-2025-64718: merge keys change no prototype', async () => {
    const text = `openapi: 3.1.0\ninfo: {title: T, version: "1"}\npaths: {}\ncomponents:\n  schemas:\n    A: {<<: {__proto__: {polluted: 1}}}\n    B: {<<: [{constructor: {prototype: {polluted: 1}}}]}\n`;
    const { api } = await readApi(entry, { root: nodePath.resolve('/specs'), readFile: async () => text });
    assert.equal(({} as Record<string, unknown>).polluted, undefined);
    assert.deepEqual(
      api.shapes.map(one => one.name),
      ['A', 'B'],
    );
  });
});
