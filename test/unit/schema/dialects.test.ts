import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Parser as MySql } from 'node-sql-parser/build/mysql';
import { Parser as Sqlite } from 'node-sql-parser/build/sqlite';
import { Parser as TransactSql } from 'node-sql-parser/build/transactsql';
import type { CommandKind, CommandOf } from '../../../src/schema/commands.js';
import { type OtherDialect, readOtherStatement } from '../../../src/schema/dialects/read.js';

const parsers = { mysql: new MySql(), mariadb: new MySql(), sqlite: new Sqlite(), transactsql: new TransactSql() };

function read(dialect: OtherDialect, sql: string) {
  const database = dialect === 'mariadb' ? 'mysql' : dialect;
  return readOtherStatement(sql, dialect, text =>
    parsers[dialect].astify(text, { database, parseOptions: { includeLocations: true } }),
  );
}

function only<Kind extends CommandKind>(dialect: OtherDialect, kind: Kind, sql: string): CommandOf<Kind> {
  const { commands, trouble } = read(dialect, sql);
  assert.equal(trouble, undefined);
  const command = commands.find((one): one is CommandOf<Kind> => one.kind === kind);
  assert.ok(command, `${kind} expected, got ${commands.map(one => one.kind)}`);
  return command;
}

const dump = `CREATE TABLE \`order items\` (
  \`id\` int(11) unsigned NOT NULL AUTO_INCREMENT COMMENT 'the id, a key',
  \`order_id\` int unsigned NOT NULL, -- belongs to, see orders
  \`state\` enum('new','in progress; (x)') CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT 'new',
  \`price\` decimal(10,2) DEFAULT '0.00',
  \`note\` varchar(20) DEFAULT 'it''s \\'x\\'),;',
  \`total\` decimal(10,2) GENERATED ALWAYS AS (\`price\` * 2) STORED,
  \`changed\` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  PRIMARY KEY (\`id\`),
  UNIQUE KEY \`note_key\` (\`note\`(10) DESC),
  KEY \`order_idx\` (\`order_id\`,\`state\`) USING BTREE,
  FULLTEXT KEY \`words\` (\`note\`),
  CONSTRAINT \`items_order_fk\` FOREIGN KEY (\`order_id\`) REFERENCES \`shop\`.\`orders\` (\`id\`) ON DELETE CASCADE ON UPDATE SET NULL,
  CONSTRAINT \`positive\` CHECK ((\`price\` > 0))
) ENGINE=InnoDB AUTO_INCREMENT=5 DEFAULT CHARSET=utf8mb4 COMMENT='What was ordered'
/*!50100 PARTITION BY HASH (id) PARTITIONS 4 */`;

