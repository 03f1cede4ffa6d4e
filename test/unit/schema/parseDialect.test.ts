import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Dialect } from '../../../src/schema/catalog.js';
import { likelyDialect } from '../../../src/schema/reading/dialect.js';
import { detectDialect } from '../../../src/schema/reading/parse.js';

describe('the dialect of a text', () => {
  const cases: Readonly<Record<string, Dialect | undefined>> = {
    'create table t (id integer primary key, name text); create table u (id integer primary key);': undefined,
    'create table t (a int[], b text[][], c int [3]); select a[i], array[[x],[y]], a [b] from t': undefined,
    'create table t (id bigint generated always as identity (start with 1));': 'postgresql',
    'create table t (id serial, data jsonb);': 'postgresql',
    "create function f() returns int as $$ select 1 -- ENGINE=InnoDB `a`\n$$ language sql; select '1'::int":
      'postgresql',
    'CREATE TABLE `a` (`id` int(11) unsigned NOT NULL AUTO_INCREMENT) ENGINE=InnoDB;': 'mysql',
    'create table a (id int auto_increment primary key);': 'mysql',
    'select `a`, `b`, `c` from `d`': 'mysql',
    '/*!40101 SET NAMES utf8 */;\nselect 1;': 'mysql',
    '-- MariaDB dump 10.19\ncreate table a (id int auto_increment primary key) engine=Aria;': 'mariadb',
    'CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT);': 'sqlite',
    'pragma foreign_keys = on;': 'sqlite',
    'create table t (a text, b text) without rowid;': 'sqlite',
    'CREATE TABLE `u` (`id` text PRIMARY KEY NOT NULL, `n` integer);': 'sqlite',
    "CREATE TRIGGER a AFTER INSERT ON t\nBEGIN UPDATE t SET u = DATETIME('NOW') WHERE rowid = new.rowid; END;":
      'sqlite',
    'DELIMITER ;;\ncreate trigger a before insert on t for each row begin set new.a = 1; end;;': undefined,
    'create trigger t_a on t after insert as begin select 1 end': undefined,
    'create trigger t_a after insert on t for each row execute function f(); begin; select 1; commit;': undefined,
    'CREATE TABLE [dbo].[T] ([Id] INT);': 'transactsql',
    'create table T (Id int identity(1, 1), Name nvarchar(50));': 'transactsql',
    'select 1\nGO\n': 'transactsql',
    '-- ENGINE=InnoDB AUTO_INCREMENT [dbo].[x]\nselect \'AUTO_INCREMENT ENGINE=x [dbo]\' "AUTOINCREMENT";': undefined,
    'create table files (id int, extension text, charset text, engine text, rowid int, pragma int);': 'postgresql',
    '': undefined,
  };
  for (const [text, dialect] of Object.entries(cases)) {
    it(`is ${dialect ?? 'unknown'} for ${JSON.stringify(text.slice(0, 60))}`, () => {
      assert.equal(likelyDialect(text), dialect);
    });
  }

  it('is what a comment at the top says', () => {
    assert.equal(detectDialect('-- dialect: sqlite\ncreate table `a` (id int) engine=innodb;'), 'sqlite');
    assert.equal(detectDialect('/* orders */\n\n-- senior-backend dialect: MSSQL\nselect 1;'), 'transactsql');
    assert.equal(detectDialect('# dialect = mariadb\nselect 1;'), 'mariadb');
    assert.equal(detectDialect('select 1;\n-- dialect: mysql'), 'postgresql');
    assert.equal(detectDialect('-- dialect: klingon'), 'postgresql');
  });

  it('is never another one for schemas of PostgreSQL', function () {
    const folder = path.resolve(__dirname, '../../../../shared/corpus/sql');
    if (!existsSync(folder)) this.skip();
    for (const name of readdirSync(folder).filter(file => file.endsWith('.sql'))) {
      assert.equal(detectDialect(readFileSync(path.join(folder, name), 'utf8')), 'postgresql', name);
    }
  });
});
