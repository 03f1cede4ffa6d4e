/** What a pointer on a name shows. */
import type { Position, Range } from '../../text/finding.js';
import { catalogIndex, nameKey } from './catalogIndex.js';
import { columnMarkdown } from './hoverTable.js';
import { objectMarkdown, viewColumnMarkdown } from './hoverText.js';
import type { Target } from './mentions.js';
import { rangeIn } from './positions.js';
import { mentionAt } from './references.js';
import type { SchemaReading } from './schemaReading.js';

/** Markdown about the table, column, index, type, view, sequence or function at a position, and the name that it is about. */
export function hoverAt(
  reading: SchemaReading,
  path: string,
  position: Position,
): { readonly range: Range; readonly markdown: string } | undefined {
  const found = mentionAt(reading, path, position);
  if (!found) return undefined;
  const { file, mention } = found;
  return { range: rangeIn(file, mention.start, mention.end), markdown: targetMarkdown(reading, mention.target) };
}

function targetMarkdown({ catalog }: SchemaReading, target: Target): string {
  const index = catalogIndex(catalog);
  switch (target.kind) {
    case 'object':
      return target.named.map(named => objectMarkdown(named, index)).join('\n\n---\n\n');
    case 'column':
      return columnMarkdown(target.table, target.column, index.references.get(nameKey(target.table)) ?? []);
    case 'viewColumn':
      return viewColumnMarkdown(target.view, target.column);
  }
}
