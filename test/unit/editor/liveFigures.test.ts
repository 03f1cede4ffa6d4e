import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { DatabaseFinding } from '../../../src/database/live/report.js';
import { readAnalyzeChoice, readPageAct } from '../../../src/editor/database/live/analyzeChoice.js';
import {
  hoverOf,
  isCreated,
  type KnownFigures,
  readFigures,
  setsSearchPath,
  symbolsAt,
  tableNamed,
} from '../../../src/editor/database/live/figures.js';
import { figuresOf } from '../../../src/editor/database/live/keptFigures.js';
import { messagePage } from '../../../src/editor/database/live/messagePage.js';
import { pageLink } from '../../../src/editor/database/live/pageLink.js';
import { reportPage } from '../../../src/editor/database/live/reportPage.js';
import type { SchemaSymbol } from '../../../src/schema/service/schemaMessages.js';
import { index, report, server, table } from '../database/live/example.js';

const finding: DatabaseFinding = {
  ...{
    rule: 'unused-index',
    severity: 'warning',
    category: 'index',
    message: 'No query has used `a_idx`.',
    table: 'a',
  },
  ...{ source: 'https://example.org/', suggestion: 'DROP INDEX a_idx;', numbers: {}, cost: 1 },
};

function known(...tables: Parameters<typeof table>[0][]): KnownFigures {
  const figures = figuresOf(report({ tables: tables.map(table), findings: [finding] }), 'shop');
  return readFigures(JSON.stringify(figures))!;
}

function symbol(
  kind: SchemaSymbol['kind'],
  name: string,
  line: number,
  more: Partial<SchemaSymbol> = {},
): SchemaSymbol {
  const range = { start: { line, character: 0 }, end: { line: line + 3, character: 0 } };
  const nameRange = { start: { line, character: 13 }, end: { line, character: 13 + name.length } };
  return { kind, name, detail: '', range, nameRange, children: [], ...more };
}

describe('figures beside SQL', () => {
  const figures = known({ name: 'orders' }, { schema: 'audit', name: 'orders' }, { schema: 'App', name: 'Users' });

  it('are of the table of the same schema and name', () => {
    assert.equal(tableNamed(figures, 'orders', false)?.schema, 'public');
    assert.equal(tableNamed(figures, 'public.orders', false)?.schema, 'public');
    assert.equal(tableNamed(figures, 'audit.orders', true)?.schema, 'audit');
    assert.equal(tableNamed(figures, 'App.Users', false)?.name, 'Users');
    for (const name of ['Orders', 'Users', 'app.users', 'audit', '.orders', 'orders.'])
      assert.equal(tableNamed(figures, name, false), undefined, name);
  });

  it('are not shown where it could be another table', () => {
    assert.equal(tableNamed(figures, 'orders', true), undefined);
    const dotted = known({ name: 'a.b' }, { schema: 'a', name: 'b' }, { schema: 'a.b', name: 'c' });
    assert.equal(tableNamed(dotted, 'a.b', false), undefined);
    assert.equal(tableNamed(dotted, 'a.b.c', false)?.name, 'c');
  });

  it('find each table by its name, whatever it is, or none', () => {
    const name = fc.string({ unit: fc.constantFrom('a', '.', '"', '`', ' ', '<', 'é'), minLength: 1 });
    fc.assert(
      fc.property(fc.array(fc.tuple(name, name), { maxLength: 6 }), tables => {
        const all = known(...tables.map(([schema, own]) => ({ schema, name: own })));
        for (const [schema, own] of tables) {
          const found = tableNamed(all, `${schema}.${own}`, false);
          if (found) assert.equal(`${found.schema}.${found.name}`.replace(/^public\./, ''), `${schema}.${own}`);
        }
      }),
    );
  });

  it('know a search path of the file, other than that of dumps', () => {
    assert.ok(setsSearchPath('SET search_path TO app;'));
    assert.ok(setsSearchPath("SELECT set_config('search_path', 'app', false);"));
    assert.ok(!setsSearchPath("SELECT pg_catalog.set_config('search_path', '', false);"));
    assert.ok(!setsSearchPath('CREATE TABLE orders (id int);'));
  });

  it('stand above tables that stay', () => {
    assert.ok(isCreated(symbol('table', 'a', 0)));
    assert.ok(isCreated(symbol('table', 'a', 0, { detail: 'partition of b' })));
    for (const detail of ['alter', 'temporary']) assert.ok(!isCreated(symbol('table', 'a', 0, { detail })));
    assert.ok(!isCreated(symbol('view', 'a', 0)));
  });

  it('are told of tables, columns and indexes by where their names stand', () => {
    const one = known({ name: 'a', indexes: [index({ name: 'a_idx' })] });
    const column = symbol('column', 'v', 1);
    const all = [
      symbol('table', 'a', 0, { children: [column] }),
      symbol('index', 'a_idx', 9, { detail: 'on a (v)' }),
      symbol('index', 'a_idx', 19, { detail: 'on b (v)' }),
    ];
    const at = (line: number, character: number) => hoverOf(one, symbolsAt(all, { line, character }), false);
    assert.match(at(0, 13)!, /^\\~10 rows · 16.0 KB/);
    assert.match(at(0, 14)!, /- No query has used `a_idx`\./);
    assert.match(at(1, 13)!, /- `a_idx` used 1 time/);
    assert.match(at(9, 15)!, /^used 1 time/);
    assert.equal(at(19, 15), undefined);
    assert.equal(at(0, 5), undefined);
    assert.equal(hoverOf(one, [], false), undefined);
  });

  it('that are none of ours are not read', () => {
    for (const text of [
      '',
      '{',
      'null',
      '{"about":"a","takenAt":"yesterday","tables":[]}',
      '{"about":"a","takenAt":"2026-01-01","tables":[{}]}',
    ])
      assert.equal(readFigures(text), undefined, text);
  });
});

