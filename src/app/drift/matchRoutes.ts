/** Which routes serve which operations: for those who lead from the one to the other. */
import type { Operation } from '../../openapi/api.js';
import type { AppOperation, AppReading } from '../readApp.js';
import type { Description } from './described.js';
import { choosePrefixes, signatureOf } from './paths.js';

export interface ServedOperation {
  readonly operation: Operation;
  readonly route: AppOperation;
}

export interface RouteMatch {
  /** In the order of the description. */
  readonly served: readonly ServedOperation[];
  /** The path of an operation as the program has it: with what the path of a server puts before it. */
  programPath(operation: Operation): string;
}

/** Matches as `findDrift` does: by method and path, under the server's path that fits most. */
export function matchRoutes(description: Description, reading: AppReading): RouteMatch {
  const routes = new Map<string, AppOperation>();
  for (const route of reading.operations) {
    const key = keyOf(route.method, route.path);
    if (!routes.has(key)) routes.set(key, route);
  }
  const prefixes = choosePrefixes(description, (method, path) => routes.has(keyOf(method, path)));
  const served = description.api.operations.flatMap((operation): ServedOperation[] => {
    const keys = prefixes.of(operation).map(prefix => keyOf(operation.method, prefix + operation.path));
    const key = keys.find(one => routes.has(one));
    return key === undefined ? [] : [{ operation, route: routes.get(key)! }];
  });
  return { served, programPath: operation => (prefixes.of(operation)[0] ?? '') + operation.path };
}

function keyOf(method: string, path: string): string {
  return `${method} ${signatureOf(path)}`;
}
