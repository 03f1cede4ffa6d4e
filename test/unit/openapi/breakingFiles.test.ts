/** What is compared as it is written: an `Api` does not hold it. */
import assert from 'node:assert/strict';
import { findChanges, readVersion } from '../../../src/openapi/breaking/findChanges.js';
import { folder, inFolder } from './readSpec.js';

const path = inFolder('api.yaml');

async function changes(before: string, after: string): Promise<readonly string[]> {
  const read = (text: string) =>
    readVersion({ path, label: 'it', root: folder, readFile: async file => (file === path ? text : undefined) });
  const found = findChanges(await read(before), await read(after), { today: '2025-11-22' });
  return found.changes.map(({ severity, rule, message }) => `${severity} ${rule} ${message}`);
}

const scheme = (flows: string) =>
  `openapi: 3.1.0\ninfo: {title: T, version: "1"}\npaths: {}\ncomponents: {securitySchemes: {o: {type: oauth2, flows: ${flows}}}}\n`;

const served = (top: string, path: string, operation: string) =>
  `openapi: 3.1.0\ninfo: {title: T, version: "1"}\n${top}\npaths:\n  /a:\n    ${path}\n    get: {${operation} responses: {'204': {description: Done}}}\n`;

describe('breaking changes: what is compared as it is written', () => {
  const flow = (scopes: string, url = '/token') => `{clientCredentials: {tokenUrl: ${url}, scopes: ${scopes}}}`;

  it('scopes of OAuth flows', async () => {
    assert.deepEqual(await changes(scheme(flow('{read: r, write: w}')), scheme(flow('{read: other words}'))), [
      'warning security-scope-removed "o" has no scope "write" any more: clients that ask for it get no token.',
    ]);
    assert.deepEqual(await changes(scheme(flow('{read: r}')), scheme(flow('{read: r, write: w}'))), []);
  });

  it('flows and their addresses', async () => {
    assert.deepEqual(await changes(scheme(flow('{}')), scheme(flow('{}', '/tokens'))), [
      'warning security-scheme-changed The tokenUrl of "o" is "/tokens" now, and was "/token".',
    ]);
    assert.deepEqual(await changes(scheme(flow('{}')), scheme('{}')), [
      'error security-scheme-changed "o" has no clientCredentials flow any more.',
    ]);
    const old = (name: string) =>
      `swagger: "2.0"\ninfo: {title: T, version: "1"}\npaths: {}\nsecurityDefinitions: {o: {type: oauth2, flow: ${name}, tokenUrl: /t, scopes: {}}}\n`;
    assert.deepEqual(await changes(old('application'), scheme(flow('{}', '/t'))), []);
    assert.deepEqual(await changes(scheme('null'), scheme('[5]')), []);
  });

  it('servers of paths and operations', async () => {
    const one = '{url: "https://{r}.test/", variables: {r: {default: eu}}}';
    const gone = (url: string) => [`warning server-removed GET /a is not served at "${url}" any more.`];
    const before = served('servers: [{url: https://all.test}]', `servers: [${one}, {url: https://us.test}]`, '');
    assert.deepEqual(
      await changes(before, served('servers: [{url: https://all.test}]', `servers: [${one}]`, '')),
      gone('https://us.test'),
    );
    assert.deepEqual(
      await changes(before, served('servers: [{url: https://all.test}]', '', 'servers: [{url: https://eu.test}],')),
      gone('https://us.test'),
    );
    const whole = served('servers: [{url: https://all.test}]', '', '');
    assert.deepEqual(
      await changes(whole, served('servers: [{url: https://all.test}]', `servers: [${one}]`, '')),
      gone('https://all.test'),
    );
    assert.deepEqual(
      await changes(
        whole,
        served('servers: [{url: https://all.test}]', `servers: [${one}, {url: https://all.test/}]`, ''),
      ),
      [],
    );
    assert.deepEqual(
      await changes(whole, served('servers: [{url: https://all.test}]', 'servers: [5, {url: 5}]', '')),
      [],
    );
  });
});
