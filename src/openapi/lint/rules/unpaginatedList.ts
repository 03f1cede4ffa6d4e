import type { Fix } from '../../../text/finding.js';
import type { Operation, Parameter } from '../../api.js';
import type { Json } from '../../json.js';
import { member } from '../../values.js';
import { appendElement, insertMembers } from '../edits/insert.js';
import { type ApiRule, onceIfThroughout } from '../rule.js';
import { fact, fixOf, operationTitle, type Spec, writtenAt } from '../spec.js';
import { isPageSize, isPageStart, listOperations } from './lists.js';

export const unpaginatedList: ApiRule = {
  id: 'unpaginated-list',
  title: 'A list cannot be read page by page',
  category: 'limit',
  level: 'info',
  check: spec => {
    const lists = listOperations(spec);
    const wrong = lists.filter(({ parameters, responses }) => {
      return (
        !parameters.some(isPageStart) &&
        !responses.some(({ headers }) => headers.some(({ name }) => /^link$/i.test(name)))
      );
    });
    return onceIfThroughout(
      wrong.map(operation => {
        const limit = operation.parameters.some(isPageSize);
        const message = limit
          ? `${operationTitle(operation)} has a limit, but no cursor, page or offset: what is beyond the first page cannot be read.`
          : `${operationTitle(operation)} returns the whole list, which grows until it takes all time and memory. Give it a limit (1 to 100, 20 by default) and a cursor or offset.`;
        return { at: operation.at, part: 'key' as const, message, fixes: () => addPages(spec, operation, !limit) };
      }),
      lists.length,
    );
  },
};

/** Named as in the rest of the API. */
function addPages(spec: Spec, operation: Operation, withLimit: boolean): readonly Fix[] {
  const written = writtenAt(spec, operation.at);
  if (!written) return [];
  const { size, start } = usualNames(spec);
  const isNumber = /page$|number|offset|skip|index/i.test(start);
  const first = /page|number/i.test(start) ? 1 : 0;
  const one = (name: string, description: string, schema: { readonly [key: string]: Json }): Json => ({
    name,
    in: 'query',
    description,
    ...(spec.api.dialect === '2.0' ? schema : { schema }),
  });
  const parameters: Json[] = [
    ...(withLimit
      ? [one(size, 'The most elements of a page.', { type: 'integer', minimum: 1, maximum: 100, default: 20 })]
      : []),
    isNumber
      ? one(start, 'Where the page begins.', { type: 'integer', minimum: first, default: first })
      : one(start, 'Where the page begins: what the page before it said.', { type: 'string', maxLength: 512 }),
  ];
  const { document, tokens, value } = written;
  if (member(value, 'parameters') === undefined) {
    const edit = insertMembers(
      document,
      tokens,
      { parameters },
      { after: ['operationId', 'summary', 'description', 'tags'] },
    );
    return fixOf(title(parameters.length, size, start), edit);
  }
  const edits = parameters.map(parameter => appendElement(document, [...tokens, 'parameters'], parameter));
  return fixOf(title(parameters.length, size, start), ...edits);
}

function title(count: number, size: string, start: string): string {
  return count === 2 ? `Add the parameters ${size} and ${start}` : `Add the parameter ${start}`;
}

function usualNames(spec: Spec): { readonly size: string; readonly start: string } {
  return fact(spec, 'page parameters', () => {
    const all = listOperations(spec).flatMap(({ parameters }) => parameters);
    const usual = (is: (parameter: Parameter) => boolean) => {
      const counts = new Map<string, number>();
      for (const one of all) if (one.in === 'query' && is(one)) counts.set(one.name, (counts.get(one.name) ?? 0) + 1);
      return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
    };
    return { size: usual(isPageSize) ?? 'limit', start: usual(isPageStart) ?? 'cursor' };
  });
}
