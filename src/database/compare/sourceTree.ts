/** Where files of a schema are read from: the disk, or a revision of a git repository. */
import { realpath, stat } from 'node:fs/promises';
import { findSql } from '../../schema/project/findSql.js';
import { readSmallFile, readSqlFile, type SqlText } from '../../schema/service/sqlTexts.js';
import { Problem } from '../../text/problem.js';

export interface SourceTree {
  /** Absolute; nothing above it belongs to the project. */
  readonly root: string;
  /** Absolute paths only, also in all that follows. */
  kindOf(path: string): Promise<'file' | 'folder' | undefined>;
  /** Where it lies when links are followed. */
  realPath(path: string): Promise<string>;
  /** The .sql files below a folder, in the order of their paths. */
  list(folder: string): Promise<readonly string[]>;
  /** Texts by path. @throws Problem for what is not there or is no text. */
  read(paths: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** A tool's own file, such as `migration_lock.toml`; undefined when there is none. */
  readSmall(path: string): string | undefined;
  /** What errors call a file: its absolute path, or `main:db/schema.sql`. */
  called(path: string): string;
}

/**
 * @param root where the words of the user are relative to.
 * @param held what editors hold of files, by absolute path: it counts in place of what is on the disk.
 */
export function diskTree(root: string, held: ReadonlyMap<string, string> = new Map()): SourceTree {
  return {
    root,
    async kindOf(path) {
      const there = await stat(path).catch(() => undefined);
      return there && (there.isDirectory() ? 'folder' : 'file');
    },
    realPath: path => realpath(path).catch(() => path),
    list: findSql,
    read: async paths => new Map(paths.map(path => [path, held.get(path) ?? textOf(readSqlFile(path), path)])),
    readSmall: readSmallFile,
    called: path => path,
  };
}

/** @throws Problem for what is no text. */
export function textOf(read: SqlText | undefined, path: string): string {
  if (!read) throw new Problem('There is no such file.', { path });
  if (read.kind === 'unread') throw new Problem(read.reason.replace(/, so it is left out of the schema/, ''), { path });
  if (read.text.startsWith('PGDMP'))
    throw new Problem(
      "This is a dump in pg_dump's own format. Make SQL of it: pg_restore --schema-only -f schema.sql",
      {
        path,
      },
    );
  if (read.text.startsWith('version https://git-lfs.github.com/spec/'))
    throw new Problem('This file is kept in Git LFS, and only its pointer is here. Fetch it: git lfs pull', { path });
  return read.text;
}
