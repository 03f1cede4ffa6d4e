import nodePath from 'node:path';
import type { Dialect } from '../schema/catalog.js';
import { createParseCache, loadParser, parseFile } from '../schema/reading/parse.js';
import type { ParsedFile, Statement } from '../schema/statement.js';

/** SQL that is run as it stands, to have the schema that it makes. */
export interface Script {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
  /** One of several files that make up a schema together: nobody said which comes first, they only may be needed by each other. */
  readonly isInAnyOrder?: true;
}

const known = new WeakMap<Script, Promise<readonly Statement[]>>();

/** What PostgreSQL's parser makes of a script; read once for each object, since a comparison runs a script several times. */
export function statementsOf(script: Script): Promise<readonly Statement[]> {
  const found = known.get(script) ?? read(script);
  known.set(script, found);
  return found;
}

async function read({ path, text }: Script): Promise<readonly Statement[]> {
  await loadParser('postgresql');
  return parseScript(path, text, 'postgresql').statements;
}

/** Characters of files that are remembered, all together: what is read of them takes some ten times as much memory. */
const mostRemembered = 4_000_000;

const nothing = () => ({ files: createParseCache(), characters: 0, last: '' });
let remembered = nothing();

/**
 * As parseFile; what two versions of a file have in common is read once. The two sides of a comparison are mostly that: of other folders
 * or revisions under the same name, or one after the other.
 */
export function parseScript(path: string, text: string, dialect: Dialect): ParsedFile {
  if (text.length > mostRemembered) return parseFile(path, text, { dialect });
  if (remembered.characters + text.length > mostRemembered) remembered = nothing();
  const { files, last } = remembered;
  const name = nodePath.basename(path);
  if (!files.has(name) && files.has(last)) files.set(name, files.get(last)!);
  const { statements, directives } = parseFile(name, text, { dialect, cache: files });
  remembered = { files, characters: remembered.characters + text.length, last: name };
  return { path, text, dialect, statements, directives, down: [] };
}
