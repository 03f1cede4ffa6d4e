/** What middlewares read of nearly every request: it says nothing of one operation. */
import type { Part, PartRole } from '../handlers/part.js';
import type { Usage } from '../handlers/usage.js';
import type { tree } from '../parse.js';

/** Fewer operations tell nothing. */
const fewest = 4;

/** Where more than half of the operations' requests are read, by middlewares alone. */
export function readEverywhere(usages: readonly Usage[]): ReadonlySet<tree.Node> {
  const counts = new Map<tree.Node, number>();
  for (const usage of usages) {
    const places = new Set(roles.flatMap(role => besides(usage[role]).map(({ site }) => site.node)));
    for (const node of places) counts.set(node, (counts.get(node) ?? 0) + 1);
  }
  const enough = Math.max(fewest, usages.length / 2);
  return new Set([...counts].flatMap(([node, count]) => (count > enough ? [node] : [])));
}

const roles: readonly PartRole[] = ['query', 'headers', 'cookies', 'body'];

/** What only middlewares read, and what requests can be without. */
function besides(part: Part): Part[] {
  return [...part.members.values()].filter(one => !one.own && !one.needed);
}

/** Takes them out. */
export function withoutEverywhere(usage: Usage, everywhere: ReadonlySet<tree.Node>): void {
  for (const role of roles) {
    for (const one of besides(usage[role])) {
      if (everywhere.has(one.site.node)) usage[role].members.delete(one.path.at(-1)!);
    }
  }
}
