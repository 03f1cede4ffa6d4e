import { loadParser, parseFile } from '../schema/reading/parse.js';
import type { Statement } from '../schema/statement.js';

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
  return parseFile(path, text, { dialect: 'postgresql' }).statements;
}
