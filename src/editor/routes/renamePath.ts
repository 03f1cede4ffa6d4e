/** An operation that no route serves and a route that is not described may be the same, one of them misspelt. */
import type { Description } from '../../app/drift/described.js';
import type { Drift } from '../../app/drift/drift.js';
import { renameKey } from '../../openapi/lint/edits/replace.js';
import { nearestName } from '../../openapi/nearest.js';
import { pointerTokens } from '../../openapi/pointer.js';
import type { Fix } from '../../text/finding.js';

/**
 * Gives the path in the description the name that the program has, when no route serves any operation of that path, and
 * when one segment, and no more than some letters of it, differs. Undefined otherwise, and when the name is taken.
 */
export function renamePath(
  { method, path }: Pick<Drift, 'method' | 'path'>,
  drifts: readonly Pick<Drift, 'kind' | 'method' | 'path'>[],
  { api, loaded }: Description,
): Fix | undefined {
  const all = api.operations.filter(one => one.path === path);
  const isUnserved = (one: { method: string }) =>
    drifts.some(other => other.kind === 'unserved-operation' && other.method === one.method && other.path === path);
  const operation = all.find(one => one.method === method);
  if (!operation || !all.every(isUnserved)) return undefined;
  const served = drifts.filter(one => one.kind === 'undescribed-route' && one.method === method);
  const [name, ...more] = new Set(served.flatMap(one => respelt(path, one.path) ?? []));
  const document = loaded.documents.get(operation.at.path);
  if (name === undefined || more.length > 0 || !document) return undefined;
  const edit = renameKey(document, pointerTokens(operation.at.pointer).slice(0, -1), name);
  return edit && { title: `Rename the path to ${name}`, edits: [edit] };
}

/** With the segment of the other path in which the two differ, and the names of parameters that it had. */
function respelt(path: string, other: string): string | undefined {
  const [ours, theirs] = [path.split('/'), other.split('/')];
  if (ours.length !== theirs.length) return undefined;
  const differing = ours.flatMap((segment, i) => {
    const both = segment.startsWith('{') && theirs[i]!.startsWith('{');
    return both || segment === theirs[i] ? [] : [i];
  });
  const [at] = differing;
  if (differing.length !== 1 || at === undefined || /\{/.test(ours[at]! + theirs[at]!)) return undefined;
  if (nearestName(ours[at]!, [theirs[at]!]) === undefined) return undefined;
  return ours.map((segment, i) => (i === at ? theirs[i]! : segment)).join('/');
}
