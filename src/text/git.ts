/** The user's git, as a child process: no shell, nothing of the user's is an option, nothing is written. */
import { spawn } from 'node:child_process';
import { access } from 'node:fs/promises';
import nodePath from 'node:path';
import { Problem } from './problem.js';

export interface GitOptions {
  /** Where the repository is looked for. */
  readonly folder: string;
  readonly signal?: AbortSignal;
  /** Written to its standard input. */
  readonly input?: string;
  /** Absolute paths: the first that is there is run in place of the git of PATH. */
  readonly programs?: readonly string[];
}

export interface GitAnswer {
  readonly code: number;
  readonly out: Buffer;
  readonly err: string;
}

/** What one answer may hold: the names of all files of a large repository, or the texts of a schema. */
const mostBytes = 512 * 1024 * 1024;

/** @throws Problem when there is no git; the signal's reason when it is aborted. */
export async function git(
  args: readonly string[],
  { folder, signal, input, programs = [] }: GitOptions,
): Promise<GitAnswer> {
  signal?.throwIfAborted();
  const program = (await firstThere(programs)) ?? (await gitProgram(process.platform, process.env));
  return new Promise((resolve, reject) => {
    const child = spawn(program, ['-C', folder, ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
      // Words are read below, so they have to be in one language.
      env: { ...process.env, LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' },
    });
    const abort = () => child.kill();
    signal?.addEventListener('abort', abort);
    const parts: Buffer[] = [];
    let size = 0;
    let err = '';
    child.stdout.on('data', (bytes: Buffer) => {
      size += bytes.length;
      if (size > mostBytes) child.kill();
      else parts.push(bytes);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (err.length < 10_000) err += text;
    });
    // It may end before it has read all of its input; its exit code tells why.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input ?? '');
    child.once('error', error => {
      signal?.removeEventListener('abort', abort);
      reject((error as NodeJS.ErrnoException).code === 'ENOENT' ? noGit() : error);
    });
    child.once('close', code => {
      signal?.removeEventListener('abort', abort);
      if (signal?.aborted) reject(signal.reason);
      else if (size > mostBytes) reject(new Problem('git has more to say than can be read. Name a smaller folder.'));
      else resolve({ code: code ?? 1, out: Buffer.concat(parts), err: err.trim() });
    });
  });
}

/**
 * On Windows a name alone would also be looked for in the current folder, which may be anybody's: there it is found in PATH first.
 * @throws Problem when it is not in PATH.
 */
async function gitProgram(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): Promise<string> {
  if (platform !== 'win32') return 'git';
  const variable = Object.keys(env).find(name => name.toUpperCase() === 'PATH');
  const folders = variable === undefined ? [] : (env[variable] ?? '').split(';');
  const program = await firstThere(
    folders.filter(one => nodePath.win32.isAbsolute(one)).map(folder => nodePath.win32.join(folder, 'git.exe')),
  );
  if (program === undefined) throw noGit();
  return program;
}

async function firstThere(programs: readonly string[]): Promise<string | undefined> {
  for (const program of programs) {
    const isThere = await access(program).then(
      () => nodePath.isAbsolute(program) || nodePath.win32.isAbsolute(program),
      () => false,
    );
    if (isThere) return program;
  }
  return undefined;
}

function noGit(): Problem {
  return new Problem(
    'Revisions are read with git, which is not installed here, or not in PATH. Install it, or name a file.',
  );
}
