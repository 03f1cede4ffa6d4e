/** Files as a revision of a git repository has them. The working tree is not looked at. */
import nodePath from 'node:path';
import { skippedFolders } from '../../schema/project/findSql.js';
import { decodeSql } from '../../schema/service/sqlTexts.js';
import { isBelow } from '../../text/folders.js';
import { type GitAnswer, git } from '../../text/git.js';
import { Problem } from '../../text/problem.js';
import { type SourceTree, textOf } from './sourceTree.js';

export interface RevisionPath {
  /** `main`, `HEAD~1`, `v1.2`, a commit. */
  readonly revision: string;
  /** As git has it: from the top of the repository on, or from the current folder on when it begins with `./` or `../`. */
  readonly path: string;
}

/** `REV:path`; undefined for what is none: `C:\schema.sql`, a URL. The colon in `main@{2 days 10:00}` belongs to the revision. */
export function readRevisionPath(word: string): RevisionPath | undefined {
  const found = /^((?:@\{[^}]*\}|[^:@]|@)+):(.*)$/s.exec(word);
  if (!found) return undefined;
  const [, revision = '', path = ''] = found;
  if (/^[a-z]$/i.test(revision) && /^[\\/]/.test(path)) return undefined;
  return path.startsWith('//') ? undefined : { revision, path };
}

/** Files that tools keep beside the SQL: what `schema/project/migrationConfig.ts` asks for. */
const toolFile =
  /(?:^|\/)(?:migration_lock\.toml|_journal\.json|snapshot\.json|metadata\.toml|package\.json|knexfile\.[cm]?[jt]s|Cargo\.toml|go\.mod|[^/]*\.sql\.conf)$/;

interface Blob {
  readonly id: string;
  /** From the top of the repository on, with forward slashes. */
  readonly name: string;
}

export interface GitTree extends SourceTree {
  readonly revision: string;
  /** The current folder, in the words of git: symbolic links are followed. */
  readonly current: string;
}

/**
 * @param folder the current one.
 * @throws Problem when there is no git, no repository or no such revision.
 */
export async function gitTree(revision: string, folder: string, signal?: AbortSignal): Promise<GitTree> {
  const options = { folder, ...(signal && { signal }) };
  const { root, current } = await placeOf(options);
  const tree = await treeOf(revision, options);
  const listed = await git(['ls-tree', '-r', '-z', '--full-tree', tree], options);
  if (listed.code !== 0) throw refused(listed);
  const blobs = blobsOf(listed.out.toString('utf8'));
  const byName = new Map(blobs.map(blob => [blob.name, blob]));
  const nameOf = (path: string) => nodePath.relative(root, path).split(nodePath.sep).join('/');
  const pathOf = (name: string) => nodePath.join(root, ...name.split('/'));
  const called = (path: string) => `${revision}:${nameOf(path)}`;
  const readBlobs = async (wanted: readonly Blob[]) => texts(wanted, options);
  const small = await readBlobs(blobs.filter(({ name }) => toolFile.test(name) && !isSkipped(name)));
  return {
    ...{ root, current, revision },
    called,
    async kindOf(path) {
      const name = nameOf(path);
      if (name === '') return 'folder';
      if (byName.has(name)) return 'file';
      return blobs.some(blob => blob.name.startsWith(`${name}/`)) ? 'folder' : undefined;
    },
    // Links are no files here.
    realPath: async path => path,
    async list(path) {
      const name = nameOf(path);
      const inside = name === '' ? '' : `${name}/`;
      return blobs
        .filter(blob => blob.name.startsWith(inside) && /\.sql$/i.test(blob.name))
        .filter(blob => !isSkipped(blob.name.slice(inside.length)))
        .map(blob => pathOf(blob.name));
    },
    async read(paths) {
      const wanted = paths.map(path => {
        const blob = byName.get(nameOf(path));
        if (!blob) throw new Problem('There is no such file in this revision.', { path: called(path) });
        return blob;
      });
      const bytes = await readBlobs(wanted);
      return new Map(
        paths.map((path, at) => [path, textOf(decodeSql(bytes.get(wanted[at]!.name)!), called(path))] as const),
      );
    },
    readSmall(path) {
      const bytes = small.get(nameOf(path));
      return bytes?.toString('utf8');
    },
  };
}

