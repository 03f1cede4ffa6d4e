import type { Fix } from '../../../text/finding.js';
import type { Parameter } from '../../api.js';
import { insertMembers } from '../edits/insert.js';
import { type ApiRule, onceIfThroughout, type Violation } from '../rule.js';
import { fixOf, resolved, type Spec, writtenAt } from '../spec.js';
import { isPageSize, pagedOperations } from './lists.js';

export const unlimitedPageSize: ApiRule = {
  id: 'unlimited-page-size',
  title: 'A limit has no maximum',
  category: 'limit',
  level: 'info',
  check: spec => {
    const parameters = new Map<string, Parameter>();
    for (const { parameters: own } of pagedOperations(spec)) {
      for (const one of own) if (isPageSize(one)) parameters.set(`${one.at.path}#${one.at.pointer}`, one);
    }
    const wrong = [...parameters.values()].flatMap((parameter): Violation[] => {
      const shape = resolved(spec, parameter.shape);
      const isNumber = shape?.types?.every(type => type === 'integer' || type === 'number' || type === 'null');
      if (
        !shape ||
        !isNumber ||
        shape.maximum !== undefined ||
        shape.exclusiveMaximum !== undefined ||
        shape.enum ||
        shape.const
      )
        return [];
      const message = `A client may ask for ${parameter.name}=1000000000: give it a maximum, 100 say.`;
      return [{ at: parameter.at, message, fixes: () => addMaximum(spec, parameter) }];
    });
    return onceIfThroughout(wrong, parameters.size);
  },
};

function addMaximum(spec: Spec, { shape }: Parameter): readonly Fix[] {
  const written = shape.ref === undefined ? writtenAt(spec, shape.at) : undefined;
  if (!written) return [];
  const usual = typeof shape.default?.value === 'number' ? shape.default.value : 20;
  const maximum = Math.max(100, usual, shape.minimum ?? 0);
  const members = {
    ...(shape.minimum === undefined && shape.exclusiveMinimum === undefined && usual >= 1 && { minimum: 1 }),
    maximum,
    ...(!shape.default && (shape.minimum ?? 1) <= 20 && { default: 20 }),
  };
  return fixOf(
    `Add maximum: ${maximum}`,
    insertMembers(written.document, written.tokens, members, { after: ['type', 'format', 'minimum'] }),
  );
}
