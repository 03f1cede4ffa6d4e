/** Where profiles are: ours beside the command line, a project's own in its `.senior-backend/profiles`. */
import { readdir, stat } from 'node:fs/promises';
import nodePath from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Profile } from '../../decision/profile.js';
import { type ProfileFile, readProfiles } from '../../decision/readProfiles.js';
import { Problem } from '../../text/problem.js';
import { readBytes } from '../loadTest/readInput.js';
import { type Printer, problemLine } from '../print.js';

const builtInFolder = fileURLToPath(new URL('./profiles/', import.meta.url));
const mebibyte = 1024 * 1024;

/**
 * @param folder that the user named; without it the nearest `.senior-backend/profiles` at the working directory or above it.
 * @throws Problem for the first profile that is wrong, when all the others have been told: a decision without them would be another one.
 */
export async function projectProfiles(folder: string | undefined, printer: Printer): Promise<readonly Profile[]> {
  const own = folder === undefined ? await nearestFolder() : nodePath.resolve(folder);
  const isThere = own !== undefined && (await stat(own).catch(() => undefined))?.isDirectory();
  if (folder !== undefined && !isThere) {
    throw new Problem('There is no such folder, which --profile-dir names.', { path: nodePath.resolve(folder) });
  }
  const { profiles, problems } = readProfiles(
    await filesOf(builtInFolder),
    own === undefined ? [] : await filesOf(own),
  );
  const [first, ...others] = problems;
  if (!first) return profiles;
  for (const problem of others) printer.warn(problemLine(problem));
  throw first;
}

async function nearestFolder(): Promise<string | undefined> {
  for (let folder = process.cwd(); ; folder = nodePath.dirname(folder)) {
    const own = nodePath.join(folder, '.senior-backend', 'profiles');
    if ((await stat(own).catch(() => undefined))?.isDirectory()) return own;
    if (nodePath.dirname(folder) === folder) return undefined;
  }
}

async function filesOf(folder: string): Promise<readonly ProfileFile[]> {
  const names = (await readdir(folder)).filter(name => name.endsWith('.json') && !name.startsWith('.'));
  return Promise.all(
    names.map(async name => {
      const path = nodePath.join(folder, name);
      const bytes = await readBytes(path, mebibyte);
      return { path, text: Buffer.from(bytes ?? []).toString('utf8') };
    }),
  );
}
