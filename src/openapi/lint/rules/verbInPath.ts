import { type ApiRule, onceIfThroughout } from '../rule.js';
import { pathAt } from '../spec.js';
import { andMore, distinctSegments, type Segment } from './segments.js';

/** What the method says already. Actions that no method has a word for (`/cancel`, `/search`) are left alone. */
const methodOf: ReadonlyMap<string, string> = new Map([
  ['get', 'GET'],
  ['fetch', 'GET'],
  ['retrieve', 'GET'],
  ['create', 'POST'],
  ['add', 'POST'],
  ['insert', 'POST'],
  ['update', 'PATCH or PUT'],
  ['edit', 'PATCH or PUT'],
  ['modify', 'PATCH or PUT'],
  ['delete', 'DELETE'],
  ['remove', 'DELETE'],
]);

export const verbInPath: ApiRule = {
  id: 'verb-in-path',
  title: 'A path says what the method says',
  category: 'path',
  level: 'hint',
  check: spec => {
    const segments = distinctSegments(spec);
    const wrong = segments.flatMap(segment => {
      const method = verbOf(segment);
      if (method === undefined) return [];
      const message = `"${segment.literal}" says what the method ${method} says${andMore(segment)}. A path names the resource.`;
      return [{ at: pathAt(spec, segment.path), part: 'key' as const, message }];
    });
    return onceIfThroughout(wrong, segments.length);
  },
};

function verbOf({ words: [first = '', second] }: Segment): string | undefined {
  const method = methodOf.get(first.toLowerCase());
  if (method !== undefined) return /^(?:ons?|ins?)$/i.test(second ?? '') ? undefined : method;
  // `list` is a noun too: only `listUsers`.
  return first === 'list' && /^[A-Z]/.test(second ?? '') ? 'GET' : undefined;
}
