import type { Fix } from '../../../text/finding.js';
import type { Operation } from '../../api.js';
import type { Json } from '../../json.js';
import { isObject, type JsonObject, member } from '../../values.js';
import { insertComponents, insertMembers } from '../edits/insert.js';
import { type ApiRule, onceIfThroughout } from '../rule.js';
import { below, fixOf, operationTitle, type Spec, writtenAt } from '../spec.js';
import { standardError } from './envelope.js';

export const missingClientError: ApiRule = {
  id: 'missing-client-error',
  title: 'An operation has no response for a request that is wrong',
  category: 'response',
  level: 'info',
  check: spec => {
    // What takes nothing and asks for nobody has no request that is wrong.
    const candidates = spec.api.operations.filter(
      one => one.parameters.length > 0 || one.body || one.security.length > 0,
    );
    const wrong = candidates.filter(
      ({ responses }) => !responses.some(({ status }) => status.startsWith('4') || status === 'default'),
    );
    return onceIfThroughout(
      wrong.map(operation => {
        const responses = below(operation.at, 'responses');
        const at = writtenAt(spec, responses)?.value === undefined ? operation.at : responses;
        const message = `${operationTitle(operation)} says nothing about a request that is wrong: it has neither a 4XX nor a default response.`;
        return { at, part: 'key' as const, message, fixes: () => addError(spec, operation) };
      }),
      candidates.length,
    );
  },
};

function addError(spec: Spec, { at }: Operation): readonly Fix[] {
  const written = writtenAt(spec, at);
  // A reference from another file would have to lead back here.
  if (!written || at.path !== spec.api.at.path) return [];
  const { document, tokens, value } = written;
  const { ref, mediaType, component } = standardError(spec);
  const schema: Json = { $ref: ref };
  const old = spec.api.dialect === '2.0';
  const status = old ? 'default' : '4XX';
  const response: Json = {
    description: 'The request is wrong.',
    ...(old ? { schema } : { content: { [mediaType]: { schema } } }),
  };
  const there = isObject(member(value, 'responses'));
  const edit = there
    ? insertMembers(document, [...tokens, 'responses'], { [status]: response })
    : insertMembers(document, tokens, { responses: { [status]: response } });
  const section = component && { [component[0]]: component[1] };
  const tree: JsonObject | undefined =
    section && (old ? { definitions: section } : { components: { schemas: section } });
  return fixOf(`Add a ${status} response`, edit, ...(tree ? [insertComponents(document, tree, old ? 1 : 2)] : []));
}
