import { insertMembers } from '../edits/insert.js';
import { type ApiRule, onceIfThroughout } from '../rule.js';
import { fixOf, writtenAt } from '../spec.js';
import { requestSchemas, subjectOf } from './requestSchemas.js';

export const unboundedArray: ApiRule = {
  id: 'unbounded-array',
  title: 'An array of a request body has no maxItems',
  category: 'limit',
  level: 'hint',
  check: spec => {
    const arrays = requestSchemas(spec).filter(({ shape, bounded }) => {
      return (
        !bounded &&
        shape.types?.every(type => type === 'array' || type === 'null') &&
        shape.types.includes('array') &&
        !shape.enum &&
        !shape.const
      );
    });
    // `uniqueItems` with an enum can hold each value once.
    const wrong = arrays.filter(
      ({ shape }) => shape.maxItems === undefined && !(shape.uniqueItems && shape.items?.enum),
    );
    return onceIfThroughout(
      wrong.map(({ shape }) => {
        const message = `${subjectOf(shape)} may have any number of elements. A maxItems says how many make sense.`;
        const written = writtenAt(spec, shape.at);
        const maxItems = Math.max(100, shape.minItems ?? 0);
        const fixes = () =>
          written
            ? fixOf(
                `Add maxItems: ${maxItems}`,
                insertMembers(written.document, written.tokens, { maxItems }, { after: ['type', 'minItems'] }),
              )
            : [];
        return { at: shape.at, part: 'key' as const, message, fixes };
      }),
      arrays.length,
    );
  },
};
