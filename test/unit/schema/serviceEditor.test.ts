import assert from 'node:assert/strict';
import fc from 'fast-check';
import { unpackLenses, unpackProblems } from '../../../src/schema/service/packedLists.js';
import type { SchemaCalls, SchemaOptions, TextChange } from '../../../src/schema/service/schemaMessages.js';
import { SchemaService } from '../../../src/schema/service/schemaService.js';
import { SqlTexts } from '../../../src/schema/service/sqlTexts.js';

const options: SchemaOptions = { migrations: [], levels: {}, conventions: { tableNames: 'snake_case', plural: true } };
const tables = `CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
CREATE TABLE orders (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE
);
`;
const unindexed = 'unindexed-foreign-key';
const path = '/nowhere/a.sql';

describe('service for an editor', () => {
  let service: SchemaService;
  beforeEach(async () => {
    service = new SchemaService(() => new Date('2026-03-04'));
    await service.call('folder', { root: '/nowhere', paths: [path, '/nowhere/in/b.sql'], options });
    await service.call('text', { path, text: tables });
  });

  /** File → rules, of the files that changed. */
  async function problems(wanted: Partial<SchemaCalls['problems']['params']> = { files: [path] }) {
    const { files } = await service.call('problems', { files: [], folders: [], ...wanted });
    return Object.fromEntries(
      files.map(file => [file.path, unpackProblems(file.problems).filter(({ rule }) => rule === unindexed).length]),
    );
  }

  it('tells problems of the files that are wanted, as far as they changed', async () => {
    await service.call('text', { path: '/nowhere/in/b.sql', text: tables.replaceAll(/users|orders/g, '$&_2') });
    assert.deepEqual(await problems(), { [path]: 1 });
    assert.deepEqual(await problems(), {});
    assert.deepEqual(await problems({ files: [path], folders: ['/nowhere/in'] }), { '/nowhere/in/b.sql': 1 });
    assert.deepEqual(await problems({ folders: ['/nowhere/i'] }), { [path]: 0, '/nowhere/in/b.sql': 0 });
  });

  it('says which answer is the first', async () => {
    const ask = () => service.call('problems', { files: [path], folders: [] });
    assert.deepEqual([(await ask()).first, (await ask()).first], [true, false]);
  });

  it('tells the gravest of too many, and the rest of too many files in another answer', async () => {
    const many = Array.from({ length: 400 }, (_, i) => `CREATE TABLE t${i} (x money, a json, b char(4));`).join('\n');
    const paths = ['a', 'b', 'c'].map(name => `/many/${name}.sql`);
    await service.call('folder', { root: '/many', paths, options });
    for (const one of paths) await service.call('text', { path: one, text: `SELEC;\n${many}` });
    const answers = [];
    for (let more = true; more; ) {
      const answer = await service.call('problems', { files: [], folders: ['/many'] });
      answers.push(...answer.files);
      more = answer.more;
    }
    assert.deepEqual(answers.map(one => one.path).sort(), paths);
    for (const { problems: packed, omitted } of answers) {
      const shown = unpackProblems(packed);
      assert.equal(shown.length, 999);
      assert.equal(shown[0]?.rule, 'syntax-error');
      assert.ok(omitted > 0);
    }
  });

  it('has the fixes of a problem while it is there', async () => {
    const found = await service.call('lint', {});
    const finding = found[0]!.findings.find(({ rule }) => rule === unindexed)!;
    const { rule, message, range } = finding;
    const asked = [
      { rule, message, start: range.start },
      { rule, message, start: { ...range.start, line: 77 } },
    ];
    const [fixes, gone] = await service.call('fixes', { path, problems: asked });
    assert.deepEqual(fixes, { fixes: finding.fixes, mendable: 1 });
    assert.equal(gone, undefined);
    assert.deepEqual(await service.call('fixes', { path: '/nowhere/x.sql', problems: asked }), [undefined, undefined]);
  });

  it('has the places of a lens for whoever wants to see them', async () => {
    const lenses = unpackLenses(await service.call('lenses', { path }));
    const { kind, range } = lenses.find(one => one.kind === 'references' && one.hasLocations)!;
    const places = await service.call('lensLocations', { path, kind, position: range.start });
    assert.deepEqual(
      places.map(one => one.range.start.line),
      [3],
    );
    assert.deepEqual(await service.call('lensLocations', { path, kind, position: { line: 99, character: 0 } }), []);
  });

  it('has what is to be said of a completion for whoever looks at it', async () => {
    await service.call('text', { path, text: `${tables}SELECT  FROM orders;` });
    const position = { line: 5, character: 7 };
    const all = await service.call('completion', { path, position });
    const column = all.find(({ label }) => label === 'user_id')!;
    assert.ok(!('documentation' in column));
    const { kind, insert } = column;
    assert.match((await service.call('completionDocs', { path, position, kind, insert })) ?? '', /users/);
    assert.equal(await service.call('completionDocs', { path, position, kind, insert: 'nothing' }), undefined);
  });

  it('takes changes in place of a whole text, and says when they do not fit', async () => {
    await problems();
    const added = 'CREATE INDEX ON orders (user_id);\n';
    const edit = (changes: readonly TextChange[], size: number) => service.call('edit', { path, changes, size });
    const end = { start: tables.length, length: 0, text: added };
    assert.equal(await edit([end], tables.length + added.length), true);
    assert.deepEqual(await problems(), { [path]: 0 });
    assert.equal(await edit([end], tables.length), false);
    assert.equal(await edit([], tables.length), false);
    await service.call('text', { path, text: tables });
    assert.deepEqual(await problems(), { [path]: 1 });
    assert.equal(await service.call('edit', { path: '/nowhere/never.sql', changes: [], size: 0 }), false);
  });
});

describe('changes to a text', () => {
  it('give the text that an editor has after them', () => {
    const change = fc.record({ at: fc.nat(), length: fc.nat(5), text: fc.string({ unit: 'binary', maxLength: 4 }) });
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.array(change), (first, drafts) => {
        let text = first;
        const changes = drafts.map(({ at, length, text: put }): TextChange => {
          const start = at % (text.length + 1);
          const cut = Math.min(length, text.length - start);
          text = text.substring(0, start) + put + text.substring(start + cut);
          return { start, length: cut, text: put };
        });
        const texts = new SqlTexts();
        texts.overlay('/a.sql', first);
        assert.ok(texts.edit('/a.sql', changes, text.length));
        assert.deepEqual(texts.read('/a.sql'), { kind: 'text', text });
      }),
    );
  });
});
