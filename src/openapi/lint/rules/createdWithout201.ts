import { type ApiRule, onceIfThroughout } from '../rule.js';
import { below, isSuccess, operationTitle } from '../spec.js';
import { isParameter, segmentsOf } from './segments.js';

/** RFC 9110 §9.3.3 */
export const createdWithout201: ApiRule = {
  id: 'created-without-201',
  title: 'A POST that creates answers with 200',
  category: 'response',
  level: 'hint',
  check: spec => {
    const elements = new Set(
      spec.paths.flatMap(path => {
        const segments = segmentsOf(path);
        return isParameter(segments.at(-1) ?? '') ? [segments.slice(0, -1).join('/')] : [];
      }),
    );
    const creating = spec.api.operations.filter(({ method, path, body }) => {
      return method === 'post' && body !== undefined && elements.has(segmentsOf(path).join('/'));
    });
    const wrong = creating.filter(({ responses }) => {
      const statuses = responses.filter(isSuccess).map(({ status }) => status);
      return statuses.length === 1 && statuses[0] === '200';
    });
    return onceIfThroughout(
      wrong.map(operation => {
        const message = `${operationTitle(operation)} adds to a collection and answers with 200. 201 with a Location header says that something new is there, and where.`;
        return { at: below(operation.at, 'responses', '200'), part: 'key' as const, message };
      }),
      creating.length,
    );
  },
};
