/** Which files have other problems to show than the last time somebody asked. */
import type { SchemaFinding } from '../rule.js';
import { isSame } from './changedFindings.js';
import { packProblems } from './packedLists.js';
import type { FileProblems, NewProblems } from './schemaMessages.js';

/** VS Code shows no more of one file, the line that says so among them. */
export const mostProblems = 999;
/** Of all files together in one answer: whoever asks again gets the rest. */
const mostTogether = 2000;

/** Remembers what was told. */
export class ChangedProblems {
  readonly #told = new Map<string, readonly SchemaFinding[]>();
  #isFirst = true;

  /** @param now every file that has findings, of those that somebody wants to see. */
  next(now: ReadonlyMap<string, readonly SchemaFinding[]>): NewProblems {
    const files: FileProblems[] = [];
    const first = this.#isFirst;
    this.#isFirst = false;
    for (const path of [...this.#told.keys()]) {
      if (now.has(path)) continue;
      this.#told.delete(path);
      files.push(fileProblems(path, []));
    }
    let count = 0;
    for (const [path, findings] of now) {
      const before = this.#told.get(path) ?? [];
      if (!looksTheSame(findings, before)) {
        if (count >= mostTogether) return { files, more: true, first };
        const changed = fileProblems(path, findings);
        files.push(changed);
        count += findings.length - changed.omitted;
      }
      this.#told.set(path, findings);
    }
    return { files, more: false, first };
  }
}

function looksTheSame(a: readonly SchemaFinding[], b: readonly SchemaFinding[]): boolean {
  if (a === b) return true;
  return a.length === b.length && a.every((one, i) => looksAlike(one, b[i]!));
}

function looksAlike(a: SchemaFinding, b: SchemaFinding): boolean {
  return a.rule === b.rule && a.severity === b.severity && a.message === b.message && isSame(a.range, b.range);
}

function fileProblems(path: string, findings: readonly SchemaFinding[]): FileProblems {
  const shown = findings.length > mostProblems ? [...findings].sort(byGravity).slice(0, mostProblems) : findings;
  return { path, problems: packProblems(shown), omitted: findings.length - shown.length };
}

const gravity: Record<SchemaFinding['severity'], number> = { error: 0, warning: 1, info: 2, hint: 3 };

function byGravity(a: SchemaFinding, b: SchemaFinding): number {
  return gravity[a.severity] - gravity[b.severity];
}
