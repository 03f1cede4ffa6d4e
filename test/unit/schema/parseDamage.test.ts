import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createParseCache, loadParser, parseFile } from '../../../src/schema/reading/parse.js';
import { dumpOf, lost } from './parseDump.js';

const statements = 821;

interface Damage {
  readonly text: string;
  readonly at: number;
  /** How many characters were put in; negative when some were taken away. */
  readonly change: number;
}

/** `part` of 0 to 1 says where in the statement. */
const damages: Readonly<Record<string, (text: string, start: number, end: number, part: number) => Damage>> = {
  'a missing ;': (text, _, end) => ({ text: text.slice(0, end) + text.slice(end + 1), at: end, change: -1 }),
  'an open parenthesis': put('('),
  'a closing parenthesis': put(')'),
  'a quote': put("'"),
  'a double quote': put('"'),
  'a dollar quote': put('$$'),
  'an open comment': put('/*'),
  'half a statement': (text, start, end, part) => {
    const at = start + 1 + Math.floor((end - start - 2) * part);
    return { text: text.slice(0, at) + text.slice(end + 1), at, change: at - end - 1 };
  },
};

function put(piece: string) {
  return (text: string, start: number, end: number, part: number): Damage => {
    const at = start + Math.floor((end - start) * part);
    return { text: text.slice(0, at) + piece + text.slice(at), at, change: piece.length };
  };
}

/** The statements that are worse off, for every kind of damage, in every `step`th statement. */
function losses(text: string, step: number): { readonly total: number; readonly worst: number } {
  const before = parseFile('/dump.sql', text, { dialect: 'postgresql' });
  assert.deepEqual(
    before.statements.filter(({ error }) => error),
    [],
  );
  const kinds = Object.keys(damages);
  const cache = createParseCache();
  let worst = 0;
  before.statements.forEach(({ start, end }, n) => {
    if (n % step || text[end] !== ';') return;
    const kind = kinds[(n / step) % kinds.length]!;
    // Somewhere else in each statement, the same in every run.
    const damaged = damages[kind]!(text, start, end, ((n * 7919) % 997) / 997);
    const after = parseFile('/dump.sql', damaged.text, { dialect: 'postgresql', cache });
    const found = lost(before, after, damaged.at, damaged.change);
    assert.ok(found <= 2, `${kind} in statement ${n} cost ${found}: ${text.slice(start, damaged.at)}⚡`);
    worst = Math.max(worst, found);
  });
  return { total: before.statements.length, worst };
}

