/** What a migration is made of. */

export interface Statement {
  /** Without the semicolon. */
  readonly sql: string;
  /**
   * `alone`: cannot run in a transaction block. `commitAfter`: what it made can only be used after a COMMIT (values of enums).
   * `ownTransaction`: shares its transaction with nothing, so that locks of others are not held while it takes its time.
   */
  readonly transaction?: 'alone' | 'commitAfter' | 'ownTransaction';
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
