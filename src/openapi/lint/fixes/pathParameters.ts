/** Path parameters that nothing describes, and descriptions of parameters that the path does not have. */
import type { Fix } from '../../../text/finding.js';
import type { At, Operation } from '../../api.js';
import type { Json } from '../../json.js';
import { childPointer, pointerTokens } from '../../pointer.js';
import { isObject, member } from '../../values.js';
import { appendElement, insertMembers } from '../edits/insert.js';
import { removeElement, replaceString } from '../edits/replace.js';
import { fixOf, pathAt, type Spec, writtenAt } from '../spec.js';

/** Fixes of a finding of the reader, by its rule, the place that it is about, and the name that it says. */
export interface ReadingFix {
  readonly rule: string;
  readonly at: At;
  readonly name: string;
  readonly fixes: () => readonly Fix[];
}

export function missingParameters(spec: Spec): readonly ReadingFix[] {
  return spec.api.operations.flatMap(operation =>
    undescribed(operation).map(name => ({
      rule: 'missing-path-parameter',
      at: operation.at,
      name: JSON.stringify(name),
      fixes: () => describe(spec, operation, name),
    })),
  );
}

/** The reader puts what is not described at the place of the operation itself. */
function undescribed({ at, parameters }: Operation): string[] {
  return parameters
    .filter(one => one.in === 'path' && one.at.pointer === at.pointer && one.at.path === at.path)
    .map(({ name }) => name);
}

function describe(spec: Spec, { at }: Operation, name: string): readonly Fix[] {
  const written = writtenAt(spec, at);
  if (!written || name === '') return [];
  const { document, tokens, value } = written;
  const type = { type: 'string' };
  const parameter: Json = {
    name,
    in: 'path',
    required: true,
    ...(spec.api.dialect === '2.0' ? type : { schema: type }),
  };
  const edit =
    member(value, 'parameters') === undefined
      ? insertMembers(
          document,
          tokens,
          { parameters: [parameter] },
          { after: ['operationId', 'summary', 'description', 'tags'] },
        )
      : appendElement(document, [...tokens, 'parameters'], parameter);
  return fixOf(`Describe the path parameter ${name}`, edit);
}

export function unusedParameters(spec: Spec): readonly ReadingFix[] {
  const found: ReadingFix[] = [];
  const visit = (path: string, owner: At, missing: readonly string[]) => {
    const list = member(writtenAt(spec, owner)?.value, 'parameters');
    if (!Array.isArray(list)) return;
    for (const [index, element] of (list as readonly Json[]).entries()) {
      const name = member(element, 'name');
      if (member(element, 'in') !== 'path' || typeof name !== 'string' || path.includes(`{${name}}`)) continue;
      const at = { path: owner.path, pointer: `${owner.pointer}/parameters/${index}` };
      found.push({
        rule: 'unused-path-parameter',
        at,
        name: `{${name}}`,
        fixes: () => mend(spec, owner, index, missing),
      });
    }
  };
  for (const path of spec.paths) {
    const item = pathAt(spec, path);
    const own = spec.api.operations.filter(one => one.path === path && one.at.pointer.startsWith(`${item.pointer}/`));
    visit(path, item, own[0] ? undescribed(own[0]) : []);
    for (const operation of own) visit(path, operation.at, undescribed(operation));
  }
  return found;
}

/** When one name is missing, that one is meant. */
function mend(spec: Spec, owner: At, index: number, missing: readonly string[]): readonly Fix[] {
  const at = { path: owner.path, pointer: childPointer(childPointer(owner.pointer, 'parameters'), index) };
  const written = writtenAt(spec, at);
  if (!written || !isObject(written.value)) return [];
  const { document, tokens } = written;
  const [name] = missing;
  const renamed =
    name !== undefined && missing.length === 1
      ? fixOf(`Rename the parameter to ${name}`, replaceString(document, [...tokens, 'name'], name))
      : [];
  const list = [...pointerTokens(owner.pointer), 'parameters'];
  return [...renamed, ...fixOf('Remove the parameter', removeElement(document, list, index))];
}
