/** DROP of everything that has a name. */
import type { DropStmt, Node } from '@pgsql/types';
import type { CommandOf, WrittenName } from '../commands.js';
import { signatureTypes } from './functions.js';
import { partsName } from './names.js';
import { nameParts, nodeOf, strings } from './nodes.js';
import { objectKind } from './objectKinds.js';
import { elementEnd, isWords, nameAt, type Source, skipWords, spanOf } from './source.js';

/** How many words stand between DROP and IF EXISTS or the first name. */
const wordsOf: Readonly<Record<string, number>> = {
  OBJECT_MATVIEW: 2,
  OBJECT_FOREIGN_TABLE: 2,
  OBJECT_EVENT_TRIGGER: 2,
  OBJECT_ACCESS_METHOD: 2,
  OBJECT_OPCLASS: 2,
  OBJECT_OPFAMILY: 2,
  OBJECT_FDW: 3,
  OBJECT_TSCONFIGURATION: 3,
  OBJECT_TSDICTIONARY: 3,
  OBJECT_TSPARSER: 3,
  OBJECT_TSTEMPLATE: 3,
};

export function readDrop(source: Source, statement: DropStmt): CommandOf<'drop'> {
  const { objects = [], removeType, behavior, missing_ok = false, concurrent = false } = statement;
  const object = objectKind(removeType);
  const shared = {
    kind: 'drop' as const,
    span: source.span,
    object,
    ifExists: missing_ok,
    cascade: behavior === 'DROP_CASCADE',
    concurrently: concurrent,
  };
  const first = firstName(source, removeType);
  if (removeType === 'OBJECT_TRIGGER' || removeType === 'OBJECT_POLICY' || removeType === 'OBJECT_RULE') {
    return { ...shared, ...partOfTable(source, objects[0], first) };
  }
  const names: WrittenName[] = [];
  let at = first;
  for (const node of objects) {
    names.push(partsName(partsOf(node), nameAt(source, at).span));
    at = elementEnd(source, at) + 1;
  }
  return { ...shared, names, ...(object === 'function' && { arguments: objects.map(argumentsOf) }) };
}

function firstName(source: Source, removeType: DropStmt['removeType']): number {
  let at = 1 + (wordsOf[removeType ?? ''] ?? 1);
  // DROP LANGUAGE may be DROP PROCEDURAL LANGUAGE.
  if (isWords(source, 1, 'procedural')) at = 3;
  at = skipWords(source, at, 'concurrently');
  return skipWords(source, at, 'if', 'exists');
}

function partsOf(node: Node): string[] {
  const type = nodeOf(node, 'TypeName');
  if (type) return strings(type.names);
  const routine = nodeOf(node, 'ObjectWithArgs');
  return routine ? strings(routine.objname) : nameParts(node);
}

function argumentsOf(node: Node): string[] | undefined {
  const routine = nodeOf(node, 'ObjectWithArgs');
  return !routine || routine.args_unspecified ? undefined : signatureTypes(routine.objargs);
}

/** `DROP TRIGGER name ON table`: the tree says [schema,] table, name. */
function partOfTable(source: Source, node: Node | undefined, at: number) {
  const parts = node ? nameParts(node) : [];
  const span = spanOf(source, at, at + 1);
  return {
    names: [{ name: parts.at(-1) ?? '', span }],
    table: partsName(parts.slice(0, -1), nameAt(source, at + 2).span),
  };
}
