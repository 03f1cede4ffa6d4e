import type { ApiRule } from '../rule.js';
import { below, writtenAt } from '../spec.js';

/** RFC 9110 §9.3.1: content in a GET request has no generally defined semantics; proxies and clients drop or refuse it. */
export const bodyOnGet: ApiRule = {
  id: 'body-on-get',
  title: 'A GET or HEAD operation has a request body',
  category: 'operation',
  level: 'warning',
  check: function* (spec) {
    for (const { at, method, body } of spec.api.operations) {
      if (!body || (method !== 'get' && method !== 'head')) continue;
      const own = below(at, 'requestBody');
      const message = `A body of ${method.toUpperCase()} has no meaning in HTTP: caches, proxies and clients drop it or refuse the request. Send it as parameters, or with POST${spec.api.dialect === '3.2' ? ' or QUERY' : ''}.`;
      yield { at: writtenAt(spec, own)?.value === undefined ? body.at : own, part: 'key', message };
    }
  },
};
