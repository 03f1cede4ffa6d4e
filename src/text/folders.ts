/** Where paths are to each other. All are absolute, as this machine writes them. */
import nodePath from 'node:path';

/** Whether it is the folder itself, or in it at any depth. */
export function isBelow(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(nodePath.sep) ? folder : folder + nodePath.sep);
}

/** The deepest folder that all are in, or are. At least one; on Windows of several drives the root of the first. */
export function commonFolder(folders: readonly string[]): string {
  let common = folders[0] ?? '';
  for (const folder of folders) {
    while (!isBelow(common, folder)) {
      const above = nodePath.dirname(common);
      if (above === common) return common;
      common = above;
    }
  }
  return common;
}
