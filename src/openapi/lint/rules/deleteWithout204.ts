import { type ApiRule, onceIfThroughout } from '../rule.js';
import { below, isSuccess, operationTitle } from '../spec.js';

/** RFC 9110 §9.3.5: 204 when nothing further is said, 200 with a description of what happened. */
export const deleteWithout204: ApiRule = {
  id: 'delete-without-204',
  title: 'A DELETE without content answers with 200',
  category: 'response',
  level: 'hint',
  check: spec => {
    const deleting = spec.api.operations.filter(({ method }) => method === 'delete');
    const wrong = deleting.filter(({ responses }) => {
      const successes = responses.filter(isSuccess);
      return successes.length === 1 && successes[0]!.status === '200' && successes[0]!.media.length === 0;
    });
    return onceIfThroughout(
      wrong.map(operation => {
        const message = `${operationTitle(operation)} answers with 200 and no content. That is 204, which clients need not try to read.`;
        return { at: below(operation.at, 'responses', '200'), part: 'key' as const, message };
      }),
      deleting.length,
    );
  },
};
