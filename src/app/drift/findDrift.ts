/** Holds a description against the application that it describes. */

import type { Operation } from '../../openapi/api.js';
import { downgrade } from '../../openapi/downgrade.js';
import { isObject } from '../../openapi/values.js';
import type { AppOperation, AppReading } from '../readApp.js';
import { answerDrifts, bodyDrifts } from './bodies.js';
import { editsOf } from './changes.js';
import { borrower } from './components.js';
import { type Description, type JsonObject, type Pair, placeAt, titleOf, valueUnder } from './described.js';
import { doubtsOf } from './doubts.js';
import type { Drift } from './drift.js';
import { operationAdder } from './operations.js';
import { parameterDrifts } from './parameters.js';
import { choosePrefixes, parameterNames, signatureOf } from './paths.js';
import type { Comparing, Planned } from './planned.js';
import { securityDrifts } from './security.js';
import { statusDrifts } from './statuses.js';

/**
 * Where they have come apart, in the order of the description, then of the program. Nothing is said where the reading has
 * doubts. Swagger 2.0 is compared, but gets no edits.
 */
export function findDrift(description: Description, reading: AppReading): Drift[] {
  return planDrift(description, reading).map(({ changes, ...drift }) => ({
    ...drift,
    edits: (changes.length > 0 && editsOf(description, changes)) || [],
  }));
}

/** The same, with what has to change instead of edits: those of several drifts can be made at once. */
export function planDrift(description: Description, reading: AppReading): Planned[] {
  const { api, loaded } = description;
  const program = inVersion(api.dialect, reading.document ?? {});
  const comparing: Comparing = {
    ...{ description, program, doubts: doubtsOf(reading) },
    borrow: borrower(description, program),
  };
  const routes = new Map<string, AppOperation>();
  for (const route of reading.operations) {
    const key = keyOf(route.method, route.path);
    if (!routes.has(key)) routes.set(key, route);
  }
  const prefixes = choosePrefixes(description, (method, path) => routes.has(keyOf(method, path)));
  const planned: Planned[] = [];
  const found = new Set<AppOperation>();
  for (const operation of api.operations) {
    const full = prefixes.of(operation).map(prefix => prefix + operation.path);
    const route = full.map(path => routes.get(keyOf(operation.method, path))).find(Boolean);
    if (route) {
      found.add(route);
      planned.push(...comparePair(pairOf(operation, route, program), comparing));
    } else if (isPromised(operation, full, routes) && !full.some(comparing.doubts.mayBeServed)) {
      planned.push(unserved(operation, description));
    }
  }
  const add = operationAdder(comparing, prefixes.common);
  for (const route of routes.values()) {
    const said = valueUnder(program, ['paths', route.path, route.method]);
    if (found.has(route) || /^(?:head|options)$/.test(route.method) || comparing.doubts.isPathGuessed(route)) continue;
    if (isObject(said)) planned.push(add(route, said));
  }
  const isEditable = api.dialect !== '2.0' && loaded.entry.findings.length === 0;
  return isEditable ? planned : planned.map(one => ({ ...one, changes: [] }));
}

function keyOf(method: string, path: string): string {
  return `${method} ${signatureOf(path)}`;
}

function inVersion(dialect: string, document: JsonObject): JsonObject {
  return dialect === '3.0' || dialect === '2.0' ? downgrade(document) : document;
}

function pairOf(operation: Operation, route: AppOperation, program: JsonObject): Pair {
  const [theirs, ours] = [parameterNames(route.path), parameterNames(operation.path)];
  const offset = theirs.length - ours.length;
  const names = new Map(theirs.map((name, index) => [name, ours[index - offset] ?? name]));
  const said = valueUnder(program, ['paths', route.path, route.method]);
  return { operation, route, said: isObject(said) ? said : {}, names };
}

function comparePair(pair: Pair, comparing: Comparing): Planned[] {
  return [parameterDrifts, bodyDrifts, answerDrifts, statusDrifts, securityDrifts].flatMap(compare =>
    compare(pair, comparing),
  );
}

/** HEAD is answered where GET is, OPTIONS by frameworks and by what handles CORS. */
function isPromised(
  { method }: Operation,
  paths: readonly string[],
  routes: ReadonlyMap<string, AppOperation>,
): boolean {
  if (method === 'options') return false;
  return method !== 'head' || !paths.some(path => routes.has(keyOf('get', path)));
}

function unserved(operation: Operation, description: Description): Planned {
  return {
    kind: 'unserved-operation',
    method: operation.method,
    path: operation.path,
    message: `${titleOf(operation)} is described, but no route serves it.`,
    described: placeAt(description, operation.at),
    route: undefined,
    changes: [],
  };
}
