/** What a migration is made of. */

export interface Statement {
  /** Without the semicolon. */
  readonly sql: string;
  /** `alone`: cannot run in a transaction block. `commitFirst`: what it made can only be used after a COMMIT (values of enums). */
  readonly transaction?: 'alone' | 'commitAfter';
  readonly hazards?: readonly Hazard[];
}

export interface Hazard {
  readonly kind: HazardKind;
  /** What is at stake and when, for people. */
  readonly reason: string;
}

export type HazardKind =
  | 'deletesData'
  | 'locks'
  | 'rewritesTable'
  | 'scansTable'
  | 'breaksClients'
  | 'cannotBeRolledBack'
  | 'needsExtension'
  | 'dependsOnData';
