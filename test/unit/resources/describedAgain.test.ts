import assert from 'node:assert/strict';
import path from 'node:path';
import { scaffoldTables, type TablesRequest } from '../../../src/resources/scaffoldTables.js';
import type { Relation } from '../../../src/schema/relation.js';
import { table } from './madeRelations.js';

const output = path.resolve('nowhere/api');

/** Runs into a folder in memory. */
async function run(files: Map<string, string>, ...relations: readonly Relation[]) {
  const request: TablesRequest = {
    relations,
    schemaSql: '',
    extensions: [],
    title: 'Shop',
    auth: 'none',
    numbers: false,
    framework: 'express',
    app: false,
    force: false,
  };
  const made = await scaffoldTables(request, output, {
    read: async name => files.get(name),
    list: async () => [...files.keys()].filter(name => !name.includes('/')),
  });
  for (const { path: name, text } of made.scaffolding.changes) {
    if (text === undefined) files.delete(name);
    else files.set(name, text);
  }
  return { left: made.left, changed: made.scaffolding.changes.map(change => change.path).sort() };
}

describe('a description that is there when tables are scaffolded again', () => {
  const before = table('books', { id: 'bigint!', title: 'text!' }, { key: ['id'] });
  const after = table('books', { id: 'bigint!', title: 'text!', isbn: 'text!', pages: 'integer' }, { key: ['id'] });
  const authors = table('authors', { id: 'uuid!' }, { key: ['id'] });

  it('gets new columns in what is answered and in what is taken, once', async () => {
    const files = new Map<string, string>();
    await run(files, before, authors);
    const { left, changed } = await run(files, after, authors);
    assert.deepEqual(left, []);
    assert.deepEqual(changed, ['books.queries.ts', 'openapi.yaml', 'types.ts', 'validators.ts']);
    const text = files.get('openapi.yaml')!;
    const schema = (name: string) => text.slice(text.indexOf(`\n    ${name}:\n`)).split(/\n {4}\w+:\n/)[1]!;
    assert.match(
      schema('Book'),
      /\n {8}pages:\n[\s\S]*\n {6}required:\n {8}- id\n {8}- title\n {8}- isbn\n {8}- pages$/,
    );
    assert.match(schema('BookCreate'), /\n {8}isbn:\n[\s\S]*\n {6}required:\n[\s\S]*- isbn\b/);
    assert.match(schema('BookUpdate'), /\n {8}pages:\n/);
    assert.doesNotMatch(schema('Author'), /isbn|pages/);
    assert.deepEqual(await run(files, after, authors), { left: [], changed: [] });
  });

  it('keeps what a person wrote', async () => {
    const files = new Map<string, string>();
    await run(files, before);
    const mine = files.get('openapi.yaml')!.replace('    Book:\n', '    # A title of the catalogue.\n    Book:\n');
    files.set('openapi.yaml', mine.replace('title: Shop', 'title: My Shop'));
    await run(files, after);
    const text = files.get('openapi.yaml')!;
    assert.match(text, /title: My Shop[\s\S]* {4}# A title of the catalogue\.\n {4}Book:\n[\s\S]* {8}pages:\n/);
  });
});
