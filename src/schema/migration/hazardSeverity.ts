import type { Hazard, HazardKind } from '../diff/statement.js';

/** `danger`: data or the way back is lost. `warning`: users may notice. `note`: good to know. */
export type HazardSeverity = 'danger' | 'warning' | 'note';

const severities: Readonly<Record<HazardKind, HazardSeverity>> = {
  deletesData: 'danger',
  cannotBeRolledBack: 'danger',
  rewritesTable: 'warning',
  breaksClients: 'warning',
  dependsOnData: 'warning',
  scansTable: 'warning',
  locks: 'warning',
  needsExtension: 'note',
};

/** A lock that only the strongest conflict with is a note: nobody who reads waits for it. */
export function hazardSeverity({ kind, reason }: Hazard): HazardSeverity {
  if (kind === 'locks' && !/^ACCESS EXCLUSIVE\b/.test(reason)) return 'note';
  return severities[kind];
}
