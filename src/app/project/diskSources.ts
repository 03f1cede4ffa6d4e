/** Sources on the disk. */
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { Problem } from '../../text/problem.js';
import { isProgram, isSkippedFolder, type Sources } from './sources.js';

/** More than a person writes; a bundle that someone has committed. Bytes. */
const largest = 2_000_000;
const mostPrograms = 20_000;

/**
 * The programs below a folder. `open` is what editors hold that is not saved, by absolute path. Symbolic links to folders are
 * not followed; files outside of the folder are read only where a program imports them by a relative path or a name that
 * tsconfig.json gives, and never from node_modules.
 * @throws Problem when the folder is not there
 */
export function diskSources(folder: string, open: ReadonlyMap<string, string> = new Map()): Sources {
  const root = path.resolve(folder);
  if (!isFolder(root))
    throw new Problem(`${folder} is not a folder. Name the folder with the application's source.`, { path: root });
  const programs: string[] = [];
  list(root, root, programs);
  const texts = new Map<string, string | undefined>();
  const read = (file: string): string | undefined => {
    const unsaved = open.get(file);
    if (unsaved !== undefined) return unsaved;
    if (!texts.has(file)) texts.set(file, readText(file));
    return texts.get(file);
  };
  return { root, programs: programs.sort(), read };
}

function isFolder(folder: string): boolean {
  try {
    return statSync(folder).isDirectory();
  } catch {
    return false;
  }
}

function list(root: string, folder: string, found: string[]): void {
  let entries: { name: string; isDirectory(): boolean; isFile(): boolean }[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return;
  }
  for (const entry of entries) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!isSkippedFolder(entry.name)) list(root, file, found);
    } else if (entry.isFile() && isProgram(path.relative(root, file))) {
      if (found.length >= mostPrograms) {
        throw new Problem(
          `${root} has more than ${mostPrograms.toLocaleString('en-US')} source files. Name the folder of one application.`,
          { path: root },
        );
      }
      found.push(file);
    }
  }
}

function readText(file: string): string | undefined {
  if (file.split(path.sep).includes('node_modules')) return undefined;
  try {
    const real = realpathSync(file);
    const { size } = statSync(real);
    return size <= largest && statSync(real).isFile() ? readFileSync(real, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}