/** The absolute path, as if it were in the working tree. @throws Problem for one out of the repository. */
export function pathInTree({ root, current, revision }: GitTree, path: string): string {
  const absolute = nodePath.resolve(/^\.\.?(?:[\\/]|$)/.test(path) ? current : root, path);
  if (isBelow(root, absolute)) return absolute;
  throw new Problem(`${revision}:${path} is not in the repository. Its paths begin at ${root}.`);
}

async function placeOf(options: { folder: string; signal?: AbortSignal }) {
  const answer = await git(['rev-parse', '--show-toplevel', '--show-prefix'], options);
  if (answer.code === 0) {
    const [top = '', prefix = ''] = answer.out.toString('utf8').split(/\r?\n/);
    const root = nodePath.resolve(top);
    return { root, current: nodePath.join(root, prefix) };
  }
  if (/not a git repository/.test(answer.err))
    throw new Problem('This folder is in no git repository, so that it has no revisions.', { path: options.folder });
  throw refused(answer);
}

async function treeOf(revision: string, options: { folder: string; signal?: AbortSignal }): Promise<string> {
  // git would take it for an option.
  const isName = !revision.startsWith('-') && !/[\0\r\n]/.test(revision);
  const answer = isName ? await git(['rev-parse', '--verify', '--quiet', `${revision}^{tree}`], options) : undefined;
  const id = answer?.out.toString('utf8').trim() ?? '';
  if (answer?.code === 0 && /^[0-9a-f]{40,64}$/.test(id)) return id;
  const words = answer?.err ? ` git says: ${answer.err.split('\n')[0]}` : '';
  throw new Problem(
    `This git repository has no revision ${JSON.stringify(revision)}.${words} Branches of others are fetched with git fetch, and are called origin/main.`,
  );
}

/** Symbolic links and submodules are left out. */
function blobsOf(listing: string): readonly Blob[] {
  return listing.split('\0').flatMap(line => {
    const [, id, name] = /^100\d+ blob ([0-9a-f]+)\t(.+)$/s.exec(line) ?? [];
    return id === undefined || name === undefined ? [] : [{ id, name }];
  });
}

function isSkipped(name: string): boolean {
  return name
    .split('/')
    .slice(0, -1)
    .some(part => skippedFolders.has(part));
}

/** By name. */
async function texts(
  blobs: readonly Blob[],
  options: { folder: string; signal?: AbortSignal },
): Promise<ReadonlyMap<string, Buffer>> {
  if (blobs.length === 0) return new Map();
  const answer = await git(['cat-file', '--batch'], { ...options, input: blobs.map(({ id }) => `${id}\n`).join('') });
  if (answer.code !== 0) throw refused(answer);
  const found = new Map<string, Buffer>();
  let at = 0;
  for (const { id, name } of blobs) {
    const end = answer.out.indexOf(10, at);
    const [, size] = /^[0-9a-f]+ blob (\d+)$/.exec(answer.out.toString('latin1', at, end)) ?? [];
    if (end < 0 || size === undefined)
      throw new Problem(`git has no text of ${name} (${id.slice(0, 12)}). Is the repository whole? Try git fetch.`);
    found.set(name, answer.out.subarray(end + 1, end + 1 + Number(size)));
    at = end + 1 + Number(size) + 1;
  }
  return found;
}

function refused({ err }: GitAnswer): Problem {
  return new Problem(`git could not read the repository: ${err.split('\n').join(' ') || 'it does not say why'}.`);
}
