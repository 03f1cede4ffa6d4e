/** A whole API under load: its operations by weight, or one life of each thing from POST to DELETE. */
import type { Api, Operation } from '../../openapi/api.js';
import { Problem } from '../../text/problem.js';
import type { Capture, RequestPlan } from '../plan.js';
import {
  operationName,
  operationRequest,
  type Scenario,
  type ScenarioOptions,
  scenarioTarget,
} from './operationTarget.js';
import { type IdSource, idSources } from './resources.js';
import type { SecretNeed } from './security.js';
import { shapesOf } from './shapes.js';

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
  const sources = idSources(api, shapesOf(api));
  const steps = api.operations.flatMap((operation): Step[] => {
    const weight = weightOf(operation, options.weights);
    if (weight <= 0 || !order.includes(operation.method)) return [];
    const needs = [...(sources.get(operation)?.entries() ?? [])];
    const parameters = { ...options.parameters };
    for (const [name, { variable }] of needs) parameters[name] ??= `{{${variable}}}`;
    try {
      const made = operationRequest(api, operation, { ...options, variants: options.variants ?? 20, parameters });
      for (const note of made.notes) notes.add(`${operationName(operation)}: ${note}`);
      for (const secret of made.secrets) secrets.set(secret.variable, secret);
      return [{ operation, request: { ...made.request, weight }, needs: needs.map(([, source]) => source) }];
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      notes.add(`${operationName(operation)} is left out. ${error.message}`);
      return [];
    }
  });
  const usable = withSources(steps, notes);
  if (usable.length === 0) throw new Problem('None of the operations can be load-tested as they are described.');
  const target = scenarioTarget(api.title === '' ? 'API' : api.title, options, []);
  const flow = { ...target.flow, ...(options.kind === 'mix' ? mix(usable) : lifecycle(usable)) };
  return { target: { ...target, flow }, secrets: [...secrets.values()], notes: [...notes] };
}

interface Step {
  readonly operation: Operation;
  readonly request: RequestPlan;
  readonly needs: readonly IdSource[];
}

function weightOf(operation: Operation, weights: Readonly<Record<string, number>> = {}): number {
  const name = operationName(operation);
  return Object.hasOwn(weights, name) ? weights[name]! : (usualWeights[operation.method] ?? 1);
}

/** What needs the id of something that is never made goes, and what needs the id of that as well. */
function withSources(steps: readonly Step[], notes: Set<string>): Step[] {
  let left = [...steps];
  for (;;) {
    const made = new Set(left.map(({ operation }) => operation));
    const lost = left.filter(({ needs }) => needs.some(({ creator }) => !made.has(creator)));
    if (lost.length === 0) return left;
    for (const { request, needs } of lost) {
      notes.add(`${request.name} is left out: it needs what ${operationName(needs[0]!.creator)} makes.`);
    }
    left = left.filter(step => !lost.includes(step));
  }
}

/** With the captures that others need of it; without them nothing after it makes sense. */
function creating(step: Step, steps: readonly Step[]): RequestPlan {
  const wanted = new Map<string, Capture>();
  for (const { needs } of steps) {
    for (const { creator, variable, pointer } of needs) {
      if (creator === step.operation) wanted.set(variable, { variable, from: { kind: 'json', pointer } });
    }
  }
  if (wanted.size === 0) return step.request;
  return { ...step.request, captures: [...wanted.values()], stopOnFailure: true };
}

function depthOf({ operation }: Step): number {
  return operation.path.split('/').length;
}

/** Parents before children; each thing is made, then read, then changed, then deleted, children first. */
function lifecycle(steps: readonly Step[]): { kind: 'sequence'; requests: RequestPlan[] } {
  const rank = ({ operation }: Step): number => order.indexOf(operation.method);
  const isDelete = ({ operation }: Step): boolean => operation.method === 'delete';
  const sorted = steps.toSorted(
    (a, b) => rank(a) - rank(b) || (isDelete(a) ? depthOf(b) - depthOf(a) : depthOf(a) - depthOf(b)),
  );
  return { kind: 'sequence', requests: sorted.map(step => creating(step, steps)) };
}

interface Mix {
  readonly kind: 'oneOf';
  readonly setup: RequestPlan[];
  readonly requests: RequestPlan[];
  readonly teardown: RequestPlan[];
}

/** A DELETE under load would take away what the others read: it comes at the end, once. */
function mix(steps: readonly Step[]): Mix {
  const needed = new Set(steps.flatMap(({ needs }) => needs.map(({ creator }) => creator)));
  const byDepth = steps.toSorted((a, b) => depthOf(a) - depthOf(b));
  const setup = byDepth.filter(({ operation }) => needed.has(operation)).map(step => creating(step, steps));
  const deletes = byDepth.filter(({ operation, needs }) => operation.method === 'delete' && needs.length > 0).reverse();
  const drawn = steps.filter(({ operation }) => operation.method !== 'delete').map(({ request }) => request);
  if (drawn.length === 0)
    throw new Problem('Only DELETE is described: there is nothing to draw from. Choose the lifecycle.');
  return { kind: 'oneOf', setup, requests: drawn, teardown: deletes.map(({ request }) => request) };
}
