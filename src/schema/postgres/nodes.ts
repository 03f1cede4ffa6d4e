/** Access to libpg-query's trees. It leaves zero, empty strings and false out of them. */
import type { Node } from '@pgsql/types';

type KeysOf<T> = T extends T ? keyof T : never;
/** The one key of a node: `CreateStmt`, `ColumnRef`… */
export type Tag = KeysOf<Node>;
export type NodeOf<T extends Tag> = Extract<Node, Record<T, unknown>>[T & keyof Extract<Node, Record<T, unknown>>];

export function nodeOf<T extends Tag>(node: Node | undefined, tag: T): NodeOf<T> | undefined {
  return node && ((node as Partial<Record<Tag, unknown>>)[tag] as NodeOf<T> | undefined);
}

/** The nodes of one kind in a list, unwrapped. */
export function nodesOf<T extends Tag>(nodes: readonly Node[] | undefined, tag: T): NodeOf<T>[] {
  const found: NodeOf<T>[] = [];
  for (const node of nodes ?? []) {
    const inner = nodeOf(node, tag);
    if (inner !== undefined) found.push(inner as NodeOf<T>);
  }
  return found;
}

export function tagOf(node: Node): Tag {
  // Faster than a list of all keys, and there is only one.
  for (const tag in node) return tag as Tag;
  return '' as Tag;
}

/** The strings of a list: parts of a name, columns of a key. */
export function strings(nodes: readonly Node[] | undefined): string[] {
  return nodesOf(nodes, 'String').map(({ sval }) => sval ?? '');
}

/** The strings of a name, which may stand alone or in a list. */
export function nameParts(node: Node | undefined): string[] {
  const single = nodeOf(node, 'String');
  return single ? [single.sval ?? ''] : strings(nodeOf(node, 'List')?.items);
}
