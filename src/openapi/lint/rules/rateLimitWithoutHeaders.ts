import type { Response } from '../../api.js';
import { type ApiRule, onceIfThroughout, type Violation } from '../rule.js';
import { addHeaders, type HeaderText, hasHeader } from './headers.js';

const retryAfter: HeaderText = {
  name: 'Retry-After',
  description: 'Seconds until another request is allowed.',
  type: 'integer',
};

/** As express-rate-limit, @fastify/rate-limit and API gateways send them (draft-ietf-httpapi-ratelimit-headers up to 07). */
const limits: readonly HeaderText[] = [
  { name: 'RateLimit-Limit', description: 'Requests that are allowed in a window of time.', type: 'integer' },
  { name: 'RateLimit-Remaining', description: 'Requests that are left in this window.', type: 'integer' },
  { name: 'RateLimit-Reset', description: 'Seconds until the window ends.', type: 'integer' },
];

/** RFC 6585 §4, RFC 9110 §10.2.3 */
export const rateLimitWithoutHeaders: ApiRule = {
  id: 'rate-limit-without-headers',
  title: 'A 429 response does not say when to try again',
  category: 'response',
  level: 'info',
  check: spec => {
    const responses = new Map<string, Response>();
    for (const operation of spec.api.operations) {
      for (const one of operation.responses)
        if (one.status === '429') responses.set(`${one.at.path}#${one.at.pointer}`, one);
    }
    const wrong = [...responses.values()].flatMap((response): Violation[] => {
      const missing = [
        ...(hasHeader(response, /^retry-after$/i) ? [] : [retryAfter]),
        ...(hasHeader(response, /rate-?limit/i) ? [] : limits),
      ];
      if (missing.length === 0) return [];
      const names = [...new Set(missing.map(one => (one === retryAfter ? 'Retry-After' : 'rate-limit headers')))].join(
        ' and ',
      );
      const message = `This 429 has no ${names}: clients cannot know how long to wait, and try again at once.`;
      return [{ at: response.at, part: 'key', message, fixes: () => addHeaders(spec, response, missing) }];
    });
    return onceIfThroughout(wrong, responses.size);
  },
};
