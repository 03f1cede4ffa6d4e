/** Statuses that only one side has. */
import type { Operation } from '../../openapi/api.js';
import { below } from '../../openapi/lint/spec.js';
import { isObject } from '../../openapi/values.js';
import { type Pair, placeAt, titleOf } from './described.js';
import { addTo, type Comparing, type Planned } from './planned.js';

export function statusDrifts({ operation, route, said }: Pair, comparing: Comparing): Planned[] {
  const { description, doubts } = comparing;
  const responses = isObject(said.responses) ? said.responses : {};
  if (doubts.areAnswersOpen(route)) return [];
  const base = { kind: 'status-drift', method: operation.method, path: operation.path, route: route.route } as const;
  const undescribed = Object.entries(responses).flatMap(([status, response]): Planned[] => {
    // 501 says that a handler is still to be written.
    if (status === 'default' || status === '501' || isCovered(operation, status)) return [];
    const message = `${titleOf(operation)} answers ${status}, which is not described.`;
    const at = below(operation.at, 'responses');
    const changes = addTo(comparing, operation, response, value => ({ kind: 'member', at, key: status, value }));
    return [{ ...base, message, described: placeAt(description, operation.at), changes }];
  });
  return [
    ...undescribed,
    ...neverAnswered(Object.keys(responses), operation).map(({ status, at }): Planned => {
      const message = `${titleOf(operation)} is described to answer ${status}, which the program never does.`;
      return { ...base, message, described: placeAt(description, at), changes: [] };
    }),
  ];
}

/** By itself, by its range, or by the answer to everything else. */
function isCovered({ responses }: Operation, status: string): boolean {
  const described = responses.map(response => response.status);
  const digit = status.charAt(0);
  if (/XX$/i.test(status)) return described.some(one => one.startsWith(digit) || one === 'default');
  return described.includes(status) || described.includes(`${digit}XX`) || described.includes('default');
}

/** Successes, where it is known all that the program answers, and one of that is a success. */
function neverAnswered(said: readonly string[], { responses }: Operation): Operation['responses'] {
  if (said.includes('default') || said.some(status => /^2XX$/i.test(status))) return [];
  if (!said.some(status => /^[23]/.test(status))) return [];
  return responses.filter(({ status }) =>
    status === '2XX' ? !said.some(one => one.startsWith('2')) : /^2\d\d$/.test(status) && !said.includes(status),
  );
}
