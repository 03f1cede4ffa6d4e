// Files of products that are not read: one word about the file, and only when there is no doubt.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { loadParser } from '../../../src/schema/reading/parse.js';
import { unreadProduct } from '../../../src/schema/reading/unreadProducts.js';
import { parsed } from './parseText.js';
import { lintQueries } from './queryHarness.js';

const oracle = `CREATE TABLE employees (
  id NUMBER(10,0) GENERATED ALWAYS AS IDENTITY,
  name VARCHAR2(30 CHAR) NOT NULL ENABLE,
  hired DATE DEFAULT SYSDATE
) PCTFREE 10 TABLESPACE users;
/
CREATE OR REPLACE PACKAGE BODY pay AS
  PROCEDURE raise(p_id NUMBER) IS BEGIN UPDATE employees SET hired = SYSDATE WHERE id = p_id; END;
END pay;
/
`;
const db2 = `CREATE TABLE staff (
  id INTEGER NOT NULL GENERATED ALWAYS AS IDENTITY (START WITH 1),
  title VARGRAPHIC(30) CCSID UNICODE,
  price DECFLOAT(34)
) DATA CAPTURE NONE COMPRESS YES ORGANIZE BY ROW IN userspace1;
`;

describe('files of products that are not read', () => {
  before(() => loadParser('postgresql'));

  it('are told by several marks', () => {
    assert.equal(unreadProduct(oracle), 'Oracle');
    assert.equal(unreadProduct(db2), 'Db2');
    assert.equal(unreadProduct('create table a (id number(10), b varchar2(20 byte), c number(*,0));'), 'Oracle');
  });

  it('are not taken for one by a mark or two, in comments, in strings, or beside what is PostgreSQL’s', () => {
    for (const text of [
      '',
      'CREATE TABLE a (b varchar2(10), c varchar2(20), d varchar2(30), e int not nul);',
      'CREATE TABLE a (number int, sysdate date, package text);',
      `-- ${oracle.replaceAll('\n', '\n-- ')}`,
      `SELECT '${oracle.replaceAll("'", "''")}'`,
      `${oracle}\nSELECT 1::int;`,
      `${oracle}\nCREATE FUNCTION f() RETURNS int LANGUAGE sql AS $x$ SELECT 1 $x$;`,
      `CREATE EXTENSION orafce; ${oracle}`,
      'SELECT 4\n/\n2; SELECT 4\n/\n3; SELECT 4\n/\n4; SELEC',
    ])
      assert.equal(unreadProduct(text), undefined, text);
  });

  it('get one diagnostic, and no schema', () => {
    for (const [text, product] of [
      [oracle, 'Oracle'],
      [db2, 'Db2'],
    ] as const) {
      const { statements } = parsed(text);
      const [error, ...more] = statements.flatMap(({ error: found }) => found ?? []);
      assert.deepEqual([error?.kind, more.length], ['unsupported', 0]);
      assert.match(error!.message, new RegExp(`^This looks like ${product} SQL, which is not read`));
      assert.equal(
        text.slice(statements[0]!.start + error!.span.start, statements[0]!.start + error!.span.end),
        'CREATE',
      );
      assert.deepEqual(
        statements.flatMap(({ commands }) => commands),
        [],
      );
    }
  });

  it('are read as what their first line says', () => {
    const { statements } = parsed(`-- dialect: postgresql\n${oracle}`);
    assert.ok(statements.some(({ error }) => error?.kind === 'syntax'));
  });

  it('are read when PostgreSQL takes them', () => {
    const text = 'CREATE TABLE a (id NUMBER(10), b VARCHAR2(20), c DATE DEFAULT SYSDATE);';
    assert.equal(unreadProduct(text), 'Oracle');
    assert.equal(parsed(text).statements[0]?.commands[0]?.kind, 'createTable');
  });

  it('give an information, no error', async () => {
    const findings = await lintQueries('', oracle);
    assert.deepEqual(
      findings.map(({ rule, severity }) => [rule, severity]),
      [['unsupported-syntax', 'info']],
    );
  });

  it('are never PostgreSQL’s own', function () {
    const folder = path.resolve(__dirname, '../../../../shared/corpus/sql');
    if (!existsSync(folder)) this.skip();
    for (const name of readdirSync(folder).filter(file => file.endsWith('.sql')))
      assert.equal(unreadProduct(readFileSync(path.join(folder, name), 'utf8')), undefined, name);
  });

  it('may be anything', () => {
    const word = fc.constantFrom(
      'number',
      '(10)',
      'varchar2',
      '/',
      '\n',
      '::',
      '$$',
      "'",
      'package',
      'x',
      'is',
      '--',
      ' ',
      '"',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 60 }), words => {
        const { statements } = parsed(words.join(' '));
        for (const { start, end } of statements) assert.ok(start < end);
      }),
    );
  });
});
