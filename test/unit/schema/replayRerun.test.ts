// What is kept from one keystroke to the next changes nothing in what is found out.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import nodePath from 'node:path';
import fc from 'fast-check';
import { createParseCache, loadParser, parseFile } from '../../../src/schema/reading/parse.js';
import { Rerun } from '../../../src/schema/replay/rerun.js';
import { type ReplayConflict, replay } from '../../../src/schema/replay.js';
import type { SchemaFinding } from '../../../src/schema/rule.js';
import type { SchemaOptions } from '../../../src/schema/service/schemaMessages.js';
import { SchemaService } from '../../../src/schema/service/schemaService.js';
import { anEdit, applyEdit, aText } from './editedSchemas.js';

const runs = Number(process.env.EDIT_RUNS ?? 60);
const edits = fc.array(fc.record({ file: fc.nat(), edit: anEdit }), { minLength: 1, maxLength: 12 });

function plain({ file, statement, command, ...rest }: ReplayConflict) {
  return { path: file.path, start: statement.start, command: command.kind, ...rest };
}

describe('replay after an edit', () => {
  before(() => loadParser('postgresql'));

  for (const order of ['sequence', 'any'] as const) {
    it(`gives what a replay from the beginning gives (${order})`, () => {
      fc.assert(
        fc.property(fc.array(aText, { minLength: 1, maxLength: 3 }), edits, (texts, changes) => {
          const now = [...texts];
          const cache = createParseCache();
          const read = () => now.map((text, i) => parseFile(`/${i}.sql`, text, { dialect: 'postgresql', cache }));
          const rerun = new Rerun(order);
          const check = () => {
            const files = read();
            rerun.goBack(files);
            const { catalog, conflicts } = rerun.run(files);
            const fresh = replay(files, { order });
            assert.deepStrictEqual(catalog, fresh.catalog);
            assert.deepStrictEqual(conflicts.map(plain), fresh.conflicts.map(plain));
            for (const { file } of conflicts) assert.ok(files.includes(file));
          };
          check();
          for (const { file, edit } of changes) {
            const at = file % now.length;
            now[at] = applyEdit(now[at]!, edit);
            check();
          }
        }),
        { numRuns: runs },
      );
    });
  }
});

describe('findings after an edit', () => {
  const options: SchemaOptions = {
    migrations: [],
    levels: {},
    conventions: { tableNames: 'snake_case', plural: true },
  };
  const layouts = {
    'one file': ['schema.sql'],
    'a folder': ['tables/a.sql', 'tables/b.sql', 'queries/c.sql'],
    migrations: ['migrations/V1__a.sql', 'migrations/V2__b.sql', 'migrations/V3__c.sql'],
  };
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(nodePath.join(tmpdir(), 'schema-edits-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  for (const [layout, names] of Object.entries(layouts)) {
    it(`are those of a service that sees the files for the first time (${layout})`, async () => {
      const paths = names.map(name => nodePath.join(root, name));
      for (const path of paths) mkdirSync(nodePath.dirname(path), { recursive: true });
      await fc.assert(
        fc.asyncProperty(fc.array(aText, { minLength: 3, maxLength: 3 }), edits, async (texts, changes) => {
          const now = texts.slice(0, paths.length);
          for (const [i, path] of paths.entries()) writeFileSync(path, now[i]!);
          const kept = await opened(root, paths);
          const shown = new Map<string, readonly SchemaFinding[]>();
          const check = async () => {
            const fresh = await opened(root, paths);
            for (const [i, path] of paths.entries()) await fresh.call('text', { path, text: now[i]! });
            for (const { path, findings } of await kept.call('lint', {})) shown.set(path, findings);
            const wanted = new Map((await fresh.call('lint', {})).map(({ path, findings }) => [path, findings]));
            for (const path of paths) assert.deepStrictEqual(shown.get(path) ?? [], wanted.get(path) ?? []);
          };
          await check();
          for (const { file, edit } of changes) {
            const at = file % now.length;
            now[at] = applyEdit(now[at]!, edit);
            await kept.call('text', { path: paths[at]!, text: now[at]! });
            await check();
          }
        }),
        { numRuns: Math.ceil(runs / 4) },
      );
    });
  }

  it('keeps what is said of a migration when a comment is typed behind the last statement', async () => {
    const names = ['V1__a.sql', 'V2__b.sql'];
    const paths = names.map(name => nodePath.join(root, 'migrations', name));
    const list = (line: (i: number) => string) => Array.from({ length: 40 }, (_, i) => `${line(i)}\n`).join('');
    const texts = [list(i => `CREATE TABLE t${i} (id int PRIMARY KEY);`), list(i => `DROP TABLE t${i};`)];
    mkdirSync(nodePath.dirname(paths[0]!));
    for (const [i, path] of paths.entries()) writeFileSync(path, texts[i]!);
    const kept = await opened(root, paths);
    const shown = new Map<string, number>();
    for (const [i, path] of [...paths.entries()].reverse()) {
      for (const more of ['', '\n', '\n-- done', '']) {
        await kept.call('text', { path, text: texts[i]! + more });
        for (const { path: of, findings } of await kept.call('lint', {})) {
          shown.set(of, findings.filter(({ rule }) => rule === 'drop-table').length);
        }
        assert.equal(shown.get(paths[1]!), 40, `${names[i]} with ${JSON.stringify(more)}`);
      }
    }
  });

  it('reads a listed file that was gone when it is listed again', async () => {
    const path = nodePath.join(root, 'back.sql');
    const kept = await opened(root, [path]);
    assert.deepEqual(await kept.call('groups', {}), []);
    writeFileSync(path, 'CREATE TABLE t (id int PRIMARY KEY);');
    await kept.call('folder', { root, paths: [path], options });
    assert.equal((await kept.call('groups', {}))[0]?.tables, 1);
  });

  it('sees the mark of a Down half that is typed into a long file', async () => {
    const path = nodePath.join(root, 'long.sql');
    const head = Array.from({ length: 1500 }, (_, i) => `CREATE TABLE t${i} (id int PRIMARY KEY);\n`).join('');
    const tail = 'DROP TABLE t1;\nALTER TABLE t1 ADD COLUMN x int;\n';
    writeFileSync(path, head + tail);
    const kept = await opened(root, [path]);
    for (const mark of ['--', '-- migrate:dow', '-- migrate:down', '-- migrate:down transaction:false', '']) {
      const text = `${head}${mark}\n${tail}`;
      await kept.call('text', { path, text });
      const fresh = await opened(root, [path]);
      await fresh.call('text', { path, text });
      const tables = mark.startsWith('-- migrate:down') ? 1500 : 1499;
      for (const service of [kept, fresh]) assert.equal((await service.call('groups', {}))[0]?.tables, tables);
    }
  });

  async function opened(at: string, paths: readonly string[]): Promise<SchemaService> {
    const service = new SchemaService(() => new Date('2026-03-04'));
    await service.call('folder', { root: at, paths, options });
    return service;
  }
});
