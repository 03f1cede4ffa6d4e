/** COMMENT ON. */
import type { CommentStmt, Node } from '@pgsql/types';
import type { Command } from '../commands.js';
import { partsName } from './names.js';
import { nameParts, nodeOf, nodesOf, strings } from './nodes.js';
import { objectKind } from './objectKinds.js';
import { isWords, nameAt, type Source, spanOf } from './source.js';

export function readComment(source: Source, { objtype, object, comment }: CommentStmt): Command {
  const kind = objectKind(objtype);
  const span = source.span;
  const text = comment ?? null;
  // COMMENT ON word name, and MATERIALIZED VIEW, FOREIGN TABLE.
  const at = isWords(source, 2, 'materialized') || isWords(source, 2, 'foreign') ? 4 : 3;
  if (kind === 'column') {
    const parts = nameParts(object);
    const { next } = nameAt(source, at);
    const table = partsName(parts.slice(0, -1), spanOf(source, at, Math.max(at + 1, next - 2)));
    return { kind: 'comment', span, object: kind, name: table, member: parts.at(-1) ?? '', text };
  }
  if (kind === 'constraint' || kind === 'trigger' || kind === 'policy') {
    const { of, member } = memberParts(object);
    // name ON [DOMAIN] table
    const on = at + 2;
    const owner = nameAt(source, objtype === 'OBJECT_DOMCONSTRAINT' ? on + 1 : on).span;
    return { kind: 'comment', span, object: kind, name: partsName(of, owner), member, text };
  }
  return { kind: 'comment', span, object: kind, name: partsName(objectParts(object), nameAt(source, at).span), text };
}

/** [schema,] table, name; or the type of a domain and a name. */
function memberParts(object: Node | undefined): { readonly of: readonly string[]; readonly member: string } {
  const items = nodeOf(object, 'List')?.items;
  const parts = strings(items);
  const [domain] = nodesOf(items, 'TypeName');
  return { of: domain ? strings(domain.names) : parts.slice(0, -1), member: parts.at(-1) ?? '' };
}

function objectParts(object: Node | undefined): string[] {
  const typed = nodeOf(object, 'TypeName')?.names ?? nodeOf(object, 'ObjectWithArgs')?.objname;
  return typed ? strings(typed) : nameParts(object);
}
