import { type ApiRule, onceIfThroughout } from '../rule.js';
import { pathAt } from '../spec.js';
import { andMore, distinctSegments } from './segments.js';

/** RFC 3986 §6.2.2.1: the path is case-sensitive, which people who type it do not expect. */
export const uppercaseInPath: ApiRule = {
  id: 'uppercase-in-path',
  title: 'A path has upper-case letters',
  category: 'path',
  level: 'hint',
  check: spec => {
    const segments = distinctSegments(spec);
    const wrong = segments.filter(({ literal }) => /[A-Z]/.test(literal));
    return onceIfThroughout(
      wrong.map(segment => {
        const better = segment.words.join('-').toLowerCase();
        const message = `"${segment.literal}" has upper-case letters${andMore(segment)}. Paths are case-sensitive, so "${better}" is easier to get right.`;
        return { at: pathAt(spec, segment.path), part: 'key' as const, message };
      }),
      segments.filter(({ words }) => words.length > 1).length,
    );
  },
};
