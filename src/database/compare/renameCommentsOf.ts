import { renameComments } from '../../schema/diff/renameComments.js';
import type { SchemaSource } from './comparison.js';

/** What the scripts of a side say in `-- renamed from:` comments, as `old=new`. */
export async function renameCommentsOf(source: SchemaSource): Promise<readonly string[]> {
  if (source.kind === 'server') return [];
  return source.scripts.flatMap(({ text }) => renameComments(text));
}
