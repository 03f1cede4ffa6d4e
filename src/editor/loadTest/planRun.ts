/** In the runner's thread: from what was asked for to a Plan. */
import { availableParallelism } from 'node:os';
import type { Load, Plan, Target } from '../../loadtest/plan.js';
import { apiTarget } from '../../loadtest/scenario/apiTarget.js';
import { fuzzTarget } from '../../loadtest/scenario/fuzz.js';
import { operationTarget, type Scenario } from '../../loadtest/scenario/operationTarget.js';
import { secretValue, secretVariable } from '../../loadtest/scenario/security.js';
import type { Api } from '../../openapi/api.js';
import { Problem } from '../../text/problem.js';
import { type LoadProfile, type LoadTestRequest, originOf } from './request.js';
import type { KeptSecret, NeededSecret, SecretName } from './runnerMessages.js';

/** Values vary, and in the same way in each run: runs are compared. */
const seed = 1;
const longestTimeout = 30_000;
const mostBodyBytes = 64 * 1024 * 1024;
/** Below it one thread has room to spare. */
const manyConnections = 64;

export interface Planned {
  readonly plan: Plan;
  readonly secrets: readonly NeededSecret[];
  readonly notes: readonly string[];
}

/** Values that flows to one server know: those of its secrets. */
export type VariablesOf = (origin: string) => Readonly<Record<string, string>>;

/** @throws Problem when the description has no such operation, or no request can be made of it. */
export function planRun(api: Api, request: LoadTestRequest, variablesOf: VariablesOf): Planned {
  const scenarios = request.servers.map(server => ({
    ...scenarioFor(api, request, server, variablesOf(originOf(server))),
    origin: originOf(server),
  }));
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
  const needs = scenarios.flatMap(({ secrets, origin }) => secrets.map(need => ({ ...need, origin })));
  const secrets = new Map(needs.map(need => [`${need.origin} ${need.scheme}`, need]));
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

/** The values of a flow's variables, from what people typed for its server. */
export function secretVariables(needs: readonly NeededSecret[], kept: readonly KeptSecret[]): VariablesOf {
  return origin => {
    const own = kept.filter(each => each.origin === origin);
    return Object.fromEntries(
      needs.flatMap(need => {
        const found = need.origin === origin ? own.find(({ scheme }) => scheme === need.scheme) : undefined;
        return found ? [[need.variable, secretValue(need, found.secret)]] : [];
      }),
    );
  };
}

/** So that of several alternatives the one is taken of which secrets are kept. */
export function knownVariables(names: readonly SecretName[]): VariablesOf {
  return origin => {
    const own = names.filter(name => name.origin === origin);
    return Object.fromEntries(own.map(({ scheme }) => [secretVariable(scheme), '']));
  };
}

/** As if all secrets were known: authentication that is optional is used then. */
export function allVariables({ securitySchemes }: Pick<Api, 'securitySchemes'>): VariablesOf {
  const all = Object.fromEntries(securitySchemes.map(({ name }) => [secretVariable(name), '']));
  return () => all;
}
