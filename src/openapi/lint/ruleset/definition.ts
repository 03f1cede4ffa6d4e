/** A ruleset as Spectral takes it, as far as it is looked into here. Its own types stay behind the door. */
import type { Finding, Severity } from '../../../text/finding.js';

export interface Definition {
  readonly extends?: unknown;
  readonly rules?: Readonly<Record<string, unknown>>;
  readonly aliases?: object;
  readonly formats?: readonly unknown[];
}

/** Another severity for a rule in one part of the entry file: `api.yaml#/paths/~1users`. */
export interface PointerLevel {
  readonly rule: string;
  readonly pointer: string;
  readonly level: Severity | 'off';
}

/** What came of the ruleset of a project. */
export interface ProjectRuleset {
  /** Undefined: nothing of it can be used. */
  readonly definition: Definition | undefined;
  /** What it says about rules that are not Spectral's. */
  readonly levels: Readonly<Record<string, Severity | 'off'>>;
  readonly pointerLevels: readonly PointerLevel[];
  /** What is wrong with it, in its own files. */
  readonly findings: readonly Finding[];
  /** Every file that was read for it, absolute. */
  readonly files: readonly string[];
}

/** 0 to 3, -1, names and booleans, as Spectral reads them; undefined for what is no severity. */
export function levelFrom(value: unknown): Severity | 'off' | 'on' | undefined {
  const names: Readonly<Record<string, Severity | 'off' | 'on'>> = {
    error: 'error',
    warn: 'warning',
    info: 'info',
    hint: 'hint',
    off: 'off',
    true: 'on',
    false: 'off',
    '0': 'error',
    '1': 'warning',
    '2': 'info',
    '3': 'hint',
    '-1': 'off',
  };
  const key = String(value);
  return /^(?:string|number|boolean)$/.test(typeof value) && Object.hasOwn(names, key) ? names[key] : undefined;
}
