import type { Severity } from '../../text/finding.js';

/** What a rule of Spectral's says, before it has a place in a file. */
export interface Diagnostic {
  readonly rule: string;
  readonly message: string;
  readonly severity: Severity;
  /** Which of `Prepared.documents`. */
  readonly uri: string;
  readonly tokens: readonly string[];
}
