/** Reads text as a file of its own and shows what was made of it. */
import type { Dialect } from '../../../src/schema/catalog.js';
import { parseFile } from '../../../src/schema/reading/parse.js';
import type { ParsedFile } from '../../../src/schema/statement.js';

export function parsed(text: string, dialect: Dialect = 'postgresql'): ParsedFile {
  return parseFile('/a.sql', text, { dialect });
}

/** The text of each statement. */
export function split(text: string, dialect?: Dialect): string[] {
  return parsed(text, dialect).statements.map(({ start, end }) => text.slice(start, end));
}

/** `text → kinds`, or `text ✗ message «where»`. */
export function shown(text: string, dialect?: Dialect): string[] {
  return parsed(text, dialect).statements.map(({ start, end, commands, error }) => {
    const statement = text.slice(start, end);
    if (!error) return `${statement} → ${commands.map(({ kind }) => kind).join(', ')}`;
    return `${statement} ✗ ${error.message} «${text.slice(start + error.span.start, start + error.span.end)}»`;
  });
}
