/** Where an object of the schema is made, and where it is spoken of. */
import type { Position } from '../../text/finding.js';
import type { Located } from '../catalog.js';
import type { Location } from '../service/schemaMessages.js';
import type { ParsedFile } from '../statement.js';
import { type Mention, statementMentions, type Target } from './mentions.js';
import { nameLookup } from './nameLookup.js';
import { fileAt, locationOf, offsetIn, rangeIn } from './positions.js';
import type { SchemaReading } from './schemaReading.js';

/** The name that a position stands in, or at the end of. */
export function mentionAt(
  reading: SchemaReading,
  path: string,
  position: Position,
): { readonly file: ParsedFile; readonly mention: Mention } | undefined {
  const file = fileAt(reading, path);
  if (!file) return undefined;
  const offset = offsetIn(file, position);
  const statement = file.statements.findLast(({ start }) => start <= offset);
  if (!statement || offset > statement.end) return undefined;
  const mention = statementMentions(reading, file, statement).find(
    ({ start, end }) => start <= offset && offset <= end,
  );
  return mention && { file, mention };
}

/** Where the name at a position was made, or last renamed: several places for functions that share it. */
export function definitionsAt(reading: SchemaReading, path: string, position: Position): readonly Location[] {
  const found = mentionAt(reading, path, position);
  if (!found) return [];
  return objectsOf(found.mention.target).flatMap(({ place }) => locationOf(reading, place) ?? []);
}

/**
 * Every place in the files that speaks of what the position stands on, under any name that it ever had. Aliases are left out.
 * @param declaration also the place where it is made.
 */
export function referencesAt(
  reading: SchemaReading,
  path: string,
  position: Position,
  declaration: boolean,
): readonly Location[] {
  const found = mentionAt(reading, path, position);
  if (!found) return [];
  const { target } = found.mention;
  const spellings = spellingsOf(reading, target);
  const made = objectsOf(target).map(({ place }) => place);
  const isMade = (file: ParsedFile, { start }: Mention) =>
    made.some(place => place.path === file.path && place.start <= start && start < place.end);
  return reading.files.flatMap(file =>
    candidates(file, spellings).flatMap(statement =>
      statementMentions(reading, file, statement)
        .filter(mention => !mention.alias && isSame(mention.target, target))
        .filter(mention => declaration || !isMade(file, mention))
        .map(({ start, end }) => ({ path: file.path, range: rangeIn(file, start, end) })),
    ),
  );
}

/** Statements that can hold the name: most of a large schema is never read again. */
function candidates(file: ParsedFile, spellings: readonly string[]) {
  const holds = (text: string) => {
    const lower = text.toLowerCase();
    return spellings.some(spelling => lower.includes(spelling));
  };
  return holds(file.text) ? file.statements.filter(({ start, end }) => holds(file.text.slice(start, end))) : [];
}

/** The names in lower case, as they stand between quotes. */
function spellingsOf(reading: SchemaReading, target: Target): readonly string[] {
  const name =
    target.kind === 'object'
      ? target.named[0].object.name
      : target.kind === 'column'
        ? target.column.name
        : target.column;
  return nameLookup(reading)
    .namesOf(name)
    .map(spelling => spelling.toLowerCase().replace(/["`]/g, '$&$&'));
}

function objectsOf(target: Target): readonly Located[] {
  switch (target.kind) {
    case 'object':
      return target.named.map(({ object }) => object);
    case 'column':
      return [target.column];
    case 'viewColumn':
      return [target.view];
  }
}

function isSame(a: Target, b: Target): boolean {
  if (a.kind === 'object') return b.kind === 'object' && a.named.some(({ object }) => b.named[0].object === object);
  if (a.kind === 'column') return b.kind === 'column' && a.column === b.column && a.table === b.table;
  return b.kind === 'viewColumn' && a.view === b.view && a.column === b.column;
}
