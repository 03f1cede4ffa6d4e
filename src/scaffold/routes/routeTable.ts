/** Which operation answers where: the paths of all tags in one order that every router understands. */
import type { Note } from '../emitted.js';
import type { Group, Plan, PlannedOperation } from '../plan.js';

/** A part of a path between two slashes. `text` parts are decoded. */
export interface Segment {
  readonly parts: readonly ({ readonly text: string } | { readonly parameter: string })[];
}

export interface RoutedOperation {
  readonly group: Group;
  readonly planned: PlannedOperation;
}

/** All that happens at one path. */
export interface RoutedPath {
  readonly segments: readonly Segment[];
  /** By method in upper case; several operations where the query decides, the most demanding first. */
  readonly methods: ReadonlyMap<string, readonly RoutedOperation[]>;
}

export interface RouteTable {
  /** Static before parametrised at the first segment that differs (OpenAPI 3.1.1, 4.8.8.2). */
  readonly paths: readonly RoutedPath[];
  readonly notes: readonly Note[];
}

/** What Node's HTTP parser accepts, but for CONNECT, which is no request for a path. */
const methods = new Set(
  (
    'ACL BIND CHECKOUT COPY DELETE GET HEAD LINK LOCK M-SEARCH MERGE MKACTIVITY MKCALENDAR MKCOL MOVE NOTIFY OPTIONS PATCH ' +
    'POST PROPFIND PROPPATCH PURGE PUT QUERY REBIND REPORT SEARCH SOURCE SUBSCRIBE TRACE UNBIND UNLINK UNLOCK UNSUBSCRIBE'
  ).split(' '),
);

export function routeTable(plan: Plan): RouteTable {
  const notes: Note[] = [];
  const paths = new Map<string, { segments: readonly Segment[]; methods: Map<string, RoutedOperation[]> }>();
  // In the spec's order, whatever the tags: where two are the same to a router, the first one written wins.
  const order = new Map(plan.api.operations.map((operation, index) => [operation, index]));
  const all = plan.groups
    .flatMap(group => group.operations.map(planned => ({ group, planned })))
    .sort((a, b) => order.get(a.planned.operation)! - order.get(b.planned.operation)!);
  for (const routed of all) {
    const { operation } = routed.planned;
    const method = operation.method.toUpperCase();
    const note = (rule: string, message: string) => notes.push({ rule, at: operation.at, message });
    if (!methods.has(method)) {
      note('unsupported-method', `Node's HTTP server knows no method ${JSON.stringify(operation.method)}: not routed.`);
      continue;
    }
    const path = operation.path.startsWith('/') ? operation.path : `/${operation.path}`;
    if (path.includes('#')) note('path-fragment', `A client never sends what follows "#": ignored in ${path}.`);
    const segments = parsePath(path);
    const key = keyOf(segments);
    const entry = paths.get(key) ?? { segments, methods: new Map<string, RoutedOperation[]>() };
    paths.set(key, entry);
    const there = entry.methods.get(method) ?? [];
    const same = there.find(other => queryOf(other) === queryOf(routed));
    if (same) {
      const { method: verb, path: first } = same.planned.operation;
      note('same-route', `To a router this is ${verb.toUpperCase()} ${first} again, which comes first: not routed.`);
      continue;
    }
    entry.methods.set(
      method,
      [...there, routed].sort((a, b) => demands(b) - demands(a)),
    );
  }
  const ranked = [...paths.values()]
    .filter(path => path.methods.size > 0)
    .map(path => ({ path, rank: rankOf(path.segments) }));
  ranked.sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0));
  return { paths: ranked.map(({ path }) => path), notes };
}

/** The segments of a path template, without `?…` and `#…`. */
export function parsePath(template: string): Segment[] {
  const path = template.replace(/[?#].*$/s, '');
  return path
    .slice(1)
    .split('/')
    .map(
      (segment): Segment => ({
        parts: segment
          .split(/(\{[^{}]+\})/)
          .flatMap((part, index): Segment['parts'][number][] =>
            index % 2 ? [{ parameter: part.slice(1, -1) }] : part === '' ? [] : [{ text: decoded(part) }],
          ),
      }),
    );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Two paths with the same key match the same requests. */
function keyOf(segments: readonly Segment[]): string {
  return JSON.stringify(segments.map(({ parts }) => parts.map(part => ('text' in part ? part.text : 0))));
}

/** Sorts before the rank of every less specific path that can match the same request. */
function rankOf(segments: readonly Segment[]): string {
  return segments
    .map(({ parts }) => {
      const text = parts.reduce((length, part) => length + ('text' in part ? part.text.length : 0), 0);
      if (parts.every(part => 'text' in part)) return '0000';
      return parts.length === 1 ? '9999' : String(9000 - Math.min(text, 8000));
    })
    .join('');
}

function queryOf({ planned }: RoutedOperation): string {
  return [...new URLSearchParams(planned.operation.path.split('#')[0]!.split('?')[1] ?? '')]
    .map(pair => JSON.stringify(pair))
    .sort()
    .join();
}

function demands(routed: RoutedOperation): number {
  return [...new URLSearchParams(routed.planned.operation.path.split('#')[0]!.split('?')[1] ?? '')].length;
}
