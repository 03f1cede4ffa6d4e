import type { Shape } from './api.js';
import { child, type Reading, report } from './reading.js';
import type { Draft } from './readShape.js';
import type { Node } from './resolve.js';
import { member } from './values.js';

/**
 * `nullable` (3.0) and `x-nullable` (2.0) become a type and an enum entry. Strictly, `nullable` says nothing without a
 * `type` beside it (3.0.4 §4.7.24); authors who write it over an allOf mean "or null", and that is how it is read.
 */
export function readNullable(reading: Reading, node: Node, draft: Draft): Shape {
  const extension = reading.dialect === '2.0' && member(node.value, 'nullable') === undefined;
  const keyword = extension ? 'x-nullable' : 'nullable';
  const nullable = child(node, keyword);
  if (!nullable || nullable.value === false) return draft;
  if (nullable.value !== true) {
    report(reading, 'error', 'invalid-value', nullable, `"${keyword}" must be true or false; it is left out.`);
    return draft;
  }
  if (keyword === 'nullable' && reading.dialect !== '3.0') {
    const instead = reading.dialect === '2.0' ? 'x-nullable: true' : 'type: [string, "null"]';
    const message = `"nullable" is of OpenAPI 3.0 only; it is read as "or null". Write \`${instead}\` in ${reading.dialect}.`;
    report(reading, 'warning', 'unsupported-nullable', nullable, message);
  }
  if (draft.enum && !draft.enum.includes(null)) draft.enum = [...draft.enum, null];
  if (draft.types) {
    if (!draft.types.includes('null')) draft.types = [...draft.types, 'null'];
    return draft.allOf || draft.anyOf || draft.oneOf || draft.not || draft.const || draft.if
      ? orNull(reading, draft)
      : draft;
  }
  const constrained = Object.keys(draft).some(key => !annotations.has(key) && key !== 'enum');
  return constrained ? orNull(reading, draft) : draft;
}

/** Keywords that describe a value and forbid none. */
export const annotations: ReadonlySet<string> = new Set([
  'at',
  'title',
  'description',
  'deprecated',
  'readOnly',
  'writeOnly',
  'default',
  'examples',
]);

/** `anyOf: [null, the rest]`, with what only describes outside. The rest stays the same object: others hold on to it. */
function orNull(reading: Reading, draft: Draft): Shape {
  const outer: Record<string, unknown> = { at: draft.at };
  const inner = draft as Record<string, unknown>;
  for (const key of Object.keys(inner)) {
    if (key === 'at' || !annotations.has(key)) continue;
    outer[key] = inner[key];
    delete inner[key];
  }
  outer.anyOf = [{ at: draft.at, types: ['null'] }, draft];
  const shape = outer as unknown as Shape;
  if (reading.broken.has(draft)) reading.broken.add(shape);
  return shape;
}
