/** Texts, with the length and the pattern that the database asks for. */
import { isCatastrophic } from '../openapi/catastrophicPattern.js';
import type { JsonObject } from '../openapi/values.js';
import type { Bounds, ColumnType } from '../schema/relation.js';
import { plainTypeName } from './typeKinds.js';

/** Of the types that hold text. */
export function textShape(type: ColumnType, bounds: Bounds): JsonObject {
  const name = plainTypeName(type);
  const longest = longestOf(name, type.modifiers[0]);
  const minLength = bounds.minLength ?? 0;
  const ends = [bounds.maxLength, longest].flatMap(end => end ?? []);
  const maxLength = ends.length > 0 ? Math.min(...ends) : undefined;
  const isPadded = name === 'character';
  // Upper and lower case are the same in citext, blanks at the end do not count in character(n).
  const oneOf = name === 'citext' ? undefined : bounds.oneOf;
  if (oneOf && (!isPadded || oneOf.every(value => [...value].length === longest)))
    return { type: 'string', enum: oneOf };
  const { pattern } = bounds;
  const isSaid = pattern !== undefined && name !== 'citext' && !isPadded && !isCatastrophic(pattern);
  return {
    type: 'string',
    ...(minLength > 0 && minLength <= (maxLength ?? minLength) && !isPadded && { minLength }),
    ...(maxLength !== undefined && { maxLength }),
    ...(isSaid && { pattern }),
  };
}

/** In characters. */
function longestOf(name: string, modifier: number | undefined): number | undefined {
  if (name === '"char"') return 1;
  return name === 'name' ? 63 : modifier;
}
