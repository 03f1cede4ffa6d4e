import { createHash } from 'node:crypto';
import type { PlannedStep } from '../../diff/compareInventories.js';
import { historySchema } from '../../diff/scope.js';
import type { ObjectId } from '../../inventory.js';
import { quoteName, truncateName } from '../../print.js';

/** Digits of an object in a migration, which meets nothing that another one has kept. */
export function markOf(steps: readonly PlannedStep[], id: ObjectId): string {
  const hash = createHash('sha256').update(id);
  for (const { statements } of steps) for (const { sql } of statements) hash.update(`${sql}\0`);
  return hash.digest('hex').slice(0, 8);
}

/** Where rows are kept: `senior_backend.kept_1a2b3c4d_users_email`. In a schema that no comparison looks at. */
export function keptTable(mark: string, names: readonly string[]): string {
  return `${historySchema}.${quoteName(truncateName(`kept_${mark}_${names.join('_')}`))}`;
}
