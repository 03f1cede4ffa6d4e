/** Where in an object a new member goes. */
import type { Where } from '../../openapi/lint/edits/insert.js';
import type { JsonObject } from './described.js';

/** As most people write an operation. */
const inOperation = [
  ...['tags', 'summary', 'description', 'externalDocs', 'operationId', 'parameters', 'requestBody', 'responses'],
  ...['callbacks', 'deprecated', 'security', 'servers'],
];

/** Statuses stand in order, paths by those that begin alike, an operation's members as usual; all else at the end. */
export function whereOf(tokens: readonly string[], key: string, object: JsonObject): Where {
  const keys = Object.keys(object);
  const before = (others: readonly string[]): Where => (others.length > 0 ? { after: others } : { first: true });
  if (tokens.at(-1) === 'responses' && isStatus(key)) {
    return before(keys.filter(other => isStatus(other) && rank(other) < rank(key)));
  }
  if (key.startsWith('/') && tokens.at(-1) === 'paths') {
    const shared = Math.max(0, ...keys.map(other => sharedSegments(other, key)));
    return shared === 0 ? {} : { after: keys.filter(other => sharedSegments(other, key) === shared) };
  }
  const place = inOperation.indexOf(key);
  return place >= 0 && keys.includes('responses')
    ? before(keys.filter(other => inOperation.slice(0, place).includes(other)))
    : {};
}

function isStatus(key: string): boolean {
  return /^(?:[1-5](?:\d\d|XX)|default)$/i.test(key);
}

function rank(status: string): string {
  return status === 'default' ? 'z' : status.toUpperCase();
}

function sharedSegments(a: string, b: string): number {
  const [left, right] = [a.split('/').slice(1), b.split('/').slice(1)];
  const different = left.findIndex((segment, index) => segment !== right[index]);
  return different < 0 ? left.length : different;
}
