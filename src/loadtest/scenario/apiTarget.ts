/** A whole API under load: its operations by weight, or one life of each thing from POST to DELETE. */
import type { Api, Operation } from '../../openapi/api.js';
import { Problem } from '../../text/problem.js';
import type { RequestPlan } from '../plan.js';
import { type Edges, edgesOf, inOrder } from './needs.js';
import { operationRequest } from './operationRequest.js';
import { type Scenario, scenarioTarget } from './operationTarget.js';
import { operationName, type ScenarioOptions } from './sampleRequest.js';
import type { SecretNeed } from './security.js';
import { shapesOf } from './shapes.js';
import { capturing, pinnedBy, type Step } from './steps.js';
import { takesOf } from './takes.js';

export interface ApiOptions extends ScenarioOptions {
  /**
   * `mix`: what is needed is made once before the load, then each iteration draws one operation by weight; nothing is deleted until
   * the end. `lifecycle`: each iteration makes, reads, changes and deletes things of its own.
   */
  readonly kind: 'mix' | 'lifecycle';
  /** `GET /users` → weight; 0 leaves it out. */
  readonly weights?: Readonly<Record<string, number>>;
}

/** Reads are the most of what an API does. */
const usualWeights: Readonly<Record<string, number>> = {
  get: 10,
  head: 1,
  query: 5,
  post: 2,
  put: 1,
  patch: 2,
  options: 0,
  trace: 0,
};

const order = ['post', 'get', 'head', 'query', 'put', 'patch', 'delete'];

/** @throws Problem when no operation is left that can be sent. */
export function apiTarget(api: Api, options: ApiOptions): Scenario {
  const notes = new Set<string>();
  const secrets = new Map<string, SecretNeed>();
  const shapes = shapesOf(api);
  const edges = edgesOf(api, shapes, new Set(Object.keys(options.parameters ?? {})));
  const allTakes = takesOf(api, shapes, edges, options);
  const pinned = pinnedBy(allTakes.values());
  const steps = api.operations.flatMap((operation): Step[] => {
    const name = operationName(operation);
    const weight = weightOf(operation, options.weights);
    if (weight <= 0 || !order.includes(operation.method)) return [];
    const takes = allTakes.get(operation)!;
    if (!takes.isOwn && !isWanted(operation, options)) {
      const verb = operation.method === 'delete' ? 'deletes' : changesFound(operation, edges) ? 'changes' : undefined;
      if (verb) {
        notes.add(`${name} is left out: what it ${verb} was not made by this run.`);
        return [];
      }
    }
    try {
      const variants = options.variants ?? 20;
      const made = operationRequest(api, operation, { ...options, variants }, takes, pinned.has(operation));
      for (const note of made.notes) notes.add(`${name}: ${note}`);
      for (const secret of made.secrets) secrets.set(secret.variable, secret);
      const sources = new Set((edges.get(operation) ?? []).map(({ source }) => source));
      return [{ operation, request: { ...made.request, weight }, takes, sources: [...sources] }];
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      notes.add(`${name} is left out. ${error.message}`);
      return [];
    }
  });
  const usable = withSources(steps, notes);
  if (usable.length === 0) throw new Problem('None of the operations can be load-tested as they are described.');
  const target = scenarioTarget(api.title === '' ? 'API' : api.title, options, []);
  const flow = { ...target.flow, ...(options.kind === 'mix' ? mix(usable, edges) : lifecycle(usable, edges)) };
  return { target: { ...target, flow }, secrets: [...secrets.values()], notes: [...notes] };
}

function weightOf(operation: Operation, weights: Readonly<Record<string, number>> = {}): number {
  const name = operationName(operation);
  return Object.hasOwn(weights, name) ? weights[name]! : (usualWeights[operation.method] ?? 1);
}

/** A link from what was only read leads to real things: `GET /pulls` to `POST /pulls/{id}/merge`. */
function changesFound(operation: Operation, edges: Edges): boolean {
  if (!['post', 'put', 'patch'].includes(operation.method)) return false;
  return (edges.get(operation) ?? []).some(
    ({ link, source, parameters }) =>
      link && source.method !== 'post' && [...parameters.values()].some(each => each.in === 'path'),
  );
}

function isWanted(operation: Operation, { weights = {} }: ApiOptions): boolean {
  return Object.hasOwn(weights, operationName(operation));
}

/** What needs the id of something that is never made goes, and what needs the id of that as well. */
function withSources(steps: readonly Step[], notes: Set<string>): Step[] {
  let left = [...steps];
  for (;;) {
    const made = new Set(left.map(({ operation }) => operation));
    const lost = left.filter(({ sources }) => sources.some(source => !made.has(source)));
    if (lost.length === 0) return left;
    for (const { request, sources } of lost) {
      const missing = sources.find(source => !made.has(source))!;
      notes.add(`${request.name} is left out: it needs what ${operationName(missing)} answers.`);
    }
    left = left.filter(step => !lost.includes(step));
  }
}

function depthOf({ operation }: Step): number {
  return operation.path.split('/').length;
}

function sorted(steps: readonly Step[], operations: readonly Operation[]): Step[] {
  const byOperation = new Map(steps.map(step => [step.operation, step]));
  return operations.flatMap(operation => byOperation.get(operation) ?? []);
}

/** Each thing is made, then read, then changed, then deleted; what others need before them, and parents before children. */
function lifecycle(steps: readonly Step[], edges: Edges): { kind: 'sequence'; requests: RequestPlan[] } {
  const rank = ({ operation }: Step): number => order.indexOf(operation.method);
  const isDelete = ({ operation }: Step): boolean => operation.method === 'delete';
  const wished = steps.filter(step => !isDelete(step)).toSorted((a, b) => rank(a) - rank(b) || depthOf(a) - depthOf(b));
  const before = sorted(
    steps,
    inOrder(
      wished.map(({ operation }) => operation),
      edges,
    ),
  );
  const requests = [...before, ...deletes(steps, before)];
  return { kind: 'sequence', requests: requests.map(step => capturing(step, steps)) };
}

/** What was made last goes first, and children before their parents. */
function deletes(steps: readonly Step[], before: readonly Step[]): Step[] {
  const operations = before.map(({ operation }) => operation);
  const madeAt = ({ sources }: Step): number => Math.max(-1, ...sources.map(source => operations.indexOf(source)));
  return steps
    .filter(({ operation }) => operation.method === 'delete')
    .toSorted((a, b) => madeAt(b) - madeAt(a) || depthOf(b) - depthOf(a));
}

interface Mix {
  readonly kind: 'oneOf';
  readonly setup: RequestPlan[];
  readonly requests: RequestPlan[];
  readonly teardown: RequestPlan[];
}

/** A DELETE under load would take away what the others read: it comes at the end, once. */
function mix(steps: readonly Step[], edges: Edges): Mix {
  const needed = new Set(steps.flatMap(({ sources }) => sources));
  const byDepth = steps.toSorted((a, b) => depthOf(a) - depthOf(b));
  const wished = byDepth.filter(({ operation }) => needed.has(operation)).map(({ operation }) => operation);
  const setup = sorted(steps, inOrder(wished, edges));
  const drawn = steps.filter(({ operation }) => operation.method !== 'delete').map(({ request }) => request);
  if (drawn.length === 0)
    throw new Problem('Only DELETE is described: there is nothing to draw from. Choose the lifecycle.');
  return {
    kind: 'oneOf',
    setup: setup.map(step => capturing(step, steps)),
    requests: drawn,
    teardown: deletes(steps, setup).map(({ request }) => request),
  };
}
