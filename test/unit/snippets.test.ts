// Each snippet, as it is inserted without being changed, is valid where it is meant to stand.
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'yaml';
import { loadScripts } from '../../src/database/loadScript.js';
import { readApi } from '../../src/openapi/parse.js';
import { testEngine } from '../database/engine.js';
import { compile, emptyFolder, root, strictest } from '../e2e/harness.js';

interface Snippet {
  readonly prefix: string;
  readonly description: string;
  readonly body: readonly string[];
}

async function snippetsOf(language: string): Promise<readonly (Snippet & { readonly text: string })[]> {
  const all = JSON.parse(await readFile(path.join(root, 'snippets', `${language}.json`), 'utf8')) as Record<
    string,
    Snippet
  >;
  return Object.values(all).map(one => ({ ...one, text: inserted(one.body.join('\n')) }));
}

/** As VS Code does it: placeholders become their text, choices their first. */
function inserted(body: string): string {
  const plain = body
    .replace(/\$\{\d+\|([^,|]*)[^}]*\|\}/g, '$1')
    .replace(/(?<!\\)\$\{\d+:((?:[^{}\\]|\\.)*)\}/g, '$1')
    .replace(/(?<!\\)\$\d/g, '');
  assert.doesNotMatch(plain, /(?<!\\)\$\{\d/, plain);
  return plain.replace(/\\([$}\\])/g, '$1');
}

const indented = (text: string, by: number) => text.replace(/^(?=.)/gm, ' '.repeat(by));

/** Where each snippet for descriptions stands: lines before it, how deep it is, lines behind it. */
const places: Readonly<Record<string, readonly [before: string, depth: number]>> = {
  'sb-error-envelope': ['components:\n  schemas:\n    Order: {type: object}\n', 4],
  'sb-page-envelope': ['components:\n  schemas:\n    Order: {type: object}\n', 4],
  'sb-components-responses': ['components:\n  schemas:\n    ErrorEnvelope: {type: object}\n  responses:\n', 4],
  'sb-bearer': ['components:\n  securitySchemes:\n', 4],
  'sb-page-parameters': [
    'paths:\n  /a:\n    get:\n      responses: {"200": {description: ok}}\n      parameters:\n',
    8,
  ],
  'sb-idempotency-key': [
    'paths:\n  /a:\n    post:\n      responses: {"200": {description: ok}}\n      parameters:\n',
    8,
  ],
  'sb-if-match': ['paths:\n  /a:\n    patch:\n      responses: {"200": {description: ok}}\n      parameters:\n', 8],
  'sb-etag': ['paths:\n  /a:\n    get:\n      responses:\n        "200":\n          description: ok\n', 10],
  'sb-deprecated': [
    'paths:\n  /a:\n    get:\n      deprecated: true\n      responses:\n        "200":\n          description: ok\n',
    10,
  ],
  'sb-429': [
    'components: {schemas: {ErrorEnvelope: {type: object}}}\npaths:\n  /a:\n    get:\n      responses:\n        "200": {description: ok}\n',
    8,
  ],
  'sb-error-responses': [
    `${stringify({ components: { responses: Object.fromEntries('BadRequest Unauthorized Forbidden NotFound Conflict Unprocessable'.split(' ').map(name => [name, { description: name }])) } })}paths:\n  /a:\n    get:\n      responses:\n        "200": {description: ok}\n`,
    8,
  ],
  'sb-resource': [
    `${stringify({ components: { schemas: { Order: { type: 'object' }, OrderPage: { type: 'object' } }, responses: { BadRequest: { description: 'no' }, Conflict: { description: 'no' } } } })}paths:\n`,
    2,
  ],
};

const tables = `
  create table customers (id bigint generated always as identity primary key, name text not null, legacy_code text);
  create table orders (id bigint generated always as identity primary key, customer_id bigint not null, status text not null default 'open',
    total numeric(12, 2) not null default 0, note text, number text, attributes jsonb, created_at timestamptz not null default now());
  create table settings (name text primary key, value text not null);
  create table notes (id bigint generated always as identity primary key, owner_id bigint not null);
  insert into customers (name) values ('Ann'); insert into orders (customer_id, note, number) values (1, 'x', '1');`;

describe('snippets', function () {
  this.timeout(120_000);

  it('have prefixes of their own, and say what they are', async () => {
    for (const language of ['openapi', 'sql', 'typescript']) {
      const all = await snippetsOf(language);
      assert.equal(new Set(all.map(({ prefix }) => prefix)).size, all.length);
      for (const { prefix, description } of all)
        assert.ok(/^sb-[a-z0-9-]+$/.test(prefix) && description.length > 10, prefix);
    }
  });

  it('are all on their page', async () => {
    const page = await readFile(path.join(root, 'docs/snippets.md'), 'utf8');
    const all = (await Promise.all(['openapi', 'sql', 'typescript'].map(snippetsOf))).flat();
    const rows = [...page.matchAll(/^\| `(sb-[^`]+)` \| (.+) \|$/gm)].map(([, prefix, description]) => [
      prefix,
      description,
    ]);
    assert.deepEqual(
      rows,
      all.map(({ prefix, description }) => [prefix, description]),
    );
  });

  it('for descriptions are read without a finding', async () => {
    for (const { prefix, text } of await snippetsOf('openapi')) {
      const [before, depth] = places[prefix]!;
      const empty = before.includes('paths:') ? '' : 'paths: {}\n';
      const document = `openapi: 3.1.0\ninfo: { title: T, version: '1' }\n${empty}${before}${indented(text, depth)}\n`;
      const { findings } = await readApi('/openapi.yaml', { readFile: async () => document, root: '/' });
      assert.deepEqual(
        findings.map(({ message }) => message),
        [],
        `${prefix}\n${document}`,
      );
    }
  });

  it('for TypeScript compile under the strictest options', async () => {
    const folder = await emptyFolder('snippets');
    await mkdir(folder, { recursive: true });
    for (const { prefix, text } of await snippetsOf('typescript'))
      await writeFile(path.join(folder, `${prefix}.ts`), `${text}\n`);
    assert.equal(await compile(folder, strictest), '');
  });

  it('for SQL run on a PostgreSQL', async () => {
    const engine = await testEngine('embedded');
    for (const { prefix, text } of await snippetsOf('sql')) {
      const db = await engine.scratch();
      try {
        const mine = prefix === 'sb-table' ? 'create table customers (id bigint primary key);' : tables;
        const ready = prefix === 'sb-backfill' ? `${mine} alter table customers add full_name text;` : mine;
        await loadScripts(db.session, [
          { path: '/tables.sql', text: ready },
          { path: `/${prefix}.sql`, text },
        ]);
      } finally {
        await db.drop();
      }
    }
  });
});
