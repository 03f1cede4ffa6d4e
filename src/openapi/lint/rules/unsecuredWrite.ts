import type { Operation } from '../../api.js';
import { member } from '../../values.js';
import type { ApiRule } from '../rule.js';
import { operationTitle, pathAt, type Spec, writtenAt } from '../spec.js';
import { segmentsOf, wordsOf } from './segments.js';

const writes = new Set(['post', 'put', 'patch', 'delete']);

/** What has to work before somebody is known, and what others than users call. */
const open =
  /^(?:log-?in|log-?out|sign-?in|sign-?up|sign-?out|signon|register|registration|auth|authenticate|authentication|authorize|oauth2?|tokens?|sessions?|forgot|reset|passwords?|recover|recovery|verify|verification|confirm|otp|mfa|refresh|webhooks?|callbacks?|hooks?|public|health|contact|subscribe|unsubscribe|search|query|graphql|validate|introspect|revoke|jwks|saml|sso|ping|echo)$/i;

export const unsecuredWrite: ApiRule = {
  id: 'unsecured-write',
  title: 'A write operation has no security',
  category: 'security',
  level: 'warning',
  check: function* (spec) {
    const { api, loaded } = spec;
    // Written on purpose: `security: []`.
    if (member(loaded.entry.value, 'security') !== undefined) return;
    const unsecured = api.operations.filter(one => writes.has(one.method) && isUnsecured(spec, one));
    const [first] = unsecured;
    if (!first) return;
    // Nobody has thought of it yet, or a gateway does it: that is one thing to say.
    if (api.securitySchemes.length === 0 || api.operations.every(one => one.security.length === 0)) {
      const what =
        unsecured.length === 1 ? 'the operation that writes' : `the ${unsecured.length} operations that write`;
      const why =
        api.securitySchemes.length === 0 ? 'the description has no security schemes' : 'no operation has a `security`';
      const message = `Nothing says who may call ${what}: ${why}. Describe it, or write \`security: []\` when everybody may.`;
      yield { at: pathAt(spec, first.path), part: 'key', severity: 'info', message };
      return;
    }
    for (const operation of unsecured) {
      const message = `Everybody may call ${operationTitle(operation)}: it has no \`security\`, and neither has the whole API. Write \`security: []\` if that is meant.`;
      yield { at: operation.at, part: 'key', message };
    }
  },
};

function isUnsecured(spec: Spec, { at, path, security }: Operation): boolean {
  if (security.length > 0) return false;
  if (member(writtenAt(spec, at)?.value, 'security') !== undefined) return false;
  return !segmentsOf(path).some(segment => open.test(segment) || wordsOf(segment).some(word => open.test(word)));
}
