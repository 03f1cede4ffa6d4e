/** In the runner's thread: from what was asked for to a Plan. */
import { availableParallelism } from 'node:os';
import type { Load, Plan, Target } from '../../loadtest/plan.js';
import { apiTarget } from '../../loadtest/scenario/apiTarget.js';
import { fuzzTarget } from '../../loadtest/scenario/fuzz.js';
import { operationTarget, type Scenario } from '../../loadtest/scenario/operationTarget.js';
import { type SecretNeed, secretValue, secretVariable } from '../../loadtest/scenario/security.js';
import type { Api } from '../../openapi/api.js';
import { Problem } from '../../text/problem.js';
import type { LoadProfile, LoadTestRequest } from './request.js';

/** Values vary, and in the same way in each run: runs are compared. */
const seed = 1;
const longestTimeout = 30_000;
const mostBodyBytes = 64 * 1024 * 1024;
/** Below it one thread has room to spare. */
const manyConnections = 64;

export interface Planned {
  readonly plan: Plan;
  readonly secrets: readonly SecretNeed[];
  readonly notes: readonly string[];
}

/** @throws Problem when the description has no such operation, or no request can be made of it. */
export function planRun(api: Api, request: LoadTestRequest, variables: Readonly<Record<string, string>>): Planned {
  const scenarios = request.servers.map(server => scenarioFor(api, request, server, variables));
  const several = scenarios.length > 1;
  const targets = scenarios.map(({ target }, index): Target => {
    return several ? { ...target, name: serverName(request.servers[index]!) } : target;
  });
  // Of each server, as on the command line: they take turns.
  const seconds = request.profile.seconds * targets.length;
  const load = loadOf({ ...request.profile, seconds });
  const connections = load.model === 'open' ? load.maxConnections : (load.stages[0]?.target ?? 1);
  const limits = {
    seconds,
    warmupSeconds: 0,
    timeoutMilliseconds: Math.min(longestTimeout, request.profile.seconds * 1000),
    threads: connections > manyConnections ? Math.min(4, Math.max(1, availableParallelism() - 1)) : 1,
    maxBodyBytes: mostBodyBytes,
  };
  const secrets = new Map(scenarios.flatMap(each => each.secrets).map(need => [need.scheme, need]));
  const notes = new Set(scenarios.flatMap(each => each.notes));
  return { plan: { targets, load, limits, seed }, secrets: [...secrets.values()], notes: [...notes] };
}

/** `localhost:3000/v1` */
export function serverName(server: string): string {
  return server.replace(/^http:\/\//, '');
}

function scenarioFor(
  api: Api,
  { kind, operation: wanted }: LoadTestRequest,
  server: string,
  variables: Readonly<Record<string, string>>,
): Scenario {
  const options = { server, seed, variables };
  if (kind === 'api' || !wanted) return apiTarget(api, { ...options, kind: 'mix' });
  const operation = api.operations.find(({ method, path }) => method === wanted.method && path === wanted.path);
  if (!operation) {
    throw new Problem(`The API description has no ${wanted.method.toUpperCase()} ${wanted.path} any more.`, {
      path: api.at.path,
    });
  }
  return kind === 'fuzz' ? fuzzTarget(api, operation, options) : operationTarget(api, operation, options);
}

function loadOf(profile: LoadProfile): Load {
  if (profile.model === 'closed') {
    return {
      model: 'closed',
      stages: [{ target: profile.connections, seconds: 0, holdSeconds: profile.seconds }],
      thinkMilliseconds: 0,
    };
  }
  return {
    model: 'open',
    stages: [{ target: profile.rate, seconds: 0, holdSeconds: profile.seconds }],
    // Enough for answers that take a second.
    maxConnections: Math.min(1000, Math.max(50, Math.ceil(profile.rate))),
  };
}

/** The values of a flow's variables, from what people typed. */
export function secretVariables(
  needs: readonly SecretNeed[],
  typed: Readonly<Record<string, string>>,
): Record<string, string> {
  const found = needs.filter(({ scheme }) => Object.hasOwn(typed, scheme));
  return Object.fromEntries(found.map(need => [need.variable, secretValue(need, typed[need.scheme]!)]));
}

/** So that of several alternatives the one is taken of which secrets are kept. */
export function knownVariables(schemes: readonly string[]): Record<string, string> {
  return Object.fromEntries(schemes.map(scheme => [secretVariable(scheme), '']));
}
