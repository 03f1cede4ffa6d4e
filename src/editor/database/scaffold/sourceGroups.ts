/** Schemas of the workspace as sources: without the table for idempotency keys that an earlier run has brought among their files. */
import path from 'node:path';
import type { SchemaGroup } from '../../../schema/project/project.js';
import { commonFolder } from '../../../text/folders.js';
import { schemaGroups } from '../compare/sideItems.js';
import type { Side } from '../compare/sides.js';
import type { Databases } from '../databases.js';

/** PostgreSQL's only. */
export async function sourceGroups(databases: Databases): Promise<readonly SchemaGroup[]> {
  return (await schemaGroups(databases)).flatMap(group => withoutOurs(group) ?? []);
}

/** What a side stands for once the files of ours do not count. */
export async function sourceOfSide(databases: Databases, side: Side): Promise<Side> {
  if (side.kind !== 'folder') return side;
  const group = (await schemaGroups(databases)).find(one => one.path === side.path);
  const own = group && withoutOurs(group);
  return own ? { kind: own.kind === 'file' ? 'file' : 'folder', path: own.path } : side;
}

/** @returns undefined when nothing is left. */
function withoutOurs(group: SchemaGroup): SchemaGroup | undefined {
  const files = group.files.filter(file => path.basename(file) !== 'idempotency.sql');
  const [first] = files;
  if (first === undefined) return undefined;
  if (group.kind !== 'folder' || files.length === group.files.length) return group;
  if (files.length === 1) return { ...group, kind: 'file', path: first, files };
  return { ...group, path: commonFolder(files.map(file => path.dirname(file))), files };
}
