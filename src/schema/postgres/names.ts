/** Names of things, with where they stand. */
import type { Node, RangeVar } from '@pgsql/types';
import type { Span, WrittenName } from '../commands.js';
import { strings } from './nodes.js';
import { indexAt, nameAt, type Source } from './source.js';

/** `schema.name` or `database.schema.name` in a span. */
export function partsName(parts: readonly string[], span: Span): WrittenName {
  const schema = parts.at(-2);
  return { ...(schema !== undefined && { schema }), name: parts.at(-1) ?? '', span };
}

export function relationName(source: Source, relation: RangeVar | undefined): WrittenName {
  const { schemaname, relname = '', location } = relation ?? {};
  const { span } = nameAt(source, indexAt(source, source.at(location)));
  return { ...(schemaname !== undefined && { schema: schemaname }), name: relname, span };
}

/** A name that the tree gives as a list, found at a token. */
export function listName(source: Source, parts: readonly Node[] | undefined, index: number): WrittenName {
  return partsName(strings(parts), nameAt(source, index).span);
}

/** The last part of a name: `gin_trgm_ops` of `public.gin_trgm_ops`. */
export function lastPart(parts: readonly Node[] | undefined): string | undefined {
  return strings(parts).at(-1);
}

/** The token after the name of a relation. */
export function afterRelation(source: Source, relation: RangeVar | undefined): number {
  return nameAt(source, indexAt(source, source.at(relation?.location))).next;
}
