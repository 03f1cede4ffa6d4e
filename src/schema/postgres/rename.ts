/** ALTER … RENAME and ALTER … SET SCHEMA. */
import type { AlterObjectSchemaStmt, Node, RangeVar, RenameStmt } from '@pgsql/types';
import type { Command, WrittenName } from '../commands.js';
import { partsName, relationName } from './names.js';
import { nameParts, nodeOf, strings } from './nodes.js';
import { objectKind, objectWords } from './objectKinds.js';
import { isWords, nameAt, type Source, skipWords, spanOf } from './source.js';

export function readRename(source: Source, statement: RenameStmt): Command {
  const { renameType, relation, object, subname, newname = '', missing_ok = false } = statement;
  const kind = objectKind(renameType);
  const span = source.span;
  if (kind === 'other') return { kind: 'other', span, tag: `ALTER ${objectWords(renameType)}` };
  // The new name is the last word, before CASCADE or RESTRICT.
  let last = source.tokens.length - 1;
  if (isWords(source, last, 'cascade') || isWords(source, last, 'restrict')) last--;
  const isMember = kind === 'column' || kind === 'constraint' || kind === 'trigger' || kind === 'policy';
  return {
    kind: 'rename',
    span,
    object: kind,
    name: objectName(source, relation, object, isMember ? undefined : subname),
    ...(isMember && { member: subname ?? '' }),
    to: newname,
    toSpan: spanOf(source, last, last + 1),
    ifExists: missing_ok,
  };
}

export function readSetSchema(source: Source, statement: AlterObjectSchemaStmt): Command {
  const { objectType, relation, object, newschema = '', missing_ok = false } = statement;
  const kind = objectKind(objectType);
  const span = source.span;
  if (kind === 'other') return { kind: 'other', span, tag: `ALTER ${objectWords(objectType)}` };
  const name = objectName(source, relation, object, undefined);
  return { kind: 'setSchema', span, object: kind, name, schema: newschema, ifExists: missing_ok };
}

/** A relation has its place; the name of anything else stands after `ALTER word [IF EXISTS]`. */
function objectName(
  source: Source,
  relation: RangeVar | undefined,
  object: Node | undefined,
  name: string | undefined,
): WrittenName {
  if (relation) return relationName(source, relation);
  const { span } = nameAt(source, skipWords(source, 2, 'if', 'exists'));
  const parts = object ? strings(nodeOf(object, 'ObjectWithArgs')?.objname ?? nodeOf(object, 'TypeName')?.names) : [];
  if (parts.length > 0) return partsName(parts, span);
  return partsName(object ? nameParts(object) : [name ?? ''], span);
}
