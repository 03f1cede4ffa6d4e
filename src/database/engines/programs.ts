/** Makes PostgreSQL's programs startable: as whom, with which libraries, from where. */
import { spawn } from 'node:child_process';
import { chown, cp, mkdir, readdir, readFile, stat, symlink } from 'node:fs/promises';
import nodePath from 'node:path';
import { z } from 'zod';
import { Problem } from '../../text/problem.js';

/** How the programs are run. */
export interface Programs {
  readonly bin: string;
  readonly env: NodeJS.ProcessEnv;
  /** Who runs them; undefined: we ourselves. */
  readonly identity?: Identity;
}

export interface Identity {
  readonly uid: number;
  readonly gid: number;
}

const nobody: Identity = { uid: 65534, gid: 65534 };

/** PostgreSQL refuses to run as root, so that there it runs as nobody. */
export function serverIdentity(): Identity | undefined {
  return process.getuid?.() === 0 ? nobody : undefined;
}

/**
 * Links that are missing and copies that are needed are made in `folder`, never beside the programs: a node_modules folder is the
 * user's, and may be read-only.
 */
export async function preparePrograms(binFolder: string, folder: string): Promise<Programs> {
  const identity = serverIdentity();
  let bin = binFolder;
  if (await mustBeCopied(bin)) {
    const root = nodePath.dirname(bin);
    const copy = nodePath.join(folder, 'programs');
    await cp(root, copy, { recursive: true, verbatimSymlinks: true });
    bin = nodePath.join(copy, nodePath.basename(bin));
  }
  const libraries = await linkLibraries(nodePath.dirname(bin), nodePath.join(folder, 'lib'));
  return { bin, env: programEnvironment(libraries), ...(identity && { identity }) };
}

/** Whether they lie where the one who runs them cannot reach them. */
export async function mustBeCopied(binFolder: string): Promise<boolean> {
  return serverIdentity() !== undefined && !(await isReadableByOthers(nodePath.join(binFolder, 'postgres')));
}

/** Nothing of the caller's PG* variables, and messages in English, since ours are made from some of them. */
function programEnvironment(libraries: readonly string[]): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(process.env)) if (!/^(PG|LC_|LANG)/i.test(name)) env[name] = value;
  env.LC_ALL = 'C';
  env.TZ = 'UTC';
  if (libraries.length > 0) {
    const name = process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH';
    env[name] = [...libraries, env[name]].filter(Boolean).join(':');
  }
  return env;
}

const symlinksFile = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * Folders to look for libraries in. The npm package names in a file the links that npm cannot carry: a script of its own
 * makes them, which `--ignore-scripts` leaves out.
 */
async function linkLibraries(root: string, into: string): Promise<readonly string[]> {
  const text = await readFile(nodePath.join(root, 'pg-symlinks.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  const links = symlinksFile.safeParse(JSON.parse(text));
  if (!links.success)
    throw new Problem(`${nodePath.join(root, 'pg-symlinks.json')} cannot be read. Reinstall the package.`);
  await mkdir(into, { recursive: true });
  for (const { source, target } of links.data) {
    // `native/lib/libpq.so.5.18`: of both, only the file's name is used, so that nothing is linked out of the folder.
    const library = nodePath.join(root, 'lib', nodePath.basename(source));
    await symlink(library, nodePath.join(into, nodePath.basename(target))).catch(error => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
  // initdb does not know the other libraries of the package either.
  return [into, nodePath.join(root, 'lib')];
}

/** Whether another user can reach and run the file. */
async function isReadableByOthers(file: string): Promise<boolean> {
  for (let at = nodePath.dirname(file); ; at = nodePath.dirname(at)) {
    if (((await stat(at)).mode & 0o005) !== 0o005) return false;
    if (at === nodePath.dirname(at)) break;
  }
  return ((await stat(file)).mode & 0o005) === 0o005;
}

/** Gives a folder and all in it to the one who runs the server. */
export async function giveTo(identity: Identity | undefined, folder: string): Promise<void> {
  if (!identity) return;
  await chown(folder, identity.uid, identity.gid);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  await Promise.all(
    entries.map(entry => chown(nodePath.join(entry.parentPath ?? entry.path, entry.name), identity.uid, identity.gid)),
  );
}

/** Runs a program to its end. @throws Problem with what it wrote when it fails. */
export function runProgram(
  { bin, env, identity }: Programs,
  name: string,
  args: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(nodePath.join(bin, name), args, {
      ...{ env, cwd: bin, stdio: ['ignore', 'ignore', 'pipe'], windowsHide: true, ...identity },
      ...(signal && { signal }),
    });
    let errors = '';
    child.stderr.on('data', data => {
      errors = (errors + data).slice(-2000);
    });
    child.on('error', error =>
      reject(signal?.aborted ? signal.reason : new Problem(`${name} cannot be started: ${error.message}`)),
    );
    child.on('close', code => {
      if (code === 0) resolve();
      else reject(new Problem(`${name} of ${bin} failed: ${errors.trim() || `exit code ${code}`}`));
    });
  });
}
