/** Where an object was made. */
import type { Located, Place } from '../catalog.js';
import type { Span } from '../commands.js';
import type { Here } from './model.js';

export function placeOf(here: Here, span: Span): Place {
  const { start } = here.statement;
  return { path: here.file.path, start: start + span.start, end: start + span.end };
}

/** Of an object whose name stands at `name` in the element at `definition`. */
export function located(here: Here, name: Span, definition: Span): Located {
  return { place: placeOf(here, name), definition: placeOf(here, definition) };
}
