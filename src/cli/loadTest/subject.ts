/** What a load test is about. */
import type { Limits, Load, Target } from '../../loadtest/plan.js';

/** A target, and what its source says of how to test it. */
export interface Subject {
  readonly target: Target;
  /** By which thresholds of an SLO file find it: operation id, `GET /users/{id}`. */
  readonly names: readonly string[];
  readonly load?: Load;
  readonly limits?: Partial<Limits>;
  readonly thresholds?: readonly string[];
  readonly seed?: number;
  readonly notes: readonly string[];
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Two of the same name could not be told apart in a report: an A/A comparison is one. */
export function distinct(targets: readonly Target[]): Target[] {
  return targets.map((target, index) => {
    const twins = targets.slice(0, index).filter(({ name }) => name === target.name).length;
    return twins === 0 ? target : { ...target, name: `${target.name} (${twins + 1})` };
  });
}
