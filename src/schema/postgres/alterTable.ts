/** ALTER TABLE (tablecmds.c of PostgreSQL; the manual's page ALTER TABLE). */
import type { AlterTableCmd, AlterTableStmt } from '@pgsql/types';
import type { Command } from '../commands.js';
import type { TableAction } from '../tableActions.js';
import type { ActionPlace } from './actionPlace.js';
import { alterColumn } from './alterColumn.js';
import { readColumn } from './columns.js';
import { readTableConstraint } from './constraints.js';
import { afterRelation, relationName } from './names.js';
import { nodeOf, nodesOf } from './nodes.js';
import { otherActions } from './otherActions.js';
import { roleName } from './roles.js';
import { elementEnd, isSign, type Source, spanOf } from './source.js';

const tags: Partial<Record<NonNullable<AlterTableStmt['objtype']>, string>> = {
  OBJECT_VIEW: 'ALTER VIEW',
  OBJECT_MATVIEW: 'ALTER MATERIALIZED VIEW',
  OBJECT_INDEX: 'ALTER INDEX',
  OBJECT_SEQUENCE: 'ALTER SEQUENCE',
  OBJECT_TYPE: 'ALTER TYPE',
};

export function readAlterTable(source: Source, statement: AlterTableStmt): Command {
  const { relation, cmds, objtype, missing_ok = false } = statement;
  const span = source.span;
  const name = relationName(source, relation);
  const commands = nodesOf(cmds, 'AlterTableCmd');
  const tag = objtype && tags[objtype];
  if (tag !== undefined) {
    const partition = commands[0]?.subtype === 'AT_AttachPartition' && nodeOf(commands[0].def, 'PartitionCmd');
    if (objtype === 'OBJECT_INDEX' && partition) {
      return { kind: 'attachIndex', span, parent: name, child: relationName(source, partition.name) };
    }
    return { kind: 'other', span, tag };
  }
  return {
    kind: 'alterTable',
    span,
    name,
    ifExists: missing_ok,
    only: !relation?.inh,
    actions: readActions(source, commands, afterRelation(source, relation), name.name),
  };
}

function readActions(source: Source, commands: readonly AlterTableCmd[], first: number, table: string): TableAction[] {
  let from = isSign(source, first, '*') ? first + 1 : first;
  return commands.map(command => {
    const to = elementEnd(source, from);
    const action = readAction(source, command, { from, to, table });
    from = to + 1;
    return action;
  });
}

function readAction(source: Source, command: AlterTableCmd, place: ActionPlace): TableAction {
  const span = spanOf(source, place.from, place.to);
  const ofColumn = alterColumn(source, command, place);
  if (ofColumn) return { ...ofColumn, span };
  const { subtype, name = '', missing_ok = false } = command;
  const cascade = command.behavior === 'DROP_CASCADE';
  switch (subtype) {
    case 'AT_AddColumn': {
      const definition = nodeOf(command.def, 'ColumnDef') ?? {};
      return { action: 'addColumn', span, ...readColumn(source, definition, place.table), ifNotExists: missing_ok };
    }
    case 'AT_DropColumn':
      return { action: 'dropColumn', span, column: name, ifExists: missing_ok, cascade };
    case 'AT_AddConstraint': {
      const node = nodeOf(command.def, 'Constraint');
      const constraint = node && readTableConstraint(source, node, place.table);
      if (constraint) return { action: 'addConstraint', span, constraint };
      break;
    }
    case 'AT_DropConstraint':
      return { action: 'dropConstraint', span, name, ifExists: missing_ok, cascade };
    case 'AT_ValidateConstraint':
      return { action: 'validateConstraint', span, name };
    case 'AT_AttachPartition':
    case 'AT_DetachPartition': {
      const { name: partition, bound, concurrent = false } = nodeOf(command.def, 'PartitionCmd') ?? {};
      const written = relationName(source, partition);
      return subtype === 'AT_AttachPartition'
        ? { action: 'attachPartition', span, partition: written, isDefault: bound?.is_default ?? false }
        : { action: 'detachPartition', span, partition: written, concurrently: concurrent };
    }
    case 'AT_AddInherit':
    case 'AT_DropInherit': {
      const parent = relationName(source, nodeOf(command.def, 'RangeVar'));
      return { action: subtype === 'AT_AddInherit' ? 'inherit' : 'noInherit', span, parent };
    }
    case 'AT_EnableRowSecurity':
      return { action: 'rowSecurity', span, change: 'enable' };
    case 'AT_DisableRowSecurity':
      return { action: 'rowSecurity', span, change: 'disable' };
    case 'AT_ForceRowSecurity':
      return { action: 'rowSecurity', span, change: 'force' };
    case 'AT_NoForceRowSecurity':
      return { action: 'rowSecurity', span, change: 'noForce' };
    case 'AT_ChangeOwner':
      return { action: 'setOwner', span, owner: roleName(command.newowner) };
    case 'AT_SetLogged':
    case 'AT_SetUnLogged':
      return { action: 'setPersistence', span, persistence: subtype === 'AT_SetLogged' ? 'permanent' : 'unlogged' };
  }
  return { action: 'other', span, name: otherActions[subtype ?? ''] ?? firstWords(source, place.from) };
}

/** For an action that is newer than this reader. */
function firstWords({ text, tokens }: Source, from: number): string {
  const words = tokens.slice(from, from + 2).map(({ start, end }) => text.slice(start, end).toLowerCase());
  return words.join(' ');
}
