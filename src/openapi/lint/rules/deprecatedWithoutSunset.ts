import type { Fix } from '../../../text/finding.js';
import type { Operation } from '../../api.js';
import { type ApiRule, onceIfThroughout } from '../rule.js';
import { isSuccess, operationTitle, type Spec } from '../spec.js';
import { addHeaders, hasHeader } from './headers.js';

/** RFC 9745 (Deprecation), RFC 8594 (Sunset) */
export const deprecatedWithoutSunset: ApiRule = {
  id: 'deprecated-without-sunset',
  title: 'A deprecated operation does not say so in its headers',
  category: 'operation',
  level: 'hint',
  check: spec => {
    const deprecated = spec.api.operations.filter(one => one.deprecated);
    const wrong = deprecated.filter(
      ({ responses }) => !responses.some(one => hasHeader(one, /^(?:deprecation|sunset)$/i)),
    );
    return onceIfThroughout(
      wrong.map(operation => {
        const message = `${operationTitle(operation)} is deprecated, and running clients are not told: responses can say it with Deprecation, and with Sunset when it ends.`;
        return { at: operation.at, part: 'key' as const, message, fixes: () => addSunset(spec, operation) };
      }),
      deprecated.length,
    );
  },
};

/** To the operation's own response: one that others share would say it of them too. */
function addSunset(spec: Spec, { at, responses }: Operation): readonly Fix[] {
  const own = responses.find(
    one => isSuccess(one) && one.at.path === at.path && one.at.pointer.startsWith(`${at.pointer}/`),
  );
  return own
    ? addHeaders(spec, own, [
        {
          name: 'Deprecation',
          description: 'Since when this is deprecated: @ and seconds since 1970 (RFC 9745).',
          type: 'string',
        },
        { name: 'Sunset', description: 'When this ends, as an HTTP date (RFC 8594).', type: 'string' },
      ])
    : [];
}
