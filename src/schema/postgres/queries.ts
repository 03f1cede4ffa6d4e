/** Queries inside of other statements. */
import type { Node } from '@pgsql/types';
import type { Query } from '../query.js';
import { tagOf } from './nodes.js';
import { readQuery } from './query.js';
import type { Source } from './source.js';

const queryTags: ReadonlySet<string> = new Set(['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt']);

/** Undefined for what is no query: `CREATE TABLE t AS EXECUTE prepared`. */
export function readInnerQuery({ text, at }: Source, node: Node | undefined): Query | undefined {
  return node && queryTags.has(tagOf(node)) ? readQuery(node, text, at) : undefined;
}
