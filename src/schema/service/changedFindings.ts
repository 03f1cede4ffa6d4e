/** Which files have other findings than the last time somebody asked. */
import type { SchemaFinding } from '../rule.js';

export interface FileFindings {
  readonly path: string;
  /** Empty: there is nothing to say any more. */
  readonly findings: readonly SchemaFinding[];
}

/** Remembers what was told. */
export class ChangedFindings {
  #told: ReadonlyMap<string, readonly SchemaFinding[]> = new Map();

  /** @param now every file that has findings. */
  next(now: ReadonlyMap<string, readonly SchemaFinding[]>): readonly FileFindings[] {
    const changed: FileFindings[] = [];
    for (const [path, findings] of now) {
      const before = this.#told.get(path);
      if (findings !== before && !(before ? isSame(findings, before) : findings.length === 0))
        changed.push({ path, findings });
    }
    for (const [path, findings] of this.#told)
      if (findings.length > 0 && !now.has(path)) changed.push({ path, findings: [] });
    this.#told = now;
    return changed;
  }
}

/** Plain data, compared without copies of it. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, i) => isSame(item, b[i]));
  }
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every(key => Object.hasOwn(b, key) && isSame(a[key as never], b[key as never]));
}