describe('SQL of other dialects', () => {
  it('reads a table of a MySQL dump, every part of it at its place', () => {
    const table = only('mysql', 'createTable', dump);
    assert.equal(table.name.name, 'order items');
    assert.equal(table.comment, 'What was ordered');
    assert.deepEqual(
      table.columns.map(({ name, type, notNull, default: value }) => [
        name,
        type.name,
        type.modifiers,
        notNull,
        value?.constant ?? value?.text,
      ]),
      [
        ['id', 'int unsigned', [], true, undefined],
        ['order_id', 'int unsigned', [], true, undefined],
        ['state', 'enum', [], false, 'new'],
        ['price', 'decimal', [10, 2], false, '0.00'],
        ['note', 'varchar', [20], false, "it's 'x'),;"],
        ['total', 'decimal', [10, 2], false, undefined],
        ['changed', 'timestamp', [], true, 'CURRENT_TIMESTAMP'],
      ],
    );
    assert.equal(table.columns[0]!.identity, 'by default');
    assert.equal(table.columns[5]!.generated?.stored, true);
    const [key, unique, foreign, check] = table.constraints;
    assert.deepEqual(key?.kind === 'primaryKey' && key.columns, ['id']);
    assert.deepEqual(unique?.kind === 'unique' && [unique.name, unique.columns], ['note_key', ['note']]);
    assert.ok(foreign?.kind === 'foreignKey');
    assert.deepEqual(
      [foreign.name, foreign.columns, foreign.target.schema, foreign.target.name, foreign.targetColumns],
      ['items_order_fk', ['order_id'], 'shop', 'orders', ['id']],
    );
    assert.deepEqual([foreign.onDelete, foreign.onUpdate], ['cascade', 'set null']);
    assert.deepEqual(check?.kind === 'check' && check.expression.columns, ['price']);
    assert.deepEqual(
      table.indexes.map(index => [index.name, index.method, index.keys.map(({ column }) => column)]),
      [
        ['order_idx', 'btree', ['order_id', 'state']],
        ['words', 'fulltext', ['note']],
      ],
    );
    const slice = ({ start, end }: { start: number; end: number }) => dump.slice(start, end);
    assert.equal(slice(table.name.span), '`order items`');
    assert.equal(slice(table.columns[1]!.span), '`order_id` int unsigned NOT NULL');
    assert.equal(slice(table.columns[3]!.typeSpan), 'decimal(10,2)');
    assert.match(slice(foreign.span), /^CONSTRAINT `items_order_fk`[\s\S]*SET NULL$/);
    const comments = read('mysql', dump).commands.filter(one => one.kind === 'comment');
    assert.deepEqual(
      comments.map(one => [one.member, one.text]),
      [['id', 'the id, a key']],
    );
  });

  it('reads what ALTER TABLE of MySQL does, action by action', () => {
    const sql =
      'ALTER TABLE `a` ADD COLUMN `x` int NOT NULL DEFAULT 1 AFTER `y`, DROP COLUMN z, MODIFY COLUMN w varchar(10) NOT NULL, CHANGE o n bigint, ADD INDEX idx (a,b), ADD UNIQUE KEY u (c), ADD PRIMARY KEY (id), DROP FOREIGN KEY fk2, DROP INDEX i2, DROP PRIMARY KEY, ENGINE=InnoDB';
    const { actions } = only('mysql', 'alterTable', sql);
    assert.deepEqual(
      actions.map(({ action }) => action),
      [
        'addColumn',
        'dropColumn',
        'setType',
        'setNotNull',
        'setType',
        'dropNotNull',
        'addIndex',
        'addConstraint',
        'addConstraint',
        'dropConstraint',
        'dropIndex',
        'dropPrimaryKey',
        'other',
      ],
    );
    assert.equal(
      sql.slice(actions[0]!.span.start, actions[0]!.span.end),
      'ADD COLUMN `x` int NOT NULL DEFAULT 1 AFTER `y`',
    );
    const rename = only('mysql', 'rename', sql);
    assert.deepEqual([rename.object, rename.member, rename.to], ['column', 'o', 'n']);
  });

  it('reads tables of SQLite, with what its parser does not know', () => {
    const table = only(
      'sqlite',
      'createTable',
      'CREATE TABLE IF NOT EXISTS [t x] (id INTEGER PRIMARY KEY AUTOINCREMENT, "a b" TEXT NOT NULL, any, o REFERENCES other, UNIQUE (any) ON CONFLICT IGNORE, FOREIGN KEY (any) REFERENCES o DEFERRABLE INITIALLY DEFERRED) STRICT, WITHOUT ROWID',
    );
    assert.deepEqual([table.name.name, table.ifNotExists], ['t x', true]);
    assert.deepEqual(
      table.columns.map(({ name, type }) => [name, type.name]),
      [
        ['id', 'int'],
        ['a b', 'text'],
        ['any', ''],
        ['o', ''],
      ],
    );
    assert.deepEqual(
      table.constraints.map(({ kind }) => kind),
      ['primaryKey', 'foreignKey', 'unique', 'foreignKey'],
    );
    const index = only(
      'sqlite',
      'createIndex',
      'CREATE UNIQUE INDEX IF NOT EXISTS main.i ON t (lower(a), b DESC) WHERE a IS NOT NULL',
    );
    assert.deepEqual(
      index.index.keys.map(key => key.column ?? key.expression?.functions),
      [['lower'], 'b'],
    );
    assert.deepEqual(index.index.predicate?.notNullOf, ['a']);
  });

  it('reads tables of SQL Server', () => {
    const table = only(
      'transactsql',
      'createTable',
      'CREATE TABLE [dbo].[Orders] ([Id] INT IDENTITY(1,1) NOT NULL, [Name] NVARCHAR(MAX) NULL, [At] DATETIME2(7) CONSTRAINT [DF_At] DEFAULT (getdate()) NOT NULL, Twice AS ([Id]*2) PERSISTED, CONSTRAINT [PK_Orders] PRIMARY KEY CLUSTERED ([Id] ASC) WITH (PAD_INDEX = OFF) ON [PRIMARY],) ON [PRIMARY]',
    );
    assert.deepEqual([table.name.schema, table.name.name], ['dbo', 'Orders']);
    assert.deepEqual(
      table.columns.map(({ name, type, identity }) => [name, type.name, type.modifiers, identity]),
      [
        ['Id', 'int', [], 'always'],
        ['Name', 'nvarchar', [], undefined],
        ['At', 'datetime2', [7], undefined],
        ['Twice', '', [], undefined],
      ],
    );
    const { actions } = only(
      'transactsql',
      'alterTable',
      'ALTER TABLE [dbo].[Orders] WITH CHECK ADD CONSTRAINT [FK] FOREIGN KEY([A]) REFERENCES [dbo].[C] ([Id]) ON DELETE CASCADE',
    );
    const added = actions[0];
    assert.ok(added?.action === 'addConstraint' && added.constraint.kind === 'foreignKey');
    assert.equal(added.constraint.target.name, 'C');
    assert.deepEqual(only('transactsql', 'alterTable', 'ALTER TABLE t ADD a int, b int NULL').actions.length, 2);
  });

  it('takes words like key and index for columns where they are', () => {
    const table = only('mysql', 'createTable', 'CREATE TABLE t (key varchar(20), `index` int, comment text)');
    assert.deepEqual(
      table.columns.map(({ name }) => name),
      ['key', 'index', 'comment'],
    );
    assert.deepEqual(table.indexes, []);
  });

  it('reads what queries ask for', () => {
    const { query } = only(
      'mysql',
      'query',
      'SELECT * FROM a WHERE b = 1 AND c NOT IN (SELECT d FROM e) ORDER BY f DESC LIMIT 10 OFFSET 2000',
    );
    assert.deepEqual(
      query.filters.map(({ column, operator }) => [column.column, operator]),
      [['b', 'equality']],
    );
    assert.equal(query.notInSubqueries.length, 1);
    assert.equal(query.stars.length, 1);
    assert.equal(query.offset?.value, 2000);
    assert.equal(query.inner[0]?.relations[0]?.table?.name, 'e');
    assert.ok(query.sort[0]?.descending);
  });

  it('says where it does not understand, and only when its parser does not either', () => {
    const sql = 'CREATE TABLE t (a int b int)';
    const { trouble } = read('mysql', sql);
    assert.equal(trouble && sql.slice(trouble.span.start, trouble.span.end), 'b');
    assert.equal(read('mysql', 'SET NAMES utf8mb4').trouble, undefined);
    assert.match(read('sqlite', 'SELECT FROM WHERE').trouble?.message ?? '', /does not understand this query/);
  });

  it('never throws, whatever comes', () => {
    const words = fc.constantFrom(
      ...'CREATE TABLE ALTER ADD DROP COLUMN INDEX KEY UNIQUE PRIMARY FOREIGN REFERENCES ( ) , ; . a `b` [c] "d" \'e\' 1 -1 int varchar(20) NOT NULL DEFAULT CHECK CONSTRAINT ON DELETE CASCADE SET RENAME TO CHANGE MODIFY SELECT FROM WHERE AS VIEW 🙂 表 /* -- # \\ '.split(
        ' ',
      ),
    );
    const dialects = fc.constantFrom<OtherDialect>('mysql', 'mariadb', 'sqlite', 'transactsql');
    fc.assert(
      fc.property(dialects, fc.array(words, { maxLength: 25 }), (dialect, parts) => {
        const sql = parts.join(' ');
        for (const { span } of read(dialect, sql).commands) assert.ok(span.start >= 0 && span.end <= sql.length);
      }),
      { numRuns: 300 },
    );
  });
});
