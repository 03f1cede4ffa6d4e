/** Who makes a table, asked from a folder. */
import path from 'node:path';

export interface TableMaker {
  readonly folder: string;
  readonly creates: ReadonlySet<string>;
}

/** Beyond this many makers of one table (examples, test data) only those in the folder itself or above it count. */
const mostMakers = 64;

/** @returns the makers of a table that a file in the folder could mean. */
export function indexMakers<Maker extends TableMaker>(
  makers: readonly Maker[],
): (table: string, folder: string) => readonly Maker[] {
  const everywhere = new Map<string, Maker[]>();
  const inFolder = new Map<string, Maker[]>();
  for (const maker of makers) {
    for (const table of maker.creates) {
      add(everywhere, table, maker);
      add(inFolder, `${table}\n${maker.folder}`, maker);
    }
  }
  return (table, folder) => {
    const all = everywhere.get(table) ?? [];
    if (all.length <= mostMakers) return all;
    for (let at = folder; ; at = path.dirname(at)) {
      const here = inFolder.get(`${table}\n${at}`);
      if (here) return here.slice(0, mostMakers);
      if (at === path.dirname(at)) return [];
    }
  };
}

export interface Way {
  /** Steps from the first folder to the one that holds both. */
  readonly up: number;
  /** Steps from there to the second. */
  readonly down: number;
}

export function wayBetween(from: string, to: string): Way {
  const steps = path.relative(from, to).split(path.sep).filter(Boolean);
  const up = steps.filter(step => step === '..').length;
  return { up, down: steps.length - up };
}

function add<Maker>(map: Map<string, Maker[]>, key: string, maker: Maker): void {
  const known = map.get(key);
  if (known) known.push(maker);
  else map.set(key, [maker]);
}
