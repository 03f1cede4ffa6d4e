/** Which dialect each file of a project is read in, when its own text does not say it. */
import path from 'node:path';
import type { Dialect } from '../catalog.js';
import type { MigrationsFolder } from './migrationFolders.js';

/** What one file says by itself. */
export interface DialectHint {
  readonly path: string;
  /** A comment of the file names it, or the file's name does. */
  readonly said?: Dialect;
  /** Its text has words that only this dialect has. */
  readonly likely?: Dialect;
}

const usual: Dialect = 'postgresql';

/**
 * What the file itself says comes first, then the setting, then what the migration tool's own files say; files of one migrations folder are
 * of one dialect. What is left takes the dialect of its own words, or the one that most files around it have.
 *
 * @returns by path.
 */
export function chooseDialects(
  hints: readonly DialectHint[],
  layout: readonly MigrationsFolder[],
  setting: Dialect | undefined,
): ReadonlyMap<string, Dialect> {
  const votes = countVotes(hints);
  const folders = new Map<string, Dialect>();
  const byPath = new Map(hints.map(hint => [hint.path, hint]));
  for (const { path: folder, dialect, files } of layout) {
    const own = countVotes(
      files.flatMap(file => byPath.get(file.path) ?? []),
      folder,
    ).get(folder);
    const chosen = dialect ?? most(own) ?? around(folder, votes) ?? usual;
    for (const file of files) folders.set(file.path, chosen);
  }
  return new Map(
    hints.map(({ path: file, said, likely }) => [
      file,
      said ?? setting ?? folders.get(file) ?? likely ?? around(path.dirname(file), votes) ?? usual,
    ]),
  );
}

type Votes = ReadonlyMap<string, ReadonlyMap<Dialect, number>>;

/** Each file votes in all folders that it is in, or only in the one that is named. */
function countVotes(hints: readonly DialectHint[], only?: string): Votes {
  const votes = new Map<string, Map<Dialect, number>>();
  const vote = (folder: string, dialect: Dialect) => {
    const known = votes.get(folder) ?? new Map<Dialect, number>();
    known.set(dialect, (known.get(dialect) ?? 0) + 1);
    votes.set(folder, known);
  };
  for (const { path: file, said, likely } of hints) {
    const dialect = said ?? likely;
    if (!dialect) continue;
    if (only !== undefined) vote(only, dialect);
    else
      for (let at = path.dirname(file), above = ''; at !== above; above = at, at = path.dirname(at)) vote(at, dialect);
  }
  return votes;
}

/** The majority in the nearest folder in which anybody voted. */
function around(folder: string, votes: Votes): Dialect | undefined {
  for (let at = folder; ; at = path.dirname(at)) {
    const dialect = most(votes.get(at));
    if (dialect || at === path.dirname(at)) return dialect;
  }
}

function most(votes: ReadonlyMap<Dialect, number> | undefined): Dialect | undefined {
  return [...(votes ?? [])].sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))[0]?.[0];
}
