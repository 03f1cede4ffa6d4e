/** Operations of a scenario with what flows between them. */
import type { Operation } from '../../openapi/api.js';
import type { Capture, RequestPlan } from '../plan.js';
import type { Takes } from './takes.js';

export interface Step {
  readonly operation: Operation;
  readonly request: RequestPlan;
  readonly takes: Takes;
  /** Sent before it. */
  readonly sources: readonly Operation[];
}

/** Operations whose request has to be the same each time. */
export function pinnedBy(all: Iterable<Takes>): ReadonlySet<Operation> {
  return new Set([...all].flatMap(({ pinned }) => pinned));
}

/** With the captures that others need of it; without them nothing after it makes sense. */
export function capturing(
  { operation, request }: Step,
  steps: readonly Pick<Step, 'takes' | 'sources'>[],
): RequestPlan {
  const wanted = new Map<string, Capture>();
  for (const { takes } of steps) {
    for (const { source, capture } of takes.captures) if (source === operation) wanted.set(capture.variable, capture);
  }
  const isNeeded = steps.some(({ sources }) => sources.includes(operation));
  if (!isNeeded) return request;
  return { ...request, captures: [...wanted.values()], stopOnFailure: true };
}
