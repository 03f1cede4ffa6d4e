/** Indexes that a group lacks, as they are told to whoever asked. */
import { startOfFile } from '../../text/finding.js';
import { appendedIndexes } from '../advice/appendIndexes.js';
import { indexMigration } from '../advice/indexMigration.js';
import { suggestIndexes } from '../advice/suggestIndexes.js';
import { locationOf } from '../navigation/positions.js';
import type { GroupState } from './schemaGroup.js';
import type { SchemaCalls } from './schemaMessages.js';

/** `today` names the migration. */
export function groupSuggestions(state: GroupState, today: Date): SchemaCalls['suggestIndexes']['result'] {
  const { group, roles, options } = state;
  const reading = state.reading();
  const indexes = suggestIndexes(reading.catalog, roles, options.conventions);
  const suggestions = indexes.map(({ table, columns, reason, sql, rollback, at }) => ({
    table,
    columns,
    reason,
    sql,
    rollback,
    at: locationOf(reading, at) ?? { path: at.path, range: startOfFile },
  }));
  return {
    suggestions,
    files: indexMigration(indexes, group, roles, today),
    appended: appendedIndexes(indexes, group, roles),
  };
}
