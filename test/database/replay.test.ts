// Our replay against a real PostgreSQL 18: the same statements must be refused, and the same schema come out.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { btree_gin } from '@electric-sql/pglite/contrib/btree_gin';
import { ltree } from '@electric-sql/pglite/contrib/ltree';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { pgcrypto } from '@electric-sql/pglite/contrib/pgcrypto';
import { uuid_ossp } from '@electric-sql/pglite/contrib/uuid_ossp';
import fc from 'fast-check';
import { compare, compareLoaded, type Side } from './compare.js';
import { wipe } from './pglite.js';
import { randomScript } from './randomScript.js';
import { scripts } from './scripts.js';

const corpus = path.resolve(__dirname, '../../../shared/corpus/sql');
const extensions = { btree_gin, ltree, pg_trgm, pgcrypto, uuid_ossp };
/** PGlite gives no rows for our catalog query on this one. */
const notForPglite = new Set(['adventureworks.sql']);

describe('replay, beside a real PostgreSQL', () => {
  let db: PGlite;
  before(async () => {
    db = await PGlite.create();
  });
  after(() => db.close());

  for (const [name, script] of Object.entries(scripts)) {
    it(name, async () => {
      try {
        const { server, ours } = await compare(db, script.replaceAll('; ', ';\n'), false);
        assert.deepEqual(ours.refused, server.refused);
        assert.deepEqual(ours.catalog, server.catalog);
      } finally {
        await wipe(db);
      }
    });
  }

  it('random scripts', async () => {
    const check = async (sql: string) => {
      const { server, ours } = await compare(db, sql, true);
      // Of several things that are wrong with a statement, we may name another one.
      assert.deepEqual(statementsOf(ours), statementsOf(server));
      assert.deepEqual(ours.catalog, server.catalog);
    };
    await fc.assert(fc.asyncProperty(randomScript, check), { numRuns: 150, endOnFailure: true });
  });

  for (const name of existsSync(corpus) ? readdirSync(corpus).filter(file => file.endsWith('.sql')) : []) {
    if (notForPglite.has(name)) continue;
    it(`${name} of the corpus`, async () => {
      const sql = readFileSync(path.join(corpus, name), 'utf8');
      // Extensions cannot all be dropped again.
      const own = /create\s+extension/i.test(sql) ? await PGlite.create({ extensions }) : undefined;
      try {
        const { server, ours } = await compareLoaded(own ?? db, sql);
        assert.deepEqual(ours.refused, []);
        assert.deepEqual(ours.catalog, server.catalog);
      } finally {
        await (own ? own.close() : wipe(db));
      }
    });
  }
});

function statementsOf({ refused }: Side): string[] {
  return refused.map(line => line.split(' ⇒ ')[0]!);
}
