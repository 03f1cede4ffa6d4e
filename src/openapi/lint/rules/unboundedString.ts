import type { Shape } from '../../api.js';
import { insertMembers } from '../edits/insert.js';
import { type ApiRule, onceIfThroughout } from '../rule.js';
import { fixOf, writtenAt } from '../spec.js';
import { nameOf, requestSchemas, subjectOf } from './requestSchemas.js';

/** Formats that bound the length themselves, and those of files, whose size is another matter. */
const boundedFormats = new Set([
  'uuid',
  'date',
  'date-time',
  'time',
  'ipv4',
  'ipv6',
  'email',
  'hostname',
  'binary',
  'byte',
  'base64',
  'char',
]);

export const unboundedString: ApiRule = {
  id: 'unbounded-string',
  title: 'A string of a request body has no maxLength',
  category: 'limit',
  level: 'hint',
  check: spec => {
    const strings = requestSchemas(spec).filter(({ shape, bounded }) => !bounded && isFree(shape));
    const wrong = strings.filter(({ shape }) => shape.maxLength === undefined && !hasAnEnd(shape.pattern));
    return onceIfThroughout(
      wrong.map(({ shape }) => {
        const length = usualLength(nameOf(shape));
        const message = `${subjectOf(shape)} may be of any length. A maxLength says what is stored and shown.`;
        const written = writtenAt(spec, shape.at);
        const fixes = () =>
          written
            ? fixOf(
                `Add maxLength: ${length}`,
                insertMembers(
                  written.document,
                  written.tokens,
                  { maxLength: Math.max(length, shape.minLength ?? 0) },
                  { after: ['type', 'format', 'minLength'] },
                ),
              )
            : [];
        return { at: shape.at, part: 'key' as const, message, fixes };
      }),
      strings.length,
    );
  },
};

function isFree(shape: Shape): boolean {
  const strings = shape.types?.includes('string') && shape.types.every(type => type === 'string' || type === 'null');
  return (
    strings === true &&
    !shape.enum &&
    !shape.const &&
    !boundedFormats.has(shape.format ?? '') &&
    shape.contentEncoding === undefined
  );
}

/** A pattern from end to end in which nothing repeats without end. */
function hasAnEnd(pattern: string | undefined): boolean {
  return (
    pattern !== undefined &&
    /^\^[^|]*\$$/.test(pattern) &&
    !/[*+]|\{\d+,\}/.test(pattern.replace(/\\.|\[[^\]]*\]/g, 'x'))
  );
}

function usualLength(name: string): number {
  if (/ur[il]|link|href|redirect|callback/i.test(name)) return 2048;
  if (/description|content|body|text|message|comment|notes?|bio|summary|html|markdown/i.test(name)) return 10_000;
  return /token|jwt|certificate|key|secret|signature/i.test(name) ? 4096 : 255;
}
