/** CREATE TYPE, CREATE DOMAIN and ALTER TYPE … VALUE. */
import type {
  AlterEnumStmt,
  CompositeTypeStmt,
  CreateDomainStmt,
  CreateEnumStmt,
  CreateRangeStmt,
  Node,
} from '@pgsql/types';
import type { Command, WrittenName } from '../commands.js';
import { bracketed } from './constraints.js';
import { listName, relationName } from './names.js';
import { nodesOf, strings } from './nodes.js';
import { elementEnd, indexAt, type Source } from './source.js';
import { readType } from './types.js';

/** `CREATE TYPE name`, `CREATE DOMAIN name`, `ALTER TYPE name` */
function thirdWord(source: Source, parts: readonly Node[] | undefined): WrittenName {
  return listName(source, parts, 2);
}

export function readCreateEnum(source: Source, { typeName, vals }: CreateEnumStmt): Command {
  return { kind: 'createEnum', span: source.span, name: thirdWord(source, typeName), values: strings(vals) };
}

export function readCreateRange(source: Source, { typeName }: CreateRangeStmt): Command {
  return { kind: 'createOtherType', span: source.span, name: thirdWord(source, typeName), typeKind: 'range' };
}

export function readCreateComposite(source: Source, { typevar, coldeflist }: CompositeTypeStmt): Command {
  const fields = nodesOf(coldeflist, 'ColumnDef').map(({ colname = '', typeName }) => ({
    name: colname,
    type: readType(typeName),
  }));
  return { kind: 'createComposite', span: source.span, name: relationName(source, typevar), fields };
}

export function readCreateDomain(source: Source, { domainname, typeName, constraints }: CreateDomainStmt): Command {
  const all = nodesOf(constraints, 'Constraint');
  const checks = all.filter(({ contype }) => contype === 'CONSTR_CHECK');
  return {
    kind: 'createDomain',
    span: source.span,
    name: thirdWord(source, domainname),
    base: readType(typeName),
    notNull: all.some(({ contype }) => contype === 'CONSTR_NOTNULL'),
    checks: checks.map(check => {
      const from = indexAt(source, source.at(check.location));
      return bracketed(source, check.raw_expr, { from, to: elementEnd(source, from), table: '' }, 'check');
    }),
  };
}

export function readAlterEnum(source: Source, statement: AlterEnumStmt): Command {
  const { typeName, oldVal, newVal = '', newValNeighbor, newValIsAfter, skipIfNewValExists = false } = statement;
  const name = thirdWord(source, typeName);
  const span = source.span;
  if (oldVal !== undefined) return { kind: 'renameEnumValue', span, name, from: oldVal, to: newVal };
  return {
    kind: 'addEnumValue',
    span,
    name,
    value: newVal,
    ...(newValNeighbor !== undefined && (newValIsAfter ? { after: newValNeighbor } : { before: newValNeighbor })),
    ifNotExists: skipIfNewValExists,
  };
}
