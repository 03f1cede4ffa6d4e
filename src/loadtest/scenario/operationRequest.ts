/** An operation of a description becomes requests: valid, varied, with what it declares as success expected. */
import type { Api, Operation, Parameter } from '../../openapi/api.js';
import type { RequestPlan, Variant } from '../plan.js';
import { createRandom } from '../requests/random.js';
import { isShown, operationName, type ScenarioOptions, sampleParts } from './sampleRequest.js';
import { credentialsFor, type SecretNeed } from './security.js';
import { serverAddress } from './servers.js';
import { shapesOf } from './shapes.js';
import { givenValues, type Takes } from './takes.js';
import { chooseMedia, concreteType } from './writeBody.js';
import { type ParameterValue, writeRequest } from './writeRequest.js';

export interface OperationRequest {
  readonly request: RequestPlan;
  readonly secrets: readonly SecretNeed[];
  readonly notes: readonly string[];
}

/**
 * The request alone: a whole-API scenario has many.
 * @param takes what it has from operations before it.
 * @param isPinned one request and no other: something of it is taken.
 * @throws Problem
 */
export function operationRequest(
  api: Api,
  operation: Operation,
  options: ScenarioOptions,
  takes?: Takes,
  isPinned = false,
): OperationRequest {
  const credentials = credentialsFor(operation, api, new Set(Object.keys(options.variables ?? {})));
  const prefix = serverAddress(options.server).path;
  const shapes = shapesOf(api);
  const variants = new Map<string, Variant>();
  const given = givenValues(options, takes);
  const contentType = takes?.body === undefined ? undefined : bodyType(operation);
  for (let index = 0; index < (isPinned ? 1 : (options.variants ?? 50)); index++) {
    const seed = options.seed * 1000 + index;
    const parts = sampleParts(operation, shapes, createRandom(options.seed, index), index === 0, given);
    const rawBody = contentType !== undefined && { rawBody: { contentType, body: takes!.body! } };
    const variant = writeRequest({ ...parts, ...rawBody, operation, prefix, credentials, seed });
    const key = JSON.stringify([variant.path, variant.headers, variant.body?.toString()]);
    if (!variants.has(key)) variants.set(key, variant);
  }
  return {
    request: {
      name: operationName(operation),
      weight: 1,
      method: operation.method.toUpperCase(),
      variants: [...variants.values()],
      captures: [],
      expect: expectedOf(operation),
      stopOnFailure: false,
    },
    secrets: credentials.secrets,
    notes: notesOf(operation, given),
  };
}

/** Declared success; none declared: whatever is below 400. */
function expectedOf({ responses }: Operation): string[] {
  return responses.map(({ status }) => status).filter(status => /^[23](?:\d\d|XX)$/.test(status));
}

function bodyType({ body }: Operation): string | undefined {
  const media = body && chooseMedia(body);
  return media && concreteType(media.type);
}

function notesOf({ parameters }: Operation, given: (parameter: Parameter) => ParameterValue | undefined): string[] {
  const madeUp = parameters.filter(each => each.in === 'path' && !given(each) && !isShown(each.shape));
  return madeUp.map(
    ({ name }) =>
      `The values of {${name}} are made up, so there may be nothing at them: give the parameter an example.`,
  );
}
