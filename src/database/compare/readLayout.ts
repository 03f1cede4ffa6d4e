/** How a folder on the disk has its migrations written. */
import { stat } from 'node:fs/promises';
import { type FolderLayout, folderLayout } from '../../schema/migration/files/folderLayout.js';
import type { MigrationTool } from '../../schema/project/project.js';
import { diskTree } from './sourceTree.js';

export interface ReadLayout extends FolderLayout {
  /** Of the .sql files below the folder, by absolute path. */
  readonly texts: ReadonlyMap<string, string>;
}

/**
 * @param root absolute; tools' own files are looked for up to it.
 * @param folder absolute; it may not be there yet.
 * @throws Problem for files that cannot be read.
 */
export async function readLayout(root: string, folder: string): Promise<ReadLayout> {
  const tree = diskTree(root);
  const isThere = await stat(folder).then(
    found => found.isDirectory(),
    () => false,
  );
  const texts = isThere ? await tree.read(await tree.list(folder)) : new Map<string, string>();
  return { ...folderLayout(tree.root, folder, texts, tree.readSmall), texts };
}

/** What is said when files of SQL are not all that the tool of the folder wants. */
export function unwrittenWords(tool: MigrationTool): string {
  return `${tool} runs more than files of SQL (its journal or code names them), so these will be plain files: copy their SQL into a migration that ${tool} makes.`;
}
