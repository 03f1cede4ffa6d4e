/** What suggested files are called in the folder that `--output` names. */
import nodePath from 'node:path';

/**
 * Relative paths for the new files of each group, none of them twice. A migration whose version is the name of its folder keeps that
 * folder. Groups that want the same names (two schemas without migrations: `add_indexes.sql`) have theirs put before them.
 *
 * @param groups absolute paths: the group's own, and those of its files.
 */
export function suggestedSqlNames(
  groups: readonly { readonly group: string; readonly paths: readonly string[] }[],
): readonly (readonly string[])[] {
  // Names that differ only in case are one file on most disks of macOS and Windows.
  const taken = new Set<string>();
  return groups.map(({ group, paths }) => {
    const stem = nodePath.parse(group).name;
    let names = paths.map(ownName);
    for (let count = 1; names.some(name => taken.has(name.toLowerCase())); count++) {
      const prefix = count === 1 ? stem : `${stem}_${count}`;
      names = paths.map(path => `${prefix}_${ownName(path)}`);
    }
    for (const name of names) taken.add(name.toLowerCase());
    return names;
  });
}

/** Prisma and Diesel give each migration a folder. */
function ownName(path: string): string {
  const name = nodePath.basename(path);
  if (!/^(?:migration\.sql|up\.sql|down\.sql|metadata\.toml)$/i.test(name)) return name;
  return nodePath.join(nodePath.basename(nodePath.dirname(path)), name);
}
