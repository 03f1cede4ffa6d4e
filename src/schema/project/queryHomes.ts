/** Whose tables a file of queries reads. */
import path from 'node:path';
import type { Dialect } from '../catalog.js';
import type { FileFacts } from './fileFacts.js';
import { compareText } from './migrationNames.js';
import { indexMakers, type TableMaker, wayBetween } from './tableMakers.js';

export interface QueryHome extends TableMaker {
  readonly dialect: Dialect;
  readonly isMigrations: boolean;
}

/**
 * @returns for each file the group that makes most of the tables it names; among equals the nearest, and of those migrations. A file that names
 * none of any group's tables (a new one, say) takes the nearest group of its dialect. Files without an entry have no group to go to.
 */
export function homesOfQueries<Home extends QueryHome>(
  files: readonly FileFacts[],
  homes: readonly Home[],
): ReadonlyMap<FileFacts, Home> {
  const makers = indexMakers(homes);
  const nearest = nearestHomes(homes);
  const found = new Map<FileFacts, Home>();
  for (const file of files) {
    const folder = path.dirname(file.path);
    const served = new Map<Home, number>();
    for (const table of file.uses) {
      for (const home of makers(table, folder)) {
        if (home.dialect === file.dialect) served.set(home, (served.get(home) ?? 0) + 1);
      }
    }
    const most = Math.max(0, ...served.values());
    const best = [...served]
      .filter(([, count]) => count === most)
      .map(([home]) => ({ home, ...wayBetween(folder, home.folder) }))
      .sort((a, b) => a.up - b.up || compareHomes(a, b))[0]?.home;
    const home = best ?? nearest(file.dialect, folder);
    if (home) found.set(file, home);
  }
  return found;
}

/** The home least far up, that is in the smallest folder that holds one. */
function nearestHomes<Home extends QueryHome>(
  homes: readonly Home[],
): (dialect: Dialect, folder: string) => Home | undefined {
  const within = new Map<string, Candidate<Home>>();
  for (const home of homes) {
    if (home.creates.size === 0) continue;
    for (let at = home.folder, down = 0; ; at = path.dirname(at), down++) {
      const key = `${home.dialect}\n${at}`;
      const known = within.get(key);
      if (!known || compareHomes({ home, down }, known) < 0) within.set(key, { home, down });
      if (at === path.dirname(at)) break;
    }
  }
  return (dialect, folder) => {
    for (let at = folder; ; at = path.dirname(at)) {
      const known = within.get(`${dialect}\n${at}`);
      if (known || at === path.dirname(at)) return known?.home;
    }
  };
}

interface Candidate<Home> {
  readonly home: Home;
  /** How deep it lies in the folder that holds both. */
  readonly down: number;
}

function compareHomes(a: Candidate<QueryHome>, b: Candidate<QueryHome>): number {
  const migrations = Number(b.home.isMigrations) - Number(a.home.isMigrations);
  return migrations || a.down - b.down || compareText(a.home.folder, b.home.folder);
}
