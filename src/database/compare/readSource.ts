/** What a person names as a schema → where its statements come from: files, folders, migrations, a git revision, a server. */
import nodePath from 'node:path';
import { Problem } from '../../text/problem.js';
import { readConnection } from '../connection/readConnection.js';
import { describeConnection } from '../connection/settings.js';
import { ownSurroundings } from '../connection/surroundings.js';
import type { SchemaSource } from './comparison.js';
import { type GitTree, gitTree, pathInTree, type RevisionPath, readRevisionPath } from './gitTree.js';
import { type Named, readScripts } from './readScripts.js';
import { diskTree, type SourceTree } from './sourceTree.js';

export interface ReadSourceOptions {
  /** Absolute: what names are relative to, and where the git repository is looked for. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  /** Texts that count in place of what is on the disk, by absolute path: what editors hold. */
  readonly held?: ReadonlyMap<string, string>;
  /** A folder with several schemas means the one that has its name: the files beside the folders of the others. */
  readonly picksOwn?: boolean;
}

/**
 * @param given one or more of: a .sql file, a folder of them or of migrations, `REV:path` for what git has; or one of: a connection
 * URL, `host=… dbname=…`, `service=…`, `env:DATABASE_URL`.
 * @throws Problem that names what is not there or cannot be read, and says what to do. It holds no password.
 */
export async function readSource(given: readonly string[], options: ReadSourceOptions): Promise<SchemaSource> {
  const { folder, env, signal, held, picksOwn } = options;
  const [first] = given;
  if (first === undefined) throw new Problem('Name a schema: a file, a folder, REV:path of git, or a connection URL.');
  const disk = diskTree(folder, held);
  const named: (Named & { readonly word: string })[] = [];
  const trees = new Map<string, Promise<GitTree>>();
  for (const word of given) {
    signal?.throwIfAborted();
    const connection = await connectionOf(word, disk, options);
    if (connection !== undefined) {
      if (given.length > 1)
        throw new Problem(
          'A server is a schema by itself: name nothing beside it. To leave objects out, use --without.',
        );
      const settings = await readConnection(connection, ownSurroundings(env));
      return { kind: 'server', label: describeConnection(settings), settings };
    }
    named.push({ word, ...(await fileOf(word, disk, trees, options)) });
  }
  const scripts = await readScripts(named, picksOwn);
  return { kind: 'scripts', label: labelOf(named.map(({ word }) => word)), scripts };
}

/** The connection that a word means; undefined: it is no server. What is on the disk is a file, whatever it is called. */
async function connectionOf(word: string, disk: SourceTree, { folder, env }: ReadSourceOptions) {
  const [, variable] = /^env:(\w+)$/.exec(word) ?? [];
  if (variable !== undefined) {
    const value = env[variable]?.trim();
    if (value) return value;
    throw new Problem(`The environment has no variable ${variable}, or it is empty. Set it to a connection URL.`);
  }
  if (/^(?:jdbc:|[\w+.-]{2,}:\/\/)/i.test(word)) return word;
  if (!/^\s*\w+\s*=/.test(word)) return undefined;
  return (await disk.kindOf(nodePath.resolve(folder, word))) === undefined ? word : undefined;
}

async function fileOf(
  word: string,
  disk: SourceTree,
  trees: Map<string, Promise<GitTree>>,
  { folder, signal }: ReadSourceOptions,
): Promise<Named> {
  const path = nodePath.resolve(folder, word);
  const kind = await disk.kindOf(path);
  if (kind) return { tree: disk, path, kind };
  const inGit = readRevisionPath(word);
  if (inGit) return fileInGit(inGit, trees, folder, signal);
  throw new Problem(
    'There is no such file or folder. A schema is a .sql file, a folder of them or of migrations, REV:path of git, or a connection URL.',
    { path },
  );
}

async function fileInGit(
  { revision, path }: RevisionPath,
  trees: Map<string, Promise<GitTree>>,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<Named> {
  const opening = trees.get(revision) ?? gitTree(revision, folder, signal);
  trees.set(revision, opening);
  const tree = await opening;
  const absolute = pathInTree(tree, path);
  const kind = await tree.kindOf(absolute);
  if (kind) return { tree, path: absolute, kind };
  const nearer = pathInTree(tree, nodePath.relative(tree.root, nodePath.join(tree.current, path)));
  const hint =
    tree.current !== tree.root && (await tree.kindOf(nearer))
      ? `Write ${revision}:./${path}, since paths begin at the top of the repository.`
      : 'Paths begin at the top of the repository, or with ./ at the current folder.';
  throw new Problem(`The revision ${revision} has no ${path}. ${hint}`);
}

/** `schema.sql`, `schema.sql, functions.sql`, `a.sql and 4 more`. */
function labelOf(words: readonly string[]): string {
  return words.length <= 3 ? words.join(', ') : `${words[0]} and ${words.length - 1} more`;
}
