/** ALTER TABLE … ALTER COLUMN … */
import type { AlterTableCmd } from '@pgsql/types';
import type { TableAction } from '../tableActions.js';
import { type ActionPlace, columnToken } from './actionPlace.js';
import { collationOf, identityOf } from './columns.js';
import { bracketed } from './constraints.js';
import { readExpression } from './expressions.js';
import { nodeOf } from './nodes.js';
import { findWord, indexAt, isWords, type Source, spanOf } from './source.js';
import { readType } from './types.js';

type WithoutSpan<T> = T extends T ? Omit<T, 'span'> : never;

/** Undefined: the action is about something else. */
export function alterColumn(
  source: Source,
  command: AlterTableCmd,
  place: ActionPlace,
): WithoutSpan<TableAction> | undefined {
  const { subtype, name: column = '', missing_ok = false } = command;
  switch (subtype) {
    case 'AT_AlterColumnType':
      return setType(source, command, place);
    case 'AT_ColumnDefault': {
      if (!command.def) return { action: 'dropDefault', column };
      // ALTER [COLUMN] name SET DEFAULT …
      const span = spanOf(source, columnToken(source, place) + 3, place.to);
      return { action: 'setDefault', column, default: readExpression(source, command.def, span, place.table) };
    }
    case 'AT_SetNotNull':
      return { action: 'setNotNull', column };
    case 'AT_DropNotNull':
      return { action: 'dropNotNull', column };
    case 'AT_DropExpression':
      return { action: 'dropExpression', column };
    case 'AT_SetExpression':
      return { action: 'setExpression', column, expression: bracketed(source, command.def, place, 'as') };
    case 'AT_AddIdentity':
      return { action: 'addIdentity', column, identity: identityOf(nodeOf(command.def, 'Constraint') ?? {}) };
    case 'AT_DropIdentity':
      return { action: 'dropIdentity', column, ifExists: missing_ok };
    default:
      return undefined;
  }
}

/** ALTER [COLUMN] name [SET DATA] TYPE type [COLLATE …] [USING …] */
function setType(source: Source, command: AlterTableCmd, place: ActionPlace): WithoutSpan<TableAction> {
  const definition = nodeOf(command.def, 'ColumnDef') ?? {};
  const { typeName, raw_default } = definition;
  // A type's name may be found before its location when it has SETOF or a key word of its own, and never before TYPE.
  const word = columnToken(source, place) + 1;
  const from = isWords(source, word, 'set', 'data') ? word + 3 : word + 1;
  const using = raw_default ? findWord(source, from, place.to, 'using') : -1;
  const before = using < 0 ? place.to : using;
  const { collClause } = definition;
  const collate = collClause ? indexAt(source, source.at(collClause.location)) : before;
  return {
    action: 'setType',
    column: command.name ?? '',
    type: readType(typeName),
    typeSpan: spanOf(source, from, collate),
    ...(raw_default &&
      using >= 0 && { using: readExpression(source, raw_default, spanOf(source, using + 1, place.to), place.table) }),
    ...collationOf(definition),
  };
}
