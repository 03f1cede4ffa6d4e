import type { ColumnSpec, Command, WrittenName } from '../commands.js';
import type { ConstraintSpec } from '../constraintSpec.js';
import { nextToken } from '../reading/tokens.js';
import type { TableAction } from '../tableActions.js';

/** What a comment can speak of. Offsets are those of the text. */
export interface Named {
  readonly start: number;
  /** Of that by which it is known: a table's name, the whole of a column. */
  readonly end: number;
  /** Not quoted: schema, relation or type, and the name of a part. */
  readonly path: readonly string[];
}

/** What a command makes that can have had another name, in the order in which it is written. Offsets are those of the statement. */
export function namedBy(command: Command, sql: string, schema: string): readonly Named[] {
  const { span } = command;
  const pathOf = (name: WrittenName) => [name.schema ?? schema, name.name];
  const whole = (name: WrittenName): Named => ({ start: span.start, end: name.span.end, path: pathOf(name) });
  switch (command.kind) {
    case 'createTable': {
      const { columns, constraints, name } = command;
      return [whole(name), ...partsOfTable(pathOf(name), columns, constraints)];
    }
    case 'alterTable':
      return command.actions.flatMap(action => addedBy(action, pathOf(command.name)));
    case 'createIndex': {
      const { name, nameSpan, table } = command.index;
      return name === undefined || !nameSpan
        ? []
        : [{ start: span.start, end: nameSpan.end, path: [table.schema ?? schema, name] }];
    }
    case 'createEnum':
      return [whole(command.name), ...valuesOf(sql, command.name.span.end, command.values, pathOf(command.name))];
    case 'createTrigger':
    case 'createPolicy': {
      const path = [...pathOf(command.table), command.name];
      return [{ start: span.start, end: command.nameSpan.end, path }];
    }
    case 'createSchema':
      return [{ start: span.start, end: command.nameSpan.end, path: [command.name] }];
    case 'createView':
    case 'createSequence':
    case 'createDomain':
    case 'createComposite':
    case 'createOtherType':
    case 'createFunction':
      return [whole(command.name)];
    default:
      return [];
  }
}

function partsOfTable(
  table: readonly string[],
  columns: readonly ColumnSpec[],
  constraints: readonly ConstraintSpec[],
): readonly Named[] {
  return [
    ...columns.map(column => ({ start: column.span.start, end: column.span.end, path: [...table, column.name] })),
    ...constraints.flatMap(constraint => namedConstraint(constraint, table)),
  ];
}

/** One that stands in a column is not spoken of: a comment on that line means the column. */
function namedConstraint({ name, span, inline }: ConstraintSpec, table: readonly string[]): readonly Named[] {
  return name === undefined || inline ? [] : [{ start: span.start, end: span.end, path: [...table, name] }];
}

function addedBy(action: TableAction, table: readonly string[]): readonly Named[] {
  const { start, end } = action.span;
  if (action.action === 'addColumn') return [{ start, end, path: [...table, action.column.name] }];
  if (action.action !== 'addConstraint' || action.constraint.name === undefined) return [];
  return [{ start, end, path: [...table, action.constraint.name] }];
}

/** Values stand in a list behind the name, each a string. */
function valuesOf(sql: string, from: number, values: readonly string[], path: readonly string[]): readonly Named[] {
  const named: Named[] = [];
  for (let token = nextToken(sql, from); token; token = nextToken(sql, token.end)) {
    const value = values[named.length];
    if (token.kind !== 'string' || value === undefined) continue;
    named.push({ start: token.start, end: token.end, path: [...path, value] });
  }
  return named.length === values.length ? named : [];
}
