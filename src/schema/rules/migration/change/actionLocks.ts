/** What one action of ALTER TABLE locks, and what it does meanwhile (ALTER TABLE; looked at in pg_locks of PostgreSQL 15 and 18). */
import type { Name } from '../../../catalog.js';
import type { WrittenName } from '../../../commands.js';
import type { ConstraintSpec } from '../../../constraintSpec.js';
import type { MigrationContext } from '../../../rule.js';
import type { TableAction } from '../../../tableActions.js';
import { fillsRows, rewriteReason } from './newColumn.js';
import { isProvenNotNull } from './notNull.js';
import { hasBoundsCheck } from './partition.js';
import type { Target } from './target.js';
import { typeChange } from './typeChange.js';

export type LockMode = 'ACCESS EXCLUSIVE' | 'SHARE ROW EXCLUSIVE' | 'SHARE';

/** `brief`: only the catalog changes. The others take the longer the more rows there are. */
export type Work = 'brief' | 'scan' | 'index' | 'rewrite';

export interface LockedFor {
  readonly mode: LockMode;
  readonly work: Work;
}

export const exclusive = (work: Work = 'brief'): LockedFor => ({ mode: 'ACCESS EXCLUSIVE', work });

/** What an action of ALTER TABLE does to its own table; undefined: neither reads nor writes wait. */
export function actionLock(context: MigrationContext, target: Target, action: TableAction): LockedFor | undefined {
  switch (action.action) {
    case 'addColumn': {
      if (rewriteReason(action.column, context.before)) return exclusive('rewrite');
      const works = action.constraints.map(constraint => columnConstraintWork(constraint, fillsRows(action.column)));
      return exclusive(works.find(work => work === 'index') ?? works.find(work => work === 'scan') ?? 'brief');
    }
    case 'setType': {
      const { effect, rebuilt, rechecked } = typeChange(context.before, target.table, action);
      if (effect !== 'none') return exclusive('rewrite');
      return exclusive(rebuilt.length > 0 ? 'index' : rechecked.length > 0 ? 'scan' : 'brief');
    }
    case 'setExpression':
    case 'setPersistence':
      return exclusive('rewrite');
    case 'setNotNull':
      return exclusive(isProvenNotNull(target.table, action.column) ? 'brief' : 'scan');
    case 'addConstraint':
      return constraintLock(action.constraint);
    case 'validateConstraint':
    case 'attachPartition':
      // SHARE UPDATE EXCLUSIVE: neither reads nor writes wait.
      return undefined;
    case 'detachPartition':
      return action.concurrently ? undefined : exclusive();
    case 'other':
      return otherLock(action.name);
    default:
      return exclusive();
  }
}

/** Take SHARE UPDATE EXCLUSIVE. */
const weak: ReadonlySet<string> = new Set([
  'set statistics',
  'set column options',
  'reset column options',
  'set',
  'reset',
  'cluster on',
  'set without cluster',
  'detach partition finalize',
]);

function otherLock(name: string): LockedFor | undefined {
  if (weak.has(name)) return undefined;
  if (/^(?:enable|disable)\b.*\btrigger/.test(name)) return { mode: 'SHARE ROW EXCLUSIVE', work: 'brief' };
  return exclusive(/^set (?:tablespace|access method)/.test(name) ? 'rewrite' : 'brief');
}

function constraintLock(constraint: ConstraintSpec): LockedFor {
  const scan = constraint.notValid ? 'brief' : 'scan';
  switch (constraint.kind) {
    case 'foreignKey':
      return { mode: 'SHARE ROW EXCLUSIVE', work: scan };
    case 'primaryKey':
    case 'unique':
      return exclusive(constraint.usingIndex === undefined ? 'index' : 'brief');
    case 'exclusion':
      return exclusive('index');
    default:
      return exclusive(scan);
  }
}

/** A CHECK of a new column is looked at for each row; a foreign key only when the rows get a value. */
function columnConstraintWork(constraint: ConstraintSpec, filled: boolean): Work {
  if (constraint.kind === 'foreignKey') return filled && !constraint.notValid ? 'scan' : 'brief';
  if (constraint.kind === 'primaryKey' || constraint.kind === 'unique' || constraint.kind === 'exclusion')
    return 'index';
  return constraint.kind === 'check' && !constraint.notValid ? 'scan' : 'brief';
}

/** The tables that an action locks beside its own. */
export function* otherTables(
  context: MigrationContext,
  name: WrittenName,
  action: TableAction,
): Iterable<readonly [WrittenName, LockedFor]> {
  const constraints =
    action.action === 'addConstraint' ? [action.constraint] : action.action === 'addColumn' ? action.constraints : [];
  for (const constraint of constraints) {
    if (constraint.kind === 'foreignKey' && constraint.target.name !== name.name) {
      yield [constraint.target, { mode: 'SHARE ROW EXCLUSIVE', work: 'brief' }];
    }
  }
  if (action.action === 'dropConstraint' || action.action === 'setType') {
    const checks =
      action.action === 'setType' &&
      typeChange(context.before, context.before.table(name), action).effect === 'rewrite';
    for (const other of keyPartners(context, name, action)) {
      yield [{ ...other, span: name.span }, exclusive(checks ? 'scan' : 'brief')];
    }
  }
  if (action.action === 'attachPartition') {
    const partition = context.before.table(action.partition);
    const proven = partition && hasBoundsCheck(context.before.table(name), partition);
    yield [action.partition, exclusive(proven ? 'brief' : 'scan')];
  }
  if (action.action === 'detachPartition' && !action.concurrently) yield [action.partition, exclusive()];
}

/** Foreign keys that are dropped, or made anew for another type, lock the table at their other end. */
function* keyPartners(
  { before }: MigrationContext,
  name: WrittenName,
  action: Extract<TableAction, { readonly action: 'dropConstraint' | 'setType' }>,
): Iterable<Name> {
  const table = before.table(name);
  if (!table) return;
  for (const constraint of table.constraints) {
    if (constraint.kind !== 'foreignKey') continue;
    const touched =
      action.action === 'setType' ? constraint.columns.includes(action.column) : constraint.name === action.name;
    if (touched && before.table(constraint.target)) yield constraint.target;
  }
  if (action.action === 'dropConstraint') return;
  for (const { table: other, foreignKey } of before.referencing?.(table) ?? []) {
    if (foreignKey.targetColumns.includes(action.column)) yield other;
  }
}
