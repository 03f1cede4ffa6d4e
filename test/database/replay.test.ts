// Our replay against a real PostgreSQL 18: the same statements must be refused, in the same words, and the same schema come out.
import assert from 'node:assert/strict';
import { PGlite } from '@electric-sql/pglite';
import { compare } from './compare.js';
import { wipe } from './pglite.js';
import { scripts } from './scripts.js';

describe('replay, beside a real PostgreSQL', () => {
  let db: PGlite;
  before(async () => {
    db = await PGlite.create();
  });
  after(() => db.close());

  for (const [name, script] of Object.entries(scripts)) {
    it(name, async () => {
      try {
        const { server, ours } = await compare(db, onePerLine(script), false);
        assert.deepEqual(ours.refused, server.refused);
        assert.deepEqual(ours.catalog, server.catalog);
      } finally {
        await wipe(db);
      }
    });
  }
});

function onePerLine(script: string): string {
  return script.replaceAll('; ', ';\n');
}
