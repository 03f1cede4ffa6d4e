/** An operation of a description becomes a Target. */
import type { Api, Operation } from '../../openapi/api.js';
import type { RequestPlan, Target } from '../plan.js';
import { linkedSetup } from './linkedSetup.js';
import { operationRequest } from './operationRequest.js';
import { operationName, type ScenarioOptions } from './sampleRequest.js';
import type { SecretNeed } from './security.js';
import { serverAddress } from './servers.js';

export { operationName };

export interface Scenario {
  readonly target: Target;
  /** All that the operation needs; those without a value in `variables` have to be asked for before the run. */
  readonly secrets: readonly SecretNeed[];
  /** What the user should know before believing the figures. */
  readonly notes: readonly string[];
}

/**
 * Where links of the description say what comes before it, that is sent once before the load, and what it made is deleted after it.
 * @throws Problem when there is no valid value for something required, with what to do.
 */
export function operationTarget(api: Api, operation: Operation, options: ScenarioOptions): Scenario {
  const linked = linkedSetup(api, operation, options);
  const { request, secrets, notes } = operationRequest(api, operation, options, linked?.takes);
  const target = scenarioTarget(operationName(operation), options, [request]);
  if (!linked) return { target, secrets, notes };
  const { setup, teardown } = linked;
  const all = new Map([...secrets, ...linked.secrets].map(secret => [secret.variable, secret]));
  return {
    target: { ...target, flow: { ...target.flow, setup, teardown } },
    secrets: [...all.values()],
    notes: [...linked.notes, ...notes],
  };
}

export function scenarioTarget(name: string, options: ScenarioOptions, requests: readonly RequestPlan[]): Target {
  const { origin, socketPath } = serverAddress(options.server);
  const { connection } = options;
  return {
    name,
    origin,
    connection: {
      http: '1.1',
      pipelining: 1,
      ...(socketPath !== undefined && { socketPath }),
      ...connection,
      tls: { verify: true, ...connection?.tls },
    },
    flow: {
      kind: 'oneOf',
      requests,
      setup: [],
      teardown: [],
      cookies: false,
      redirects: 0,
      variables: options.variables ?? {},
    },
  };
}
