/** A request of a scenario file. */
import { childPointer } from '../../openapi/pointer.js';
import type { Capture, RequestPlan } from '../plan.js';
import type { Part } from '../requests/multipart.js';
import { buildRequest } from '../requests/parseTarget.js';
import type { Fail } from './scenarioLoad.js';
import { methods, type RequestEntry } from './scenarioSchema.js';

export interface RequestContext {
  /** `http://localhost:3000/v1`, without a slash at its end. */
  readonly server: string;
  /** For each request; its own win. */
  readonly headers: Readonly<Record<string, string | number | boolean>>;
  readonly isSequence: boolean;
  readonly seed: number;
  /** Of files that `file` names, by the name as written. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly fail: Fail;
}

/** Names of the files that a request sends, with the pointers where they stand. */
export function filesOf(entry: RequestEntry, pointer: string): (readonly [pointer: string, file: string])[] {
  const parts = Object.entries(entry.multipart ?? {}).flatMap(([name, part]) =>
    typeof part === 'object' && 'file' in part
      ? [[`${childPointer(childPointer(pointer, 'multipart'), name)}/file`, part.file] as const]
      : [],
  );
  return [...(entry.file === undefined ? [] : [[`${pointer}/file`, entry.file] as const]), ...parts];
}

/** @throws Problem with the place in the file. */
export function requestOf(entry: RequestEntry, pointer: string, context: RequestContext): RequestPlan {
  const { fail } = context;
  const { method, path } = lineOf(entry, pointer, fail);
  if (!path.startsWith('/')) {
    fail(pointer, `The path ${JSON.stringify(path)} does not begin with "/". All requests go to "server".`);
  }
  const { weight = 1 } = entry;
  if (!(weight >= 0)) fail(`${pointer}/weight`, '"weight" is a number, at least 0.');
  const bodies = ['json', 'body', 'file', 'form', 'multipart'].filter(key => Object.hasOwn(entry, key));
  if (bodies.length > 1) fail(pointer, `A request has one body: it has ${bodies.join(' and ')}.`);
  const own = entry.headers ?? {};
  const names = new Set(Object.keys(own).map(name => name.toLowerCase()));
  const common = Object.entries(context.headers).filter(([name]) => !names.has(name.toLowerCase()));
  const built = buildRequest({
    url: context.server + path,
    name: entry.name ?? `${method} ${path.split('?', 1)[0]}`,
    method,
    headers: [...common, ...Object.entries(own)].map(([name, value]) => `${name}: ${value}`),
    ...(Object.hasOwn(entry, 'json') && { json: JSON.stringify(entry.json ?? null) }),
    ...(entry.body !== undefined && { body: entry.body }),
    ...(entry.file !== undefined && { body: context.files.get(entry.file)! }),
    ...(entry.form && { form: Object.entries(entry.form).map(([name, value]) => `${name}=${value}`) }),
    ...(entry.multipart && { multipart: partsOf(entry.multipart, context) }),
    expect: [entry.expect ?? []].flat().map(String),
    captures: Object.entries(entry.capture ?? {}).map(([variable, from]) =>
      captureOf(variable, String(from), childPointer(`${pointer}/capture`, variable), fail),
    ),
    seed: context.seed,
  });
  return { ...built, weight, stopOnFailure: entry.stopOnFailure ?? context.isSequence };
}

/** `post: /login`, or `method` and `path`. */
function lineOf(entry: RequestEntry, pointer: string, fail: Fail): { method: string; path: string } {
  const named = methods.filter(method => entry[method] !== undefined);
  if (named.length === 1 && entry.method === undefined && entry.path === undefined) {
    return { method: named[0]!.toUpperCase(), path: entry[named[0]!]! };
  }
  if (named.length === 0 && entry.method !== undefined && entry.path !== undefined) {
    return { method: entry.method, path: entry.path };
  }
  return fail(pointer, 'A request has one line like "get: /users", or both "method" and "path".');
}

/** A JSON pointer, `header Name`, or `status`. */
function captureOf(variable: string, from: string, pointer: string, fail: Fail): Capture {
  if (!/^[\p{L}\p{N}_][\p{L}\p{N}_. -]*$/u.test(variable)) {
    fail(
      pointer,
      `${JSON.stringify(variable)} cannot be the name of a variable: use letters, digits, "_", "-" and ".".`,
    );
  }
  if (from === 'status') return { variable, from: { kind: 'status' } };
  const header = /^header\s+(\S+)$/.exec(from)?.[1];
  if (header !== undefined) return { variable, from: { kind: 'header', name: header } };
  if (from === '' || from.startsWith('/')) return { variable, from: { kind: 'json', pointer: from } };
  return fail(
    pointer,
    `${JSON.stringify(from)} is no place in an answer. Write a JSON pointer like /data/id, "header ETag" or "status".`,
  );
}

function partsOf(multipart: NonNullable<RequestEntry['multipart']>, { files }: RequestContext): Part[] {
  return Object.entries(multipart).map(([name, part]): Part => {
    if (typeof part !== 'object') return { name, text: String(part) };
    const type = part.type !== undefined && { contentType: part.type };
    if ('text' in part) return { name, text: part.text, ...type };
    return { name, fileName: part.name ?? part.file.split('/').at(-1)!, bytes: files.get(part.file)!, ...type };
  });
}
