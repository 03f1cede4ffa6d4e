/** Drifts of one kind and one place, as one: six fields that a body lacks are one thing to look at, and to mend. */
import type { AppReading } from '../readApp.js';
import { editsOf } from './changes.js';
import type { Description } from './described.js';
import type { Drift } from './drift.js';
import { planDrift } from './findDrift.js';
import type { Planned } from './planned.js';

export interface DriftGroup extends Drift {
  /** How many it holds; `message` has a line for each, `edits` mend all that can be mended. */
  readonly size: number;
}

/** As `findDrift`, in its order. */
export function findDriftGroups(description: Description, reading: AppReading): DriftGroup[] {
  const groups = new Map<string, Planned[]>();
  for (const drift of planDrift(description, reading)) {
    const { kind, method, path, described, route } = drift;
    const key = JSON.stringify([kind, method, path, described?.path, described?.range, route]);
    groups.set(key, [...(groups.get(key) ?? []), drift]);
  }
  return [...groups.values()].map(group => {
    const { changes, ...first } = group[0]!;
    return {
      ...first,
      message: group.map(({ message }) => message).join('\n'),
      edits: editsTogether(description, group),
      size: group.length,
    };
  });
}

function editsTogether(description: Description, group: readonly Planned[]): Drift['edits'] {
  const changes = group.flatMap(drift => drift.changes);
  if (changes.length === 0) return [];
  const all = editsOf(description, changes);
  if (all || group.length === 1) return all ?? [];
  // One that cannot be mended does not keep the others from it.
  const mendable = group.filter(drift => drift.changes.length > 0 && editsOf(description, drift.changes));
  return (
    editsOf(
      description,
      mendable.flatMap(drift => drift.changes),
    ) ?? []
  );
}