describe('a damaged dump', () => {
  before(async () => {
    await loadParser('postgresql');
    await loadParser('transactsql');
  });

  it(`of ${statements} statements is understood but for two, wherever the damage is`, () => {
    assert.deepEqual(losses(dumpOf(statements), 1), { total: statements, worst: 1 });
  });

  it('is reported once, at the damage, and not for what it swallows', () => {
    const text = dumpOf(40);
    const { statements: whole } = parseFile('/dump.sql', text, { dialect: 'postgresql' });
    for (const [kind, damage] of Object.entries(damages)) {
      for (const { start, end } of whole) {
        if (text[end] !== ';') continue;
        const damaged = damage(text, start, end, 0.6);
        const { statements: after } = parseFile('/dump.sql', damaged.text, { dialect: 'postgresql' });
        const errors = after.filter(({ error }) => error);
        assert.ok(errors.length <= 1, `${kind} gave ${errors.length} errors: ${damaged.text.slice(start, end)}`);
        for (const { start: from, error } of errors) {
          const distance = from + error!.span.start - damaged.at;
          assert.ok(Math.abs(distance) < 700, `${kind}: the error is ${distance} characters away`);
        }
      }
    }
  });

  it('keeps a statement whose ; is missing, and says where', () => {
    const text = 'CREATE TABLE a (id int)\n\nCREATE TABLE b (id int);';
    const { statements: found } = parseFile('/a.sql', text, { dialect: 'postgresql' });
    assert.deepEqual(
      found.map(({ commands, error, start, end }) => [text.slice(start, end), commands[0]?.kind, error?.message]),
      [
        ['CREATE TABLE a (id int)', 'createTable', 'The ";" at the end of this statement is missing.'],
        ['CREATE TABLE b (id int)', 'createTable', undefined],
      ],
    );
  });

  it('takes the name of the next query for the end of one where libraries do', () => {
    const wrong = (text: string) =>
      parseFile('/a.sql', text, { dialect: 'postgresql' }).statements.map(({ error }) => error?.message ?? '');
    for (const header of [
      '-- name: b',
      '-- name: b<!',
      '-- name:b',
      '-- :name b :? :1',
      '-- Adds one\n-- name: b!\n-- and so on',
    ])
      assert.deepEqual(wrong(`${header}\nSELECT 1\nFROM a\n\n${header}\nINSERT INTO a VALUES (1)\n`), ['', ''], header);
    // sqlc and PgTyped want it; and no other comment ends a statement.
    for (const header of [
      '-- name: B :one',
      '/* @name B */',
      '-- the name of b',
      '-- Name: b; Type: TABLE; Schema: public',
    ])
      assert.match(wrong(`${header}\nSELECT 1\n\n${header}\nSELECT 2`)[0]!, /is missing/, header);
  });

  it('understands files that have no ; at all', () => {
    const text = dumpOf(300).replace(/;$/gm, '');
    const { statements: found } = parseFile('/a.sql', text, { dialect: 'postgresql' });
    const whole = found.filter(({ commands }) => commands.length > 0);
    assert.ok(whole.length >= 298, String(whole.length));
    const batch = 'CREATE TABLE a (id int)\nCREATE TABLE b (id int)\nGO\nSELECT 1\nSELECT 2\n';
    assert.deepEqual(
      parseFile('/a.sql', batch, { dialect: 'transactsql' }).statements.map(({ start, end, error }) => [
        batch.slice(start, end),
        error,
      ]),
      ['CREATE TABLE a (id int)', 'CREATE TABLE b (id int)', 'SELECT 1', 'SELECT 2'].map(sql => [sql, undefined]),
    );
  });

  it('takes nothing out of a body that is whole', () => {
    const body = '$$\nBEGIN\nINSERT INTO a VALUES (1);\nCREATE TABLE inner_one (id int);\nEND\n$$';
    for (const text of [
      `CREATE FUNCTON f() RETURNS void AS ${body} LANGUAGE plpgsql;\nSELECT 1;`,
      `CREATE FUNCTION f() RETURNS void AS ${body} LANGUAG plpgsql;\nSELECT 1;`,
      `CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS ${body}\n\nCREATE TABLE b (id int);`,
    ]) {
      const { statements: found } = parseFile('/a.sql', text, { dialect: 'postgresql' });
      const names = found.flatMap(({ commands }) => commands.map(command => command.kind));
      assert.equal(found.length, 2, text);
      assert.ok(!JSON.stringify(found).includes('inner_one'), names.join());
    }
  });

  it('leaves a query alone that belongs to a broken statement', () => {
    const text = 'CREATE VEW v AS\nSELECT 1;\nSELECT 2;';
    const { statements: found } = parseFile('/a.sql', text, { dialect: 'postgresql' });
    assert.deepEqual(
      found.map(({ start, end }) => text.slice(start, end)),
      ['CREATE VEW v AS\nSELECT 1', 'SELECT 2'],
    );
  });

  const corpus = path.resolve(__dirname, '../../../../shared/corpus/sql');
  for (const [name, step] of [
    ['pagila', 9],
    ['adventureworks', 31],
    ['kratos_migrations', 17],
    ['mimic4', 9],
  ] as const) {
    it(`${name} is understood but for two statements`, function () {
      const file = path.join(corpus, `${name}.sql`);
      if (!existsSync(file)) this.skip();
      losses(readFileSync(file, 'utf8'), step);
    });
  }
});
