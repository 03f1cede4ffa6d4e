import nodePath from 'node:path';
import { Problem } from '../../../text/problem.js';

/** What the rooms call by the flag of the command line, and what it is called here. */
const names: readonly (readonly [RegExp, string])[] = [
  [/ with --without\b/g, ' with the option “Leave out”'],
  [/,? use --without\b/g, ' use the option “Leave out”'],
  [/: --engine\b/g, ': see the setting seniorBackend.database.engine'],
  [/\bCompare with --offline\b/g, 'Compare without the option “Online forms”'],
  [/, or write plain files with --layout plain\b/g, ', or save to another folder'],
  [/ Name others with --schemas or --tables, or another database\./g, ' Choose other tables.'],
  [/ Name the folder or the files of a PostgreSQL schema\./g, ' Pick the folder or the file of a PostgreSQL schema.'],
];

/** @throws Problem in the words of the editor, with a place only where there is a file to open: not in a revision of git. */
export async function inEditorWords<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { message, place } = error;
    const words = names.reduce((text, [flag, name]) => text.replace(flag, name), message);
    if (!place || nodePath.isAbsolute(place.path)) throw new Problem(words, place);
    const { path, position } = place;
    const where = position ? `${path}:${position.line + 1}:${position.character + 1}` : path;
    throw new Problem(`${words} (${where})`);
  }
}
