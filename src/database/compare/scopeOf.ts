import type { Scope } from '../../schema/diff/scope.js';
import type { CompareRequest, SchemaSource } from './comparison.js';
import { type Spoken, speaksOf } from './speaksOf.js';

/**
 * What takes part in a comparison. Owners and grants: as asked; otherwise when the scripts that say what it shall become speak of
 * them, or, where it shall become what a server has, those that say what is there. Of a file without a GRANT nobody expects that it takes
 * all privileges away.
 */
export async function scopeOf({ from, to, scope }: CompareRequest): Promise<Scope> {
  const { owners, grants, ...rest } = scope;
  const spoken = owners === undefined || grants === undefined ? await spokenOf(to, from) : { owners, grants };
  return { ...rest, owners: owners ?? spoken.owners, grants: grants ?? spoken.grants };
}

async function spokenOf(...sides: readonly SchemaSource[]): Promise<Spoken> {
  for (const side of sides) if (side.kind === 'scripts') return speaksOf(side.scripts);
  return { owners: false, grants: false };
}
