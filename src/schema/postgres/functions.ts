/** CREATE FUNCTION, CREATE PROCEDURE, CREATE AGGREGATE and ALTER FUNCTION. Bodies are left alone: they do not run. */
import type { AlterFunctionStmt, CreateFunctionStmt, DefElem, DefineStmt, FunctionParameter, Node } from '@pgsql/types';
import type { Command, CommandOf } from '../commands.js';
import { listName } from './names.js';
import { nodeOf, nodesOf } from './nodes.js';
import { findWord, type Source } from './source.js';
import { typeText } from './types.js';

export function readCreateFunction(source: Source, statement: CreateFunctionStmt): CommandOf<'createFunction'> {
  const { funcname, parameters, is_procedure = false, replace = false } = statement;
  const options = nodesOf(statement.options, 'DefElem');
  const all = nodesOf(parameters, 'FunctionParameter');
  const returns = returnsOf(statement, all);
  const word = findWord(source, 0, source.tokens.length, 'function', 'procedure');
  return {
    kind: 'createFunction',
    span: source.span,
    name: listName(source, funcname, word + 1),
    routine: is_procedure ? 'procedure' : 'function',
    replace,
    arguments: argumentTypes(all),
    ...(returns !== undefined && { returns }),
    language: (textOption(options, 'language') ?? 'sql').toLowerCase(),
    securityDefiner: nodeOf(option(options, 'security'), 'Boolean')?.boolval ?? false,
    settings: settingsOf(options).set,
    volatility: volatilityOf(textOption(options, 'volatility')),
  };
}

/** Types of the arguments that are part of a function's signature. */
function argumentTypes(parameters: readonly FunctionParameter[]): string[] {
  const inputs = parameters.filter(({ mode }) => mode !== 'FUNC_PARAM_OUT' && mode !== 'FUNC_PARAM_TABLE');
  return inputs.map(({ argType }) => typeText(argType));
}

function returnsOf({ returnType }: CreateFunctionStmt, parameters: readonly FunctionParameter[]): string | undefined {
  const columns = parameters.filter(({ mode }) => mode === 'FUNC_PARAM_TABLE');
  if (columns.length === 0) return returnType && typeText(returnType);
  return `TABLE(${columns.map(({ name = '', argType }) => `${name} ${typeText(argType)}`).join(', ')})`;
}

function option(options: readonly DefElem[], name: string): Node | undefined {
  return options.findLast(({ defname }) => defname === name)?.arg;
}

function textOption(options: readonly DefElem[], name: string): string | undefined {
  return nodeOf(option(options, name), 'String')?.sval;
}

function volatilityOf(text: string | undefined): 'volatile' | 'stable' | 'immutable' {
  return text === 'stable' || text === 'immutable' ? text : 'volatile';
}

function settingsOf(options: readonly DefElem[]): { readonly set: string[]; readonly reset: string[] | 'all' } {
  const set: string[] = [];
  const reset: string[] = [];
  let all = false;
  for (const { defname, arg } of options) {
    const setting = defname === 'set' ? nodeOf(arg, 'VariableSetStmt') : undefined;
    const name = setting?.name?.toLowerCase() ?? '';
    if (setting?.kind === 'VAR_RESET_ALL') all = true;
    else if (setting?.kind === 'VAR_RESET' || setting?.kind === 'VAR_SET_DEFAULT') reset.push(name);
    else if (setting) set.push(name);
  }
  return { set, reset: all ? 'all' : reset };
}

export function readAlterFunction(source: Source, { func, actions }: AlterFunctionStmt): CommandOf<'alterFunction'> {
  const options = nodesOf(actions, 'DefElem');
  const security = option(options, 'security');
  const { set, reset } = settingsOf(options);
  return {
    kind: 'alterFunction',
    span: source.span,
    name: listName(source, func?.objname, 2),
    ...(!func?.args_unspecified && { arguments: signatureTypes(func?.objargs) }),
    ...(security && { securityDefiner: nodeOf(security, 'Boolean')?.boolval ?? false }),
    setSettings: set,
    resetSettings: reset,
  };
}

/** Types of the arguments that a function is told by, in DROP and ALTER. */
export function signatureTypes(types: readonly Node[] | undefined): string[] {
  return nodesOf(types, 'TypeName').map(typeText);
}

/** CREATE AGGREGATE and CREATE TYPE with or without a definition; undefined for operators, collations and text search. */
export function readDefine(source: Source, statement: DefineStmt): Command | undefined {
  const { kind, defnames, args, definition, replace = false } = statement;
  const span = source.span;
  if (kind === 'OBJECT_TYPE') {
    const typeKind = definition?.length ? 'base' : 'shell';
    return { kind: 'createOtherType', span, name: listName(source, defnames, 2), typeKind };
  }
  if (kind !== 'OBJECT_AGGREGATE') return undefined;
  const parameters = nodesOf(nodeOf(args?.[0], 'List')?.items, 'FunctionParameter');
  const base = nodesOf(definition, 'DefElem').find(({ defname }) => defname === 'basetype')?.arg;
  return {
    kind: 'createFunction',
    span,
    name: listName(source, defnames, findWord(source, 0, source.tokens.length, 'aggregate') + 1),
    routine: 'aggregate',
    replace,
    arguments: base ? [typeText(nodeOf(base, 'TypeName'))] : argumentTypes(parameters),
    language: 'internal',
    securityDefiner: false,
    settings: [],
    volatility: 'immutable',
  };
}
