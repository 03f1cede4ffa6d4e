import { isDeepStrictEqual } from 'node:util';
import type { ObjectOf } from '../../inventory.js';
import type { Change, DiffContext } from '../behaviour.js';
import type { Hazard, Statement } from '../statement.js';
import { columnSql } from './columnText.js';
import { constraintSql } from './constraints.js';
import { goesAsTableLeaves } from './inheritance.js';
import { storageChanges } from './options.js';

type Table = ObjectOf<'table'>;

/** A table that is partitioned otherwise is another table; all else can be altered. */
export function alterTable(from: Table, to: Table, context: DiffContext): Change {
  const [old, now] = [from.is, to.is];
  if (old.partitionBy !== now.partitionBy) return 'replace';
  if (old.accessMethod !== now.accessMethod && context.version < 150000) return 'replace';
  const statements: Statement[] = [];
  const say = (clause: string, ...hazards: Hazard[]) =>
    statements.push({ sql: `ALTER TABLE ${to.address} ${clause}`, ...(hazards.length > 0 && { hazards }) });
  const isCopied: Hazard = { kind: 'rewritesTable', reason: `Every row of ${to.address} is copied.` };
  if (old.ofType !== undefined && old.ofType !== now.ofType) say('NOT OF');
  const leave = () => {
    const left = old.inherits.filter(parent => !now.inherits.includes(parent));
    for (const parent of left) say(`NO INHERIT ${parent}`);
    if (left.length === 0) return;
    const reason = `What ${to.address} has from its parent is lost.`;
    for (const clause of partsOfOldParents(from, context)) say(clause, { kind: 'deletesData', reason });
  };
  const join = () => {
    const joined = now.inherits.filter(parent => !old.inherits.includes(parent));
    if (joined.length > 0) for (const clause of partsOfNewParents(to, context)) say(clause);
    for (const parent of joined) say(`INHERIT ${parent}`);
  };
  // A column that is without any parent for a moment becomes the table's own.
  const inOrder = staysInherited(from, to, context) ? [join, leave] : [leave, join];
  for (const change of inOrder) change();
  if (now.ofType !== undefined && old.ofType !== now.ofType) say(`OF ${now.ofType}`);
  if (old.persistence !== now.persistence)
    say(`SET ${now.persistence === 'unlogged' ? 'UNLOGGED' : 'LOGGED'}`, isCopied);
  if (old.accessMethod !== now.accessMethod) say(`SET ACCESS METHOD ${now.accessMethod ?? 'heap'}`, isCopied);
  if (old.tablespace !== now.tablespace) say(`SET TABLESPACE ${now.tablespace ?? 'pg_default'}`, isCopied);
  for (const clause of storageChanges(old.options, now.options)) say(clause);
  if (old.rowSecurity !== now.rowSecurity) {
    const reason = `Roles other than the owner see ${now.rowSecurity ? 'only rows that a policy shows them' : 'all rows'}.`;
    say(`${now.rowSecurity ? 'ENABLE' : 'DISABLE'} ROW LEVEL SECURITY`, { kind: 'breaksClients', reason });
  }
  if (old.forceRowSecurity !== now.forceRowSecurity) {
    say(`${now.forceRowSecurity ? 'FORCE' : 'NO FORCE'} ROW LEVEL SECURITY`);
  }
  // The index that becomes the identity says so itself.
  if (old.replicaIdentity !== now.replicaIdentity && now.replicaIdentity !== 'index') {
    say(`REPLICA IDENTITY ${now.replicaIdentity.toUpperCase()}`);
  }
  return { statements };
}

/** Whether the table has a column from one parent and goes on to have it from another. */
function staysInherited(from: Table, to: Table, { source, target }: DiffContext): boolean {
  const kept = from.is.inherits.filter(parent => to.is.inherits.includes(parent));
  return source.partsOf(from.id).some(part => {
    const after = target.get(part.id);
    if (part.kind !== 'column' || after?.kind !== 'column' || part.is.local || after.is.local) return false;
    return !kept.some(parent => source.get(`column ${parent}.${part.address}`));
  });
}

/**
 * Columns and checks that a parent has and the table lacks: they have to be there before it inherits, as the parent has them before it
 * changes. What comes to the parent in the same change comes to its children with it.
 */
function partsOfNewParents(to: Table, context: DiffContext): readonly string[] {
  const { source, target } = context;
  return target.partsOf(to.id).flatMap(part => {
    if (source.get(part.id) || (part.kind !== 'column' && part.kind !== 'constraint') || part.is.local) return [];
    for (const parent of to.is.inherits) {
      const above = `${part.kind} ${parent}${part.kind === 'column' ? '.' : ' '}${part.address}`;
      // A new parent is made whole before its children join it.
      const had =
        source.get(source.get(`table ${parent}`) ? above : part.id) ??
        (source.get(`table ${parent}`) ? undefined : target.get(above));
      if (had?.kind === 'column' && part.kind === 'column') {
        const { identity: _, ...is } = had.is;
        const own = target.get(`default ${part.is.table}.${part.address}`);
        const expression = own?.kind === 'default' && is.type === part.is.type ? own.is.expression : undefined;
        return [`ADD COLUMN ${columnSql({ ...part, is }, context, expression)}`];
      }
      if (
        had?.kind === 'constraint' &&
        part.kind === 'constraint' &&
        isDeepStrictEqual(had.is, target.get(above)?.is)
      ) {
        return [`ADD ${constraintSql(part)}`];
      }
    }
    return [];
  });
}

/** What the table had from parents that it leaves, and does not keep; some of it may have gone with that of the parent already. */
function partsOfOldParents(from: Table, context: DiffContext): readonly string[] {
  const { source, target } = context;
  return source.partsOf(from.id).flatMap(part => {
    if (target.get(part.id)) return [];
    if (part.kind === 'constraint' && !part.is.local && part.is.type === 'check')
      return [`DROP CONSTRAINT IF EXISTS ${part.address}`];
    if (part.kind !== 'column' || (part.is.local && !goesAsTableLeaves(part, context))) return [];
    return [`DROP COLUMN IF EXISTS ${part.address}`];
  });
}
