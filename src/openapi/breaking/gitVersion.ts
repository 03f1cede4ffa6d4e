/** A description as a revision of its git repository has it, with the files that it refers to. */
import nodePath from 'node:path';
import type { ReadFile } from '../../text/files.js';
import { type GitAnswer, git } from '../../text/git.js';
import { Problem } from '../../text/problem.js';

export interface GitVersion {
  /** Its full name, hexadecimal. */
  readonly commit: string;
  /** By the paths of the working tree. What the revision does not have is asked of `otherwise`: files that git ignores. */
  readonly readFile: ReadFile;
}

/** Why there is nothing to compare with; the sentences are for people. */
export interface NoVersion {
  readonly kind: 'no-repository' | 'no-commit' | 'no-revision' | 'no-file';
  readonly message: string;
}

export interface GitVersionOptions {
  /** Of the working tree. */
  readonly otherwise: ReadFile;
  /** The common ancestor of the revision and HEAD, in place of the revision: what a branch has changed since it left the other one. */
  readonly fromMergeBase?: boolean;
  readonly signal?: AbortSignal;
  /** See `GitOptions`. */
  readonly programs?: readonly string[];
}

/**
 * @param file absolute.
 * @throws Problem when there is no git, or it cannot read the repository.
 */
export async function gitVersion(
  file: string,
  revision: string,
  { otherwise, fromMergeBase = false, signal, programs = [] }: GitVersionOptions,
): Promise<GitVersion | NoVersion> {
  const folder = nodePath.dirname(file);
  const options = { folder, programs, ...(signal && { signal }) };
  const place = await git(['rev-parse', '--show-prefix'], options);
  if (place.code !== 0) {
    if (!/not a git repository/.test(place.err)) throw refused(place);
    const message =
      'This file is in no git repository, so that there is no earlier version. Name one: --against old.yaml';
    return { kind: 'no-repository', message };
  }
  const prefix = place.out.toString('utf8').replace(/\r?\n$/, '');
  const commit = await commitOf(revision, options, fromMergeBase);
  if (typeof commit !== 'string') return commit;
  const read = async (path: string) => {
    const name = nodePath.posix.join(prefix, nodePath.relative(folder, path).split(nodePath.sep).join('/'));
    if (nodePath.isAbsolute(nodePath.relative(folder, path)) || name === '..' || name.startsWith('../'))
      return undefined;
    const answer = await git(['cat-file', 'blob', `${commit}:${name}`], options);
    if (answer.code !== 0) return undefined;
    const text = answer.out.toString('utf8');
    if (text.startsWith('version https://git-lfs.github.com/spec/'))
      throw new Problem(`${revision} keeps this file in Git LFS, and only its pointer is here.`, { path });
    return text;
  };
  const entry = await read(file);
  if (entry === undefined)
    return { kind: 'no-file', message: `This file is not in ${revision}: it is new, or was called otherwise there.` };
  return { commit, readFile: async path => (path === file ? entry : ((await read(path)) ?? otherwise(path))) };
}

async function commitOf(
  revision: string,
  options: { folder: string; programs: readonly string[]; signal?: AbortSignal },
  fromMergeBase: boolean,
): Promise<string | NoVersion> {
  // git would take the first for an option.
  const isName = !revision.startsWith('-') && !/[\0\r\n]/.test(revision);
  const find = async (...args: string[]) => {
    const { code, out } = await git(args, options);
    const id = out.toString('utf8').trim();
    return code === 0 && /^[0-9a-f]{40,64}$/.test(id) ? id : undefined;
  };
  const verify = ['rev-parse', '--verify', '--quiet', '--end-of-options'];
  const commit = isName ? await find(...verify, `${revision}^{commit}`) : undefined;
  if (commit === undefined) {
    if (revision === 'HEAD') return { kind: 'no-commit', message: 'This git repository has no commit yet.' };
    const message = `This git repository has no revision ${JSON.stringify(revision)}. Branches of others are fetched with git fetch, and are called origin/main; in CI a shallow clone has one commit only (fetch-depth: 0).`;
    return { kind: 'no-revision', message };
  }
  if (!fromMergeBase) return commit;
  const base = await find('merge-base', commit, 'HEAD');
  if (base !== undefined) return base;
  const message = `HEAD and ${JSON.stringify(revision)} have no commit in common here; a shallow clone does not go back that far (fetch-depth: 0).`;
  return { kind: 'no-revision', message };
}

function refused({ err }: GitAnswer): Problem {
  return new Problem(`git could not read the repository: ${err.split('\n').join(' ') || 'it does not say why'}.`);
}
