import nodePath from 'node:path';
import type { SchemaSource } from '../../../database/compare/comparison.js';
import { readSource } from '../../../database/compare/readSource.js';
import { readConnection } from '../../../database/connection/readConnection.js';
import type { SideRequest } from './compareCalls.js';

/**
 * @param held what editors hold and the disk does not have, by absolute path
 * @throws Problem for what is not there or cannot be read
 */
export async function sourceOf(
  side: SideRequest,
  held: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<SchemaSource> {
  const { kind, label } = side;
  if (kind === 'server') return { kind, label, settings: await readConnection(side.connectionString) };
  const { path, root, revision } = side;
  const options = { env: {}, signal, held, picksOwn: true };
  if (revision === undefined) return { ...(await readSource([path], { ...options, folder: root })), label };
  // Of the repository that it is in, which may be a part of the workspace folder, or have it as a part.
  const [folder, inside] = kind === 'folder' ? [path, '.'] : [nodePath.dirname(path), `./${nodePath.basename(path)}`];
  const source = await readSource([`${revision}:${inside}`], { ...options, folder });
  return { ...source, label };
}
