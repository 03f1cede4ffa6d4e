import type { HazardKind } from '../../../schema/diff/statement.js';
import type { LocatedHazard } from '../../../schema/migration/migration.js';

const kinds: readonly string[] = [
  ...(['deletesData', 'locks', 'rewritesTable', 'scansTable'] as const),
  ...(['breaksClients', 'cannotBeRolledBack', 'needsExtension', 'dependsOnData'] as const),
] satisfies readonly HazardKind[];

/** What a header warns of, `-- hazard, up: deletesData: …`; of which statement it speaks, it does not say. */
export function headerHazards(text: string): readonly LocatedHazard[] {
  return [...text.matchAll(/^-- hazard, (up|down): (\w+): (.+?)\r?$/gm)].flatMap(([, direction, kind, reason]) =>
    kinds.includes(kind!)
      ? [{ direction: direction as 'up' | 'down', kind: kind as HazardKind, reason: reason!, sql: '' }]
      : [],
  );
}
