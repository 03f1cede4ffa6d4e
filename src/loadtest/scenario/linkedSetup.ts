/** What has to be there before one operation can be called: by the links of its description. */
import type { Api, Operation } from '../../openapi/api.js';
import { Problem } from '../../text/problem.js';
import type { RequestPlan } from '../plan.js';
import { type Edges, edgesOf, inOrder } from './needs.js';
import { operationRequest } from './operationRequest.js';
import { isShown, operationName, type ScenarioOptions } from './sampleRequest.js';
import type { SecretNeed } from './security.js';
import { shapesOf } from './shapes.js';
import { capturing, pinnedBy, type Step } from './steps.js';
import { type AllTakes, type Takes, takesOf } from './takes.js';

export interface LinkedSetup {
  readonly takes: Takes;
  readonly setup: readonly RequestPlan[];
  readonly teardown: readonly RequestPlan[];
  readonly secrets: readonly SecretNeed[];
  readonly notes: readonly string[];
}

/**
 * Undefined where no link leads to the operation, where its ids are known (an example, a value that is given), and for DELETE, of
 * which only the first one would find anything.
 */
export function linkedSetup(api: Api, operation: Operation, options: ScenarioOptions): LinkedSetup | undefined {
  if (operation.method === 'delete') return undefined;
  const shapes = shapesOf(api);
  const edges = edgesOf(api, shapes, new Set(Object.keys(options.parameters ?? {})));
  const linked = (edges.get(operation) ?? []).filter(({ link }) => link);
  const isUseful = linked.some(({ parameters }) =>
    [...parameters.values()].some(each => (each.required || each.in === 'path') && !isShown(each.shape)),
  );
  if (!isUseful) return undefined;
  const allTakes = takesOf(api, shapes, edges, options);
  const takes = allTakes.get(operation)!;
  const before = inOrder([operation], edges).filter(each => each !== operation);
  const after = deletesOf(api, before, edges, allTakes);
  const secrets = new Map<string, SecretNeed>();
  const pinned = pinnedBy([...before.map(each => allTakes.get(each)!), takes]);
  const stepOf = (each: Operation): Step => {
    const one = { ...options, variants: 1 };
    const made = operationRequest(api, each, one, allTakes.get(each), pinned.has(each));
    for (const secret of made.secrets) secrets.set(secret.variable, secret);
    const sources = (edges.get(each) ?? []).map(({ source }) => source);
    return { operation: each, request: made.request, takes: allTakes.get(each)!, sources };
  };
  try {
    const setup = before.map(stepOf);
    const teardown = after.map(stepOf);
    const sources = linked.map(({ source }) => source);
    const wanting = [...setup, ...teardown, { takes, sources }];
    const names = { before: before.map(operationName).join(', '), after: after.map(operationName).join(', ') };
    const end = after.length > 0 ? `, and ${names.after} after it` : '';
    return {
      takes,
      setup: setup.map(step => capturing(step, wanting)),
      teardown: teardown.map(({ request }) => request),
      secrets: [...secrets.values()],
      notes: [`${names.before} is sent once before the load${end}: the links of the description say so.`],
    };
  } catch (error) {
    // What comes before it cannot be made: then its values are made up, and a note says so.
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

/** What deletes the things that were made, those of the last one first. */
function deletesOf({ operations }: Api, made: readonly Operation[], edges: Edges, allTakes: AllTakes): Operation[] {
  const madeAt = (operation: Operation): number =>
    Math.max(...(edges.get(operation) ?? []).map(({ source }) => made.indexOf(source)));
  return operations
    .filter(each => {
      const sources = (edges.get(each) ?? []).map(({ source }) => source);
      const isWhole = each.path.endsWith('}');
      return (
        each.method === 'delete' && isWhole && allTakes.get(each)!.isOwn && sources.every(one => made.includes(one))
      );
    })
    .toSorted((a, b) => madeAt(b) - madeAt(a));
}
