/** CREATE SCHEMA, which may hold the statements that fill it, and CREATE EXTENSION. */
import type { CreateExtensionStmt, CreateSchemaStmt, Node } from '@pgsql/types';
import type { Command, WrittenName } from '../commands.js';
import { nodeOf, nodesOf } from './nodes.js';
import { roleName } from './roles.js';
import { findWord, isSign, isWords, partOf, type Source, skipWords, spanOf } from './source.js';

type ReadElement = (source: Source, node: Node) => readonly Command[];

/** CREATE SCHEMA [IF NOT EXISTS] [name] [AUTHORIZATION role] [elements] */
export function readCreateSchema(source: Source, statement: CreateSchemaStmt, read: ReadElement): Command[] {
  const { authrole, schemaElts = [], if_not_exists = false } = statement;
  const name = statement.schemaname ?? roleName(authrole);
  const at = skipWords(source, 2, 'if', 'not', 'exists');
  // Without a name it is the role's.
  const named = skipWords(source, at, 'authorization');
  const create: Command = {
    kind: 'createSchema',
    span: source.span,
    name,
    nameSpan: spanOf(source, named, named + 1),
    ifNotExists: if_not_exists,
  };
  const starts = elementStarts(source, named + 1);
  const elements = schemaElts.flatMap((element, index) => {
    const start = starts[index];
    if (start === undefined) return [];
    return read(partOf(source, start, starts[index + 1] ?? source.tokens.length), element);
  });
  const made = new Set(elements.flatMap(command => (command.kind === 'createTable' ? [command.name.name] : [])));
  return [create, ...elements.map(command => inSchema(command, name, made))];
}

/** GRANT CREATE ON … is one element, not two. */
function elementStarts(source: Source, from: number): number[] {
  const starts: number[] = [];
  let at = findWord(source, from, source.tokens.length, 'create', 'grant');
  while (at >= 0) {
    const inGrant = isWords(source, at - 1, 'grant') || isWords(source, at - 1, 'with') || isSign(source, at - 1, ',');
    if (!inGrant) starts.push(at);
    at = findWord(source, at + 1, source.tokens.length, 'create', 'grant');
  }
  return starts;
}

/** What is made in there goes to the new schema, which is searched first. */
function inSchema(command: Command, schema: string, made: ReadonlySet<string>): Command {
  const own = (name: WrittenName): WrittenName => (name.schema === undefined ? { ...name, schema } : name);
  switch (command.kind) {
    case 'createTable': {
      const constraints = command.constraints.map(constraint =>
        constraint.kind === 'foreignKey' && made.has(constraint.target.name)
          ? { ...constraint, target: own(constraint.target) }
          : constraint,
      );
      return { ...command, name: own(command.name), constraints };
    }
    case 'createView':
    case 'createSequence':
      return { ...command, name: own(command.name) };
    case 'createIndex':
      return { ...command, index: { ...command.index, table: own(command.index.table) } };
    case 'createTrigger':
      return { ...command, table: own(command.table) };
    default:
      return command;
  }
}

export function readCreateExtension(source: Source, statement: CreateExtensionStmt): Command {
  const { extname = '', options, if_not_exists = false } = statement;
  // CREATE LANGUAGE without a handler is CREATE EXTENSION to the parser.
  const word = findWord(source, 0, source.tokens.length, 'extension', 'language');
  const at = skipWords(source, word + 1, 'if', 'not', 'exists');
  const option = nodesOf(options, 'DefElem').find(({ defname }) => defname === 'schema');
  const schema = nodeOf(option?.arg, 'String')?.sval;
  return {
    kind: 'createExtension',
    span: source.span,
    name: extname,
    nameSpan: spanOf(source, at, at + 1),
    ifNotExists: if_not_exists,
    ...(schema !== undefined && { schema }),
  };
}
