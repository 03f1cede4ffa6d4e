/** The fixes of many findings as one change. */
import type { Fix, TextEdit } from '../../text/finding.js';
import { migrationAfter } from '../project/newMigration.js';
import type { SchemaFinding } from '../rule.js';

/**
 * Edits of the first fix of each finding, as far as they can be made together: one that touches what an earlier one changes is left for
 * the next time. New migrations get versions one after another.
 *
 * @param today only the day counts.
 */
export function fixAll(findings: readonly SchemaFinding[], today: Date): readonly TextEdit[] {
  const taken: TextEdit[] = [];
  const byPath = new Map<string, TextEdit[]>();
  let newest: string | undefined;
  for (const finding of findings) {
    const edits = mend(finding)?.edits;
    if (!edits) continue;
    const fresh = edits.filter(edit => !byPath.get(edit.path)?.some(other => isEqual(edit, other)));
    if (fresh.some(edit => !edit.newFile && byPath.get(edit.path)?.some(other => overlaps(edit, other)))) continue;
    for (const edit of fresh) {
      const path: string = edit.newFile && newest !== undefined ? migrationAfter(edit.path, newest, today) : edit.path;
      if (edit.newFile) newest = path;
      const placed = path === edit.path ? edit : { ...edit, path };
      taken.push(placed);
      const known = byPath.get(edit.path);
      if (known) known.push(placed);
      else byPath.set(edit.path, [placed]);
    }
  }
  return taken;
}

/** The last fix of every finding only turns the rule off for the line (lintFindings.ts). */
function mend({ fixes }: SchemaFinding): Fix | undefined {
  return fixes.length > 1 ? fixes[0] : undefined;
}

function isEqual(a: TextEdit, b: TextEdit): boolean {
  return a.text === b.text && compare(a.range.start, b.range.start) === 0 && compare(a.range.end, b.range.end) === 0;
}

/** Insertions at one place do not overlap; they come one after another. */
function overlaps({ range: a }: TextEdit, { range: b }: TextEdit): boolean {
  return compare(a.start, b.end) < 0 && compare(b.start, a.end) < 0;
}

function compare(a: TextEdit['range']['start'], b: TextEdit['range']['start']): number {
  return a.line - b.line || a.character - b.character;
}
