import { Problem } from '../../text/problem.js';
import { readSlo } from './slo.js';
import { parseThreshold, thresholdKey } from './thresholds.js';

export interface MergedSlo {
  readonly text: string;
  /** What stood there about the same figures, and is no more. */
  readonly replaced: readonly string[];
}

/**
 * New defaults for a `slo.json`. What it says about other figures and about single operations stays.
 * @param path absolute: for messages
 * @param before undefined: there is no such file yet
 * @throws Problem for a file that load tests could not read, or whose comments would be lost
 */
export function mergeSlo(path: string, before: string | undefined, thresholds: readonly string[]): MergedSlo {
  const file = before === undefined ? {} : plainJson(path, before);
  const key = (threshold: string) => thresholdKey(parseThreshold(threshold));
  const ours = new Set(thresholds.map(key));
  const others = (file.default ?? []).filter(threshold => !ours.has(key(threshold)));
  const gone = (threshold: string) => !others.includes(threshold) && !thresholds.includes(threshold);
  return {
    text: `${JSON.stringify({ ...file, default: [...thresholds, ...others] }, undefined, 2)}\n`,
    replaced: (file.default ?? []).filter(gone),
  };
}

function plainJson(path: string, text: string): { readonly default?: readonly string[] } {
  readSlo(path, text);
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as { readonly default?: readonly string[] };
  } catch {
    throw new Problem('Thresholds cannot be added to this file as it is written. Make it plain JSON.', { path });
  }
}
