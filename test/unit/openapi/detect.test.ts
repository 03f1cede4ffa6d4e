import assert from 'node:assert/strict';
import { findVersionKey, looksLikeApi } from '../../../src/openapi/detect.js';

describe('findVersionKey', () => {
  for (const [name, text, line, version] of [
    ['YAML', 'openapi: 3.1.0\ninfo: {}\n', 0, '3.1.0'],
    ['YAML with a byte order mark', '\uFEFFopenapi: "3.0.3"\r\n', 0, '3.0.3'],
    [
      'comments and other keys first',
      '# licence\r\n---\r\ninfo:\r\n  title: x\r\nopenapi: 3.2.0 # now\r\n',
      4,
      '3.2.0',
    ],
    ['Swagger', "swagger: '2.0'\n", 0, '2.0'],
    ['quoted keys', '"openapi": 3.1.0', 0, '3.1.0'],
    ['JSON', '{\n  "openapi": "3.1.0"\n}', 1, '3.1.0'],
    [
      'minified JSON with the key at its end',
      `{"components":{"x":"${'a'.repeat(70_000)}"},"openapi":"3.0.0"}`,
      0,
      '3.0.0',
    ],
    [
      'JSON after an example that has one',
      '{"x": {"openapi": "1.0"}, "y": "\\"openapi\\": 3",\n"swagger" : "2.0"}',
      1,
      '2.0',
    ],
    ['flow YAML', '{openapi: 3.1.0, info: {}}', 0, '3.1.0'],
    ['unfinished text', 'openapi: 3', 0, '3'],
  ] as const) {
    it(`finds ${name}`, () => {
      assert.deepEqual(findVersionKey(text), { line, version });
      assert.equal(looksLikeApi(text), true);
    });
  }

  for (const [name, text] of [
    ['nothing', ''],
    ['other YAML', 'version: 3\nservices:\n  openapi: 3.1.0\n'],
    ['other JSON', '{"name": "openapi", "dependencies": {"swagger": "2.0"}}'],
    ['prose', 'We use openapi: it is fine.'],
    ['a package called so', '{"a": ["openapi", "3.0"]}'],
  ] as const) {
    it(`does not find it in ${name}`, () => assert.equal(looksLikeApi(text), false));
  }
});
