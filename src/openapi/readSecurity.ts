import type { Operation, SecurityNeed, SecurityScheme } from './api.js';
import {
  asArray,
  asObject,
  atOf,
  child,
  elements,
  entries,
  follow,
  objectAt,
  type Reading,
  report,
  stringAt,
  stringsAt,
} from './reading.js';
import type { Node } from './resolve.js';
import { member } from './values.js';

/** `components.securitySchemes`, or Swagger 2.0's `securityDefinitions`. */
export function readSecuritySchemes(reading: Reading, root: Node): SecurityScheme[] {
  const components = reading.dialect === '2.0' ? root : objectAt(reading, root, 'components');
  const key = reading.dialect === '2.0' ? 'securityDefinitions' : 'securitySchemes';
  const section = components && objectAt(reading, components, key);
  const schemes: SecurityScheme[] = [];
  for (const { key: name, node: start } of section ? entries(section) : []) {
    if (name.startsWith('x-') && !start.value) continue;
    const node = asObject(reading, follow(reading, start, 'security scheme')?.node);
    const scheme = node && readScheme(reading, node, name);
    if (scheme) schemes.push(scheme);
  }
  return schemes;
}

function readScheme(reading: Reading, node: Node, name: string): SecurityScheme | undefined {
  const type = stringAt(reading, node, 'type');
  const description = stringAt(reading, node, 'description');
  const common = { at: atOf(node), name, ...(description !== undefined && { description }) };
  if (type === 'basic' && reading.dialect === '2.0') return { ...common, type: 'http', http: { scheme: 'basic' } };
  if (type === 'oauth2' || type === 'openIdConnect' || type === 'mutualTLS') return { ...common, type };
  if (type === 'apiKey') {
    const place = stringAt(reading, node, 'in');
    const key = stringAt(reading, node, 'name');
    if (key === undefined || (place !== 'query' && place !== 'header' && place !== 'cookie')) {
      return incomplete(reading, node, 'An apiKey needs a "name", and an "in" of query, header or cookie');
    }
    return { ...common, type, key: { in: place, name: key } };
  }
  if (type === 'http') {
    const scheme = stringAt(reading, node, 'scheme');
    if (scheme === undefined) return incomplete(reading, node, 'An http security scheme needs a "scheme"');
    const bearerFormat = stringAt(reading, node, 'bearerFormat');
    return {
      ...common,
      type,
      http: { scheme: scheme.toLowerCase(), ...(bearerFormat !== undefined && { bearerFormat }) },
    };
  }
  const kinds = 'apiKey, http, oauth2, openIdConnect or mutualTLS';
  return incomplete(reading, child(node, 'type') ?? node, `A security scheme needs a "type": ${kinds}`);
}

function incomplete(reading: Reading, node: Node, what: string): undefined {
  report(reading, 'error', 'invalid-value', node, `${what}; it is left out.`);
  return undefined;
}

/** `security` of the root or of an operation; undefined when it is absent or not a list. */
export function readSecurity(reading: Reading, node: Node): Operation['security'] | undefined {
  const list = asArray(reading, child(node, 'security'));
  if (!list) return undefined;
  const alternatives: SecurityNeed[][] = [];
  for (const element of elements(list)) {
    const requirement = asObject(reading, element);
    if (!requirement) continue;
    alternatives.push(
      entries(requirement).map(({ key, node: scopes }) => {
        checkScheme(reading, key, scopes);
        return { scheme: key, scopes: scopes.value === null ? [] : (stringsAt(reading, requirement, key) ?? []) };
      }),
    );
  }
  return alternatives;
}

/** An unknown scheme stays in the requirement: without it the operation would be open. */
function checkScheme(reading: Reading, name: string, node: Node): void {
  const root = reading.loaded.entry.value;
  const schemes =
    reading.dialect === '2.0'
      ? member(root, 'securityDefinitions')
      : member(member(root, 'components'), 'securitySchemes');
  if (member(schemes, name) !== undefined) return;
  report(reading, 'error', 'missing-reference', node, `There is no security scheme ${JSON.stringify(name)}.`, 'key');
}
