/** Schemas that an application shares under an `$id`: https://fastify.dev/docs/latest/Reference/Validation-and-Serialization/#adding-a-shared-schema */
import type { Router } from '../frameworks/router.js';
import type { Value } from '../interpret/value.js';

/** By `$id`. Where plugins share different ones under the same, the first is taken. */
export function sharedSchemas(routers: readonly Router[]): ReadonlyMap<string, Value> {
  const found = new Map<string, Value>();
  for (const { decorations } of routers) {
    for (const [key, value] of decorations) {
      const id = /^\(schema (.*)\)$/s.exec(key)?.[1];
      if (id !== undefined && !found.has(id)) found.set(id, value);
    }
  }
  return found;
}
