import { type ApiRule, onceIfThroughout } from '../rule.js';
import { pathAt } from '../spec.js';
import { andMore, distinctSegments } from './segments.js';

export const underscoreInPath: ApiRule = {
  id: 'underscore-in-path',
  title: 'A path has underscores',
  category: 'path',
  level: 'hint',
  check: spec => {
    const segments = distinctSegments(spec);
    // A leading one marks what is no resource: `/_health`, `/_search`.
    const wrong = segments.filter(({ literal }) => /[^_]_+[^_]/.test(literal));
    return onceIfThroughout(
      wrong.map(segment => {
        const better = segment.literal.replace(/(?<=[^_])_+(?=[^_])/g, '-');
        const message = `"${segment.literal}" has underscores${andMore(segment)}, which links hide under their underline. Hyphens are usual in paths: "${better}".`;
        return { at: pathAt(spec, segment.path), part: 'key' as const, message };
      }),
      segments.filter(({ words }) => words.length > 1).length,
    );
  },
};
