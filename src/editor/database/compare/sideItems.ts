/** What can be picked as one of the two sides. */
import path from 'node:path';
import * as vscode from 'vscode';
import type { SchemaGroup } from '../../../schema/project/project.js';
import { groupItem } from '../../pickGroup.js';
import { plainMessage } from '../../plainMessage.js';
import { sqlName } from '../../sqlSchemas.js';
import type { Databases } from '../databases.js';
import { stageIcon } from '../stage.js';
import { kindOf } from './compareChoice.js';
import { recallPair } from './compareMemory.js';
import { isSame, type Pair, type Side, sideLabel } from './sides.js';

/** A side, the pair of last time, or a question that leads to a side. */
export type Picked = Side | Pair | 'file' | 'folder' | 'revision' | 'connection';

export interface SideItem extends vscode.QuickPickItem {
  /** Absent: a separator. */
  readonly leads?: Picked;
}

/** PostgreSQL's only: the others have no server here that they could be compared on. */
export async function schemaGroups({ desk }: Databases): Promise<readonly SchemaGroup[]> {
  const groups = await desk.schemas.ask('groups', {});
  return groups.filter(({ dialect }) => dialect === 'postgresql');
}

/** @param other the side that is known already: it is not offered again, but what it was before is. */
export async function sideItems(databases: Databases, other: Side | undefined): Promise<readonly SideItem[]> {
  const groups = await schemaGroups(databases);
  const last = lastItems(databases, other);
  const committed = (await committedItems(other)).filter(
    ({ leads }) => !last.some(one => isSide(one.leads) && isSide(leads) && isSame(one.leads, leads)),
  );
  const items = [
    ...last,
    ...committed,
    separator('Schemas of this workspace'),
    ...groups.map(group => ({ ...groupItem(group), leads: sideOfGroup(group) })),
    ...(groups.length > 0 ? [{ label: '$(git-commit) A git revision of one…', leads: 'revision' as const }] : []),
    separator('Databases'),
    ...databases.connections.list().map(
      ({ id, name, description, stage }): SideItem => ({
        ...{ label: name, description: `${description} (read only)`, iconPath: stageIcon(stage) },
        leads: { kind: 'connection', id },
      }),
    ),
    { label: '$(add) Add Connection…', leads: 'connection' as const },
    separator('Elsewhere'),
    { label: '$(file) Another file…', leads: 'file' as const },
    { label: '$(folder-opened) Another folder…', leads: 'folder' as const },
  ];
  return items.filter(({ leads }) => !other || !isSide(leads) || !isSame(leads, other));
}

export function isSide(picked: Picked | undefined): picked is Side {
  return typeof picked === 'object' && 'kind' in picked;
}

function lastItems({ desk, connections }: Databases, other: Side | undefined): readonly SideItem[] {
  const last = recallPair(desk.context.workspaceState);
  if (!last) return [];
  const [now, become] = [sideLabel(last.now, connections), sideLabel(last.become, connections)];
  if (now === undefined || become === undefined) return [];
  if (!other)
    return [{ label: `$(history) ${plainMessage(`${now} → ${become}`)}`, description: 'as last time', leads: last }];
  const rest = isSame(other, last.now) ? last.become : isSame(other, last.become) ? last.now : undefined;
  return rest
    ? [
        {
          label: `$(history) ${plainMessage(rest === last.now ? now : become)}`,
          description: 'as last time',
          leads: rest,
        },
      ]
    : [];
}

/** What somebody works on is mostly compared with what is committed. */
async function committedItems(other: Side | undefined): Promise<readonly SideItem[]> {
  if (!other || other.kind === 'connection' || other.revision !== undefined) return [];
  if (!(await isInGit(other.path))) return [];
  return [
    {
      label: `$(git-commit) ${plainMessage(sqlName(other.path))} at HEAD`,
      description: 'as it was committed last',
      leads: { ...other, revision: 'HEAD' },
    },
  ];
}

async function isInGit(file: string): Promise<boolean> {
  for (let folder = file; ; folder = path.dirname(folder)) {
    if ((await kindOf(path.join(folder, '.git'))) !== undefined) return true;
    if (path.dirname(folder) === folder) return false;
  }
}

export function sideOfGroup({ kind, path: file }: SchemaGroup): Side {
  return { kind: kind === 'file' ? 'file' : 'folder', path: file };
}

function separator(label: string): SideItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}
