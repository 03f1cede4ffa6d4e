import type { LockMode, LockTaken } from '../../schema/migration/proof.js';

const modes: readonly LockMode[] = [
  'ACCESS SHARE',
  'ROW SHARE',
  'ROW EXCLUSIVE',
  'SHARE UPDATE EXCLUSIVE',
  'SHARE',
  'SHARE ROW EXCLUSIVE',
  'EXCLUSIVE',
  'ACCESS EXCLUSIVE',
];

/** As pg_locks writes them: `AccessExclusiveLock`. */
const byName = new Map(
  modes.map(mode => [`${mode.replaceAll(/(\w)(\w*) ?/g, (_, a: string, b: string) => a + b.toLowerCase())}Lock`, mode]),
);

/** An oid, and a mode in the words of pg_locks. */
export type LockRow = readonly [relation: number, mode: string];

/** The strongest mode on each relation that has a name here. */
export type HeldLocks = ReadonlyMap<string, LockMode>;

export function heldLocks(rows: readonly LockRow[], names: ReadonlyMap<number, string>): HeldLocks {
  const held = new Map<string, LockMode>();
  for (const [oid, word] of rows) {
    const [name, mode] = [names.get(oid), byName.get(word)];
    if (name === undefined || mode === undefined) continue;
    if (isStronger(mode, held.get(name))) held.set(name, mode);
  }
  return held;
}

/** What is new or stronger than before, by name. */
export function newLocks(before: HeldLocks, now: HeldLocks): readonly LockTaken[] {
  const taken = [...now].filter(([relation, mode]) => isStronger(mode, before.get(relation)));
  return taken.map(([relation, mode]) => ({ relation, mode })).sort((a, b) => (a.relation < b.relation ? -1 : 1));
}

function isStronger(mode: LockMode, than: LockMode | undefined): boolean {
  return than === undefined || modes.indexOf(mode) > modes.indexOf(than);
}
