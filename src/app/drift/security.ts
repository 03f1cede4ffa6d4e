/** Operations that ask who is there, and are described as open to everybody. */

import type { Json } from '../../openapi/json.js';
import { member } from '../../openapi/values.js';
import { type Pair, placeAt, titleOf, valueAt } from './described.js';
import { addTo, type Comparing, type Planned } from './planned.js';

/** That a program does not ask is never sure: what stands before it may. */
export function securityDrifts({ operation, route, said }: Pair, comparing: Comparing): Planned[] {
  const needs = Array.isArray(said.security) ? (said.security as readonly Json[]) : [];
  const isAsked = needs.length > 0 && needs.every(need => Object.keys(need as object).length > 0);
  if (!isAsked || operation.security.some(need => need.length > 0)) return [];
  const { description } = comparing;
  // `security: []`: somebody has decided.
  const isWritten = member(valueAt(description, operation.at), 'security') !== undefined;
  const changes = isWritten
    ? []
    : addTo(comparing, operation, { security: said.security! }, value => ({
        ...{ kind: 'member', at: operation.at, key: 'security', value: member(value, 'security')! },
      }));
  return [
    {
      ...{ kind: 'security-drift', method: operation.method, path: operation.path },
      message: `${titleOf(operation)} asks who is there, but is described as open to everybody.`,
      described: placeAt(description, operation.at),
      route: route.route,
      changes,
    },
  ];
}
