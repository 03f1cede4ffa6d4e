/** CREATE TRIGGER, CREATE POLICY and ALTER POLICY. */
import type { AlterPolicyStmt, CreatePolicyStmt, CreateTrigStmt, Node } from '@pgsql/types';
import type { CommandOf } from '../commands.js';
import { bracketed } from './constraints.js';
import { afterRelation, listName, relationName } from './names.js';
import { nodesOf } from './nodes.js';
import { roleName } from './roles.js';
import { findWord, type Source, spanOf } from './source.js';

/** Bits of TRIGGER_TYPE_… in PostgreSQL's pg_trigger.h. */
const eventBits = [
  [4, 'insert'],
  [16, 'update'],
  [8, 'delete'],
  [32, 'truncate'],
] as const;
const beforeBit = 2;
const insteadBit = 64;

export function readCreateTrigger(source: Source, statement: CreateTrigStmt): CommandOf<'createTrigger'> {
  const { trigname = '', relation, funcname, timing = 0, events = 0, replace = false } = statement;
  const name = findWord(source, 0, source.tokens.length, 'trigger') + 1;
  const execute = findWord(source, afterRelation(source, relation), source.tokens.length, 'execute');
  return {
    kind: 'createTrigger',
    span: source.span,
    name: trigname,
    nameSpan: spanOf(source, name, name + 1),
    table: relationName(source, relation),
    timing: timing & beforeBit ? 'before' : timing & insteadBit ? 'instead of' : 'after',
    events: eventBits.filter(([bit]) => events & bit).map(([, event]) => event),
    // EXECUTE FUNCTION name, EXECUTE PROCEDURE name
    function: listName(source, funcname, execute + 2),
    replace,
  };
}

type PolicyCommand = CommandOf<'createPolicy' | 'alterPolicy'>;

const policyCommands: ReadonlySet<string | undefined> = new Set(['select', 'insert', 'update', 'delete']);

export function readCreatePolicy(source: Source, statement: CreatePolicyStmt): PolicyCommand {
  const { cmd_name, permissive = false } = statement;
  const command = (policyCommands.has(cmd_name) ? cmd_name : 'all') as PolicyCommand['command'];
  return { kind: 'createPolicy', ...policyOf(source, statement), command, permissive };
}

/** The command and the mode of a policy cannot be altered: they are `all` and true here. */
export function readAlterPolicy(source: Source, statement: AlterPolicyStmt): PolicyCommand {
  return { kind: 'alterPolicy', ...policyOf(source, statement), command: 'all', permissive: true };
}

function policyOf(source: Source, { policy_name = '', table, roles, qual, with_check }: AlterPolicyStmt) {
  const from = afterRelation(source, table);
  const expression = (node: Node, word: string) =>
    bracketed(source, node, { from, to: source.tokens.length, table: table?.relname ?? '' }, word);
  return {
    span: source.span,
    name: policy_name,
    // CREATE POLICY name, ALTER POLICY name
    nameSpan: spanOf(source, 2, 3),
    table: relationName(source, table),
    roles: nodesOf(roles, 'RoleSpec').map(roleName),
    ...(qual && { using: expression(qual, 'using') }),
    ...(with_check && { withCheck: expression(with_check, 'check') }),
  };
}
