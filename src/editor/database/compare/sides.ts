/** The two schemas of a comparison, as they are picked and remembered: plain data without secrets. */
import path from 'node:path';
import * as vscode from 'vscode';
import { Problem } from '../../../text/problem.js';
import { sqlName } from '../../sqlSchemas.js';
import type { Connections, SavedConnection } from '../connections.js';
import type { SideRequest } from './compareCalls.js';

export type Side =
  | {
      readonly kind: 'file' | 'folder';
      /** Absolute. */
      readonly path: string;
      /** `HEAD`, `main`, `v1.2`: as git has it then. */
      readonly revision?: string;
    }
  | { readonly kind: 'connection'; readonly id: string };

export interface Pair {
  /** What is there now. */
  readonly now: Side;
  /** What it should become. */
  readonly become: Side;
}

export function isSame(one: Side, other: Side): boolean {
  if (one.kind === 'connection' || other.kind === 'connection')
    return one.kind === 'connection' && other.kind === 'connection' && one.id === other.id;
  return one.path === other.path && one.revision === other.revision;
}

/** `db/schema.sql`, `db/schema.sql at HEAD`, `shop`; undefined: the connection has been removed. */
export function sideLabel(side: Side, connections: Connections): string | undefined {
  if (side.kind === 'connection') return connectionOf(side, connections)?.name;
  const name = sqlName(side.path);
  return side.revision === undefined ? name : `${name} at ${side.revision}`;
}

export function connectionOf(side: Side, connections: Connections): SavedConnection | undefined {
  return side.kind === 'connection' ? connections.list().find(({ id }) => id === side.id) : undefined;
}

/** With the connection string, out of SecretStorage. @throws Problem when the connection is gone. */
export async function sideRequest(side: Side, connections: Connections): Promise<SideRequest> {
  if (side.kind !== 'connection') {
    const root = rootFolder(side.path) ?? (side.kind === 'folder' ? side.path : path.dirname(side.path));
    return { ...side, label: sideLabel(side, connections)!, root };
  }
  const connection = connectionOf(side, connections);
  if (!connection) throw new Problem('This connection was removed. Add it again, or pick another one.');
  const connectionString = await connections.stringOf(connection);
  if (connectionString === undefined)
    throw new Problem(`The system's key store has no password for ${connection.name}. Add the connection again.`);
  return { kind: 'server', label: connection.name, connectionString };
}

/** The workspace folder that a path is in. */
export function rootFolder(file: string): string | undefined {
  return vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file))?.uri.fsPath;
}

/** What was remembered by this or an older version. */
export function readPair(value: unknown): Pair | undefined {
  const { now, become } = (value ?? {}) as Partial<Pair>;
  return isStored(now) && isStored(become) ? { now, become } : undefined;
}

/** Whether a value that was remembered is a side. */
export function isStored(value: unknown): value is Side {
  const { kind, path: file, revision, id } = (value ?? {}) as Record<string, unknown>;
  if (kind === 'connection') return typeof id === 'string';
  const isFile = kind === 'file' || kind === 'folder';
  return isFile && typeof file === 'string' && (revision === undefined || typeof revision === 'string');
}
