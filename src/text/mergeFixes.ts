import type { Fix, Position, TextEdit } from './finding.js';

/**
 * The edits of several fixes made at once. What two of them add alike is added once; a fix that would change what another
 * changes is left for the next time. Of what is added at one place, the deeper indented comes first.
 */
export function mergeFixes(fixes: readonly Fix[]): readonly TextEdit[] {
  const taken: TextEdit[] = [];
  const known = new Set<string>();
  for (const { edits } of fixes) {
    const added = edits.filter(edit => !known.has(JSON.stringify(edit)));
    if (added.some(edit => taken.some(other => collide(edit, other)))) continue;
    for (const edit of added) {
      taken.push(edit);
      known.add(JSON.stringify(edit));
    }
  }
  return taken.toSorted((a, b) => compare(a.range.start, b.range.start) || depth(b) - depth(a));
}

function collide(a: TextEdit, b: TextEdit): boolean {
  if (a.path !== b.path || (isSamePlace(a, b) && depth(a) >= 0 && depth(b) >= 0)) return false;
  return compare(a.range.start, b.range.end) <= 0 && compare(b.range.start, a.range.end) <= 0;
}

/** Both only add, at one place. */
function isSamePlace(a: TextEdit, b: TextEdit): boolean {
  const places = [a.range.end, b.range.start, b.range.end];
  return a.path === b.path && places.every(place => compare(place, a.range.start) === 0);
}

/** The indentation of whole lines; -1 for anything else. */
function depth({ text }: TextEdit): number {
  const lines = /^(?:\r?\n( *)\S|( *)\S[\s\S]*\n$)/.exec(text);
  return lines ? (lines[1] ?? lines[2] ?? '').length : -1;
}

function compare(a: Position, b: Position): number {
  return a.line - b.line || a.character - b.character;
}
