// SQL with a mark where the cursor is, read as an editor has it read.

import type { Dialect } from '../../../src/schema/catalog.js';
import type { SchemaReading } from '../../../src/schema/navigation/schemaReading.js';
import { loadParser, parseFile } from '../../../src/schema/reading/parse.js';
import { replay } from '../../../src/schema/replay.js';
import type { Location } from '../../../src/schema/service/schemaMessages.js';
import type { Position, Range } from '../../../src/text/finding.js';

const mark = '‸';

export interface Marked {
  readonly reading: SchemaReading;
  /** The file that has the mark, and where. */
  readonly path: string;
  readonly position: Position;
  readonly textOf: (path: string) => string;
}

/** @param files text by path, or the text of `/schema.sql`; at most one mark in all of them. */
export async function readMarked(
  files: Readonly<Record<string, string>> | string,
  dialect: Dialect = 'postgresql',
): Promise<Marked> {
  await loadParser(dialect);
  const given = typeof files === 'string' ? { '/schema.sql': files } : files;
  const [path = '/schema.sql', text = ''] = Object.entries(given).find(([, one]) => one.includes(mark)) ?? [];
  const before = text.slice(0, Math.max(0, text.indexOf(mark))).split('\n');
  const texts = new Map(Object.entries(given).map(([name, one]) => [name, one.replace(mark, '')]));
  const parsed = [...texts].map(([name, one]) => parseFile(name, one, { dialect }));
  return {
    reading: { catalog: replay(parsed, { order: 'sequence' }).catalog, files: parsed },
    path,
    position: { line: before.length - 1, character: before.at(-1)!.length },
    textOf: name => texts.get(name) ?? '',
  };
}

/** What stands at a place, with its line: `2: orders`. */
export function shown({ textOf }: Marked, { path, range }: Location): string {
  const file = path === '/schema.sql' ? '' : `${path.slice(1)}:`;
  return `${file}${range.start.line + 1}: ${textIn(textOf(path), range)}`;
}

export function textIn(text: string, { start, end }: Range): string {
  const lines = text.split('\n').slice(start.line, end.line + 1);
  lines[lines.length - 1] = lines.at(-1)!.slice(0, end.character);
  return lines.join('\n').slice(start.character);
}
