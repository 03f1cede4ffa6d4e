import type { DiffContext } from '../../diff/behaviour.js';
import type { PlannedStep } from '../../diff/compareInventories.js';

/** Whether a table (or materialized view) is there before and after and is not made anew: only then somebody uses it meanwhile. */
export type Stays = (table: string) => boolean;

export function staysIn(steps: readonly PlannedStep[], { source, target }: DiffContext): Stays {
  const made = new Set(steps.filter(({ verb }) => verb === 'create').map(({ object }) => object.id));
  return table =>
    ['table', 'materializedView'].some(kind => {
      const id = `${kind} ${table}`;
      return source.get(id) !== undefined && target.get(id) !== undefined && !made.has(id);
    });
}

/** Steps that name an object between two places, both excluded. */
export function isTouchedBetween(
  steps: readonly PlannedStep[],
  from: number,
  to: number,
  ids: ReadonlySet<string>,
): boolean {
  return steps.slice(from + 1, to).some(({ object }) => ids.has(object.id));
}
