import assert from 'node:assert/strict';
import { fileSymbols } from '../../../src/schema/navigation/symbols.js';
import type { SchemaSymbol } from '../../../src/schema/service/schemaMessages.js';
import type { Position } from '../../../src/text/finding.js';
import { readMarked, textIn } from './markedSql.js';

async function symbols(sql: string): Promise<readonly SchemaSymbol[]> {
  const { reading } = await readMarked(sql);
  return fileSymbols(reading.files[0]!);
}

const outline = (found: readonly SchemaSymbol[], indent = ''): string =>
  found
    .map(
      ({ kind, name, detail, children }) => `${indent}${kind} ${name}: ${detail}\n${outline(children, `${indent}  `)}`,
    )
    .join('');

const isBefore = (a: Position, b: Position) => a.line < b.line || (a.line === b.line && a.character <= b.character);

const sql = `CREATE SCHEMA app;
CREATE TABLE app.orders (
  id bigint PRIMARY KEY,
  "Customer Id" bigint NOT NULL,
  CONSTRAINT total_ok CHECK (id > 0),
  FOREIGN KEY ("Customer Id") REFERENCES customers (id)
) PARTITION BY HASH (id);
CREATE UNIQUE INDEX i ON app.orders (id, lower('x'));
CREATE TYPE mood AS ENUM ('a', 'b');
CREATE VIEW v AS SELECT 1;
CREATE MATERIALIZED VIEW m AS SELECT 1;
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'select 1';
CREATE TRIGGER t AFTER INSERT ON app.orders FOR EACH ROW EXECUTE FUNCTION f();
ALTER TABLE app.orders ADD COLUMN note text;
ALTER TABLE app.orders OWNER TO me;
CREATE TABLE broken (;
CREATE SEQUENCE s;
`;

describe('symbols', () => {
  it('say what each statement makes', async () => {
    assert.equal(
      outline(await symbols(sql)),
      `schema app:${' '}
table app.orders: partitioned
  column id: bigint
  column Customer Id: bigint not null
  constraint total_ok: check
  constraint foreign key: (Customer Id) → customers
index i: unique on app.orders (id, lower('x'))
type mood: enum (2)
view v:${' '}
view m: materialized
function f: (integer)
trigger t: on app.orders
table app.orders: alter
  column note: text
sequence s:${' '}
`,
    );
  });

  it('have their names inside of them, and lie inside of their parents', async () => {
    const check = (found: readonly SchemaSymbol[], outer?: SchemaSymbol) => {
      for (const symbol of found) {
        assert.ok(
          isBefore(symbol.range.start, symbol.nameRange.start) && isBefore(symbol.nameRange.end, symbol.range.end),
        );
        assert.ok(symbol.name);
        if (outer)
          assert.ok(isBefore(outer.range.start, symbol.range.start) && isBefore(symbol.range.end, outer.range.end));
        check(symbol.children, symbol);
      }
    };
    const found = await symbols(sql);
    check(found);
    assert.equal(textIn(sql, found[1]!.nameRange), 'app.orders');
  });
});
