import assert from 'node:assert/strict';
import nodePath from 'node:path';
import { suggestedSqlNames } from '../../../src/cli/suggestedSqlNames.js';

const at = (...parts: string[]) => nodePath.resolve('/app', ...parts);

describe('names of suggested files in another folder', () => {
  it('are those that the tool knows its migrations by', () => {
    const names = suggestedSqlNames([
      { group: at('a/migrations'), paths: [at('a/migrations/2_x.up.sql'), at('a/migrations/2_x.down.sql')] },
    ]);
    assert.deepEqual(names, [['2_x.up.sql', '2_x.down.sql']]);
  });

  it('keep the folder that carries the version', () => {
    const prisma = [at('prisma/migrations/2_x/migration.sql'), at('prisma/migrations/3_y/migration.sql')];
    const diesel = [at('m/2_x/up.sql'), at('m/2_x/down.sql'), at('m/2_x/metadata.toml')];
    assert.deepEqual(suggestedSqlNames([{ group: at('prisma/migrations'), paths: prisma }]), [
      [nodePath.join('2_x', 'migration.sql'), nodePath.join('3_y', 'migration.sql')],
    ]);
    assert.deepEqual(suggestedSqlNames([{ group: at('m'), paths: diesel }]), [
      ['up.sql', 'down.sql', 'metadata.toml'].map(name => nodePath.join('2_x', name)),
    ]);
  });

  it('differ from those of other schemas, also by more than case', () => {
    const script = (folder: string) => ({
      group: at(folder, 'schema.sql'),
      paths: [at(folder, 'add_indexes.sql'), at(folder, 'add_indexes_rollback.sql')],
    });
    const names = suggestedSqlNames([script('a'), script('b'), script('c')]);
    assert.deepEqual(names[1], ['schema_add_indexes.sql', 'schema_add_indexes_rollback.sql']);
    assert.deepEqual(names[2], ['schema_2_add_indexes.sql', 'schema_2_add_indexes_rollback.sql']);
    const upper = { group: at('d/X.sql'), paths: [at('d/ADD_INDEXES.sql')] };
    assert.deepEqual(suggestedSqlNames([script('a'), upper])[1], ['X_ADD_INDEXES.sql']);
  });
});
