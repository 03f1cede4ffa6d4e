/**
 * Which tables that were there before a command locks so that writing transactions have to wait, and what it does meanwhile. Modes and
 * rewrites are those of the manual (§13.3.1, ALTER TABLE), each looked at in pg_locks and pg_relation_filenode() of PostgreSQL 15.
 */
import type { Command, WrittenName } from '../../../commands.js';
import type { MigrationContext } from '../../../rule.js';
import type { Statement } from '../../../statement.js';
import { actionLock, exclusive, type LockedFor, otherTables } from './actionLocks.js';
import { existing, type Target } from './target.js';

export interface Lock extends LockedFor {
  readonly target: Target;
  /** The table is not the one that the command is about: it is referred to. */
  readonly indirect: boolean;
}

/** Several rules ask for the locks of the same command: those of the last one of a file are kept. */
const last = new WeakMap<readonly Statement[], { readonly command: Command; readonly locks: readonly Lock[] }>();

/** Strong locks of one command (the context's own, or an earlier one of its file) on tables that were there before. */
export function locksOf(context: MigrationContext, command: Command): readonly Lock[] {
  const known = last.get(context.earlier);
  if (known?.command === command) return known.locks;
  const locks = findLocks(context, command);
  last.set(context.earlier, { command, locks });
  return locks;
}

function findLocks(context: MigrationContext, command: Command): readonly Lock[] {
  const locks: Lock[] = [];
  const add = (name: WrittenName | undefined, found: LockedFor, indirect = false) => {
    const target = name && existing(context, name);
    if (target) locks.push({ target, ...found, indirect });
  };
  switch (command.kind) {
    case 'alterTable': {
      const target = existing(context, command.name);
      for (const action of command.actions) {
        const own = target && actionLock(context, target, action);
        if (own) locks.push({ target, ...own, indirect: false });
        for (const [name, found] of otherTables(context, command.name, action)) add(name, found, true);
      }
      break;
    }
    case 'createTable':
      for (const constraint of command.constraints) {
        if (constraint.kind === 'foreignKey')
          add(constraint.target, { mode: 'SHARE ROW EXCLUSIVE', work: 'brief' }, true);
      }
      if (command.partitionOf) add(command.partitionOf.parent, exclusive(), true);
      break;
    case 'createIndex':
      if (!command.index.concurrently)
        add(command.index.table, { mode: 'SHARE', work: command.index.only ? 'brief' : 'index' });
      break;
    case 'createTrigger':
      add(command.table, { mode: 'SHARE ROW EXCLUSIVE', work: 'brief' });
      break;
    case 'createPolicy':
    case 'alterPolicy':
      add(command.table, exclusive());
      break;
    case 'drop':
      if (command.object === 'table') {
        for (const name of command.names) {
          // IF EXISTS of a table that nobody has made: most likely there is none.
          if (command.ifExists && !context.before.table(name)) continue;
          add(name, exclusive());
          for (const other of neighbours(context, name)) add(other, exclusive(), true);
        }
      }
      if (command.object === 'trigger' || command.object === 'policy') add(command.table, exclusive());
      if (command.object === 'index' && !command.concurrently) {
        for (const name of command.names) add(tableOfIndex(context, name), exclusive());
      }
      break;
    case 'rename':
      if (['table', 'column', 'constraint', 'trigger', 'policy'].includes(command.object))
        add(command.name, exclusive());
      break;
    case 'setSchema':
      if (command.object === 'table') add(command.name, exclusive());
      break;
    case 'truncate':
      for (const name of command.tables) add(name, exclusive());
      break;
    case 'vacuum':
      if (command.full) for (const name of command.tables) add(name, exclusive('rewrite'));
      break;
    case 'cluster':
      add(command.table, exclusive('rewrite'));
      break;
    case 'reindex':
      if (!command.concurrently) add(command.table, { mode: 'SHARE', work: 'index' });
      break;
    case 'refreshView':
      if (!command.concurrently) add(command.name, exclusive('rewrite'));
      break;
    default:
      break;
  }
  return locks;
}

/** The table of an index, named as the index is: what is written is enough to find it, and to tell where. */
function tableOfIndex({ before }: MigrationContext, name: WrittenName): WrittenName | undefined {
  const on = before.index(name)?.on;
  return on && { schema: on.schema, name: on.name, span: name.span };
}

/** The parent of a partition, and the tables that its foreign keys point at. */
function* neighbours({ before }: MigrationContext, name: WrittenName): Iterable<WrittenName> {
  const table = before.table(name);
  if (table?.partitionOf) yield { ...table.partitionOf, span: name.span };
  for (const constraint of table?.constraints ?? []) {
    if (constraint.kind === 'foreignKey' && before.table(constraint.target))
      yield { ...constraint.target, span: name.span };
  }
}
