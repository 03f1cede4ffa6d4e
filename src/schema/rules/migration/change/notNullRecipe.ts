/** SET NOT NULL without a scan under a strong lock. */
import { newName, quoteName } from '../../../print.js';
import { validateSql } from './constraints.js';
import type { Target } from './target.js';

/** `first` takes its lock for a moment only; `rest` needs it to be over. */
export interface NotNullSteps {
  readonly first: string;
  readonly rest: readonly string[];
}

/** A CHECK that is added NOT VALID and validated lets PostgreSQL 12 and later see without a scan that there is no NULL. */
export function notNullRecipe(target: Target, column: string): NotNullSteps {
  const taken = new Set(target.table?.constraints.map(({ name }) => name));
  const name = newName(target.name.name, [column], 'not_null_check', other => taken.has(other));
  const alter = `ALTER TABLE ${target.sql}`;
  return {
    first: `${alter} ADD CONSTRAINT ${quoteName(name)} CHECK (${quoteName(column)} IS NOT NULL) NOT VALID;`,
    rest: [
      validateSql(target, name),
      `${alter} ALTER COLUMN ${quoteName(column)} SET NOT NULL;`,
      `${alter} DROP CONSTRAINT ${quoteName(name)};`,
    ],
  };
}
