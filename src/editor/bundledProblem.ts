import { Problem, type ProblemPlace } from '../text/problem.js';

/** Each bundle has a class Problem of its own: that of a room's becomes ours. */
export function asOurProblem(error: unknown): unknown {
  if (!(error instanceof Error) || error.name !== 'Problem') return error;
  return new Problem(error.message, (error as { place?: ProblemPlace }).place);
}
