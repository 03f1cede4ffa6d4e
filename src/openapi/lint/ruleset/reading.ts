/** What the readers of a ruleset share. */
import type { ReadFile } from '../../../text/files.js';
import type { Finding } from '../../../text/finding.js';
import { locateFinding, locatePlace, type SourceDocument } from '../../document.js';
import { pointerFrom } from '../../pointer.js';
import type { Definition, PointerLevel } from './definition.js';

export interface RulesetOptions {
  readonly readFile: ReadFile;
  /** Rulesets by the names that `extends` may use: `spectral:oas`, `spectral:owasp`. */
  readonly builtIn: (name: string) => Definition | undefined;
  /** Code of the project may run. A JSONPath counts as code: its filters can call any function. */
  readonly trusted: boolean;
  /** Absolute path of the description, for `overrides`. */
  readonly spec: string;
  /** Ids of rules that are not Spectral's. */
  readonly ownRules: ReadonlySet<string>;
  /** Files must not leave it; absolute. */
  readonly root: string;
  readonly fetchText?: (url: string) => Promise<string>;
}

export interface RulesetReading extends RulesetOptions {
  readonly findings: Finding[];
  readonly files: Set<string>;
  readonly levels: Record<string, 'error' | 'warning' | 'info' | 'hint' | 'off'>;
  readonly pointerLevels: PointerLevel[];
  /** Files that are being read, outermost first. */
  readonly open: readonly string[];
  /** A ruleset in a file, or on the web; undefined when nothing of it can be used, which has been said then. */
  readonly read: (reading: RulesetReading, path: string) => Promise<Definition | undefined>;
}

/** A finding about a place in a ruleset file. */
export function say(
  reading: RulesetReading,
  document: SourceDocument,
  tokens: readonly string[],
  message: string,
  severity: Finding['severity'] = 'error',
): void {
  const pointer = pointerFrom(tokens);
  const range = tokens.length === 0 ? firstKey(document) : locateFinding(document, pointer);
  reading.findings.push({ rule: 'invalid-ruleset', severity, message, path: document.path, range, fixes: [] });
}

function firstKey(document: SourceDocument): Finding['range'] {
  const [key] = typeof document.value === 'object' && document.value !== null ? Object.keys(document.value) : [];
  return (key !== undefined && locatePlace(document, pointerFrom([key]))?.key) || locateFinding(document, '');
}
