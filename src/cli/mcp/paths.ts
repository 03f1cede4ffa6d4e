/** Which paths an agent may name: absolute ones, since it does not know where the server stands. */
import nodePath from 'node:path';
import { Problem } from '../../text/problem.js';
import type { PathKind } from './tool.js';

const isUrl = (value: string) => /^https?:\/\//i.test(value);
const isDatabase = (value: string) => /^(?:env:\w+$|[\w+.-]{2,}:\/\/|\s*\w+\s*=)/i.test(value);
/** `HEAD:db/schema.sql`: two letters at least, since `C:x` is a path of Windows. */
const isRevision = (value: string) => /^[^-:\s][^:\s]+:./.test(value);

/** @param folder of the call, which paths in git are relative to. @throws Problem that says what to send instead. */
export function checkPath(name: string, value: string, kind: PathKind, folder: string | undefined): void {
  const path = pathIn(value, kind);
  if (path === undefined || nodePath.isAbsolute(path)) return;
  if (kind === 'schema' && isRevision(path)) {
    if (folder !== undefined) return;
    throw new Problem(
      `${name}: paths in git are relative to a folder. Send folder, the absolute path of the project, too.`,
    );
  }
  const also = {
    path: '',
    body: ', or the text itself',
    part: ', or the text itself',
    schema: ', env:DATABASE_URL, or a connection URL',
    address: ', or a URL with http:// or https://',
    name: '',
    switch: ', or true',
  }[kind];
  throw new Problem(
    `${name} is ${JSON.stringify(value.slice(0, 200))}, which is relative. Send an absolute path${also}: the server does not know what yours are relative to.`,
  );
}

/** Undefined: the value names no file. */
function pathIn(value: string, kind: PathKind): string | undefined {
  switch (kind) {
    case 'body':
      return value.startsWith('@') ? value.slice(1) : undefined;
    case 'part':
      return /^[^=]*=@(.*)$/s.exec(value)?.[1];
    case 'schema':
      return isDatabase(value) ? undefined : value;
    case 'address':
      return isUrl(value) ? undefined : value;
    case 'name':
      return /^[\w-]+$/.test(value) ? undefined : value;
    default:
      return value;
  }
}