describe('the page of a report in the editor', () => {
  const head = { name: 'shop', stage: 'production' as const, description: 'shop on localhost:5432 as ann' };

  it('has links to what can be done, which name places in its lists', () => {
    const { html, sqls, tables } = reportPage(report({ findings: [finding] }), 'id-1', head);
    assert.deepEqual(sqls, ['DROP INDEX a_idx;']);
    assert.deepEqual(tables, [{ schema: 'public', name: 'a' }]);
    const links = [...html.matchAll(/href="command:_seniorBackend\.databaseReport\?([^"]*)"/g)].map(([, args]) =>
      readPageAct(JSON.parse(decodeURIComponent(args!))),
    );
    assert.ok(links.length >= 8 && links.every(one => one?.id === 'id-1'));
    assert.ok(links.every(one => one!.action !== 'copy' || one!.at === 0));
    assert.ok(html.includes('<span class="badge production">production</span>'));
  });

  it('has no markup, link or style but ours, whatever a name is', () => {
    const shape = (name: string) => {
      const all = report({
        server: { ...server, user: name },
        tables: [table({ schema: name, name, indexes: [index({ name, columns: [name] })] })],
        findings: [
          { ...finding, message: `It is \`${name}\`.`, table: `${name}.${name}`, suggestion: `DROP INDEX "${name}";` },
        ],
        unseen: [{ what: name, why: name, how: name }],
      });
      const { html } = reportPage(all, 'id-1', { ...head, name, description: name });
      return (html.match(/<[^>]*>/g) ?? [])
        .filter(tag => !/^<\/?code>$/.test(tag))
        .map(tag => tag.replace(/(title|aria-label)="[^"]*"/g, ''));
    };
    const usual = shape('a');
    const hostile = fc.string({
      unit: fc.constantFrom('`', '<', '>', '"', "'", '&', '(', ']', '\n', 'a', '/', ' ', '%'),
    });
    fc.assert(
      fc.property(
        hostile.filter(text => text.trim() !== ''),
        name => assert.deepEqual(shape(name), usual),
      ),
      { numRuns: 100 },
    );
  });

  it('takes nothing for a link that is none', () => {
    for (const given of [
      [],
      ['id'],
      ['id', 'quit'],
      ['../id', 'save'],
      ['id', 'copy', -1],
      ['id', 'copy', '0'],
      [{}, 'save'],
      ['id', 'copy', 0.5],
    ])
      assert.equal(readPageAct(given), undefined, JSON.stringify(given));
    assert.deepEqual(readPageAct(['id', 'copy', 2]), { id: 'id', action: 'copy', at: 2 });
  });

  it('says what it has not, as text', () => {
    const html = messagePage('<b>', '<i>&', [pageLink('id', 'analyze', '<u>', '"')]);
    assert.ok(!/<[biu]>/.test(html) && html.includes('&lt;i&gt;&amp;'));
  });

  it('takes only answers that are some', () => {
    assert.deepEqual(readAnalyzeChoice(undefined), {});
    assert.deepEqual(readAnalyzeChoice({ connection: 'shop', exactRows: true }), {
      connection: 'shop',
      exactRows: true,
    });
    for (const choice of [{ connection: 1 }, { only: 'a' }, 'shop'])
      assert.throws(() => readAnalyzeChoice(choice), /takes an object/);
  });
});
