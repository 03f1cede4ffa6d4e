/** Values that a shape does not describe: a valid one with one thing wrong. Whatever turns out to be valid is left out. */
import type { Shape } from '../../openapi/api.js';
import type { Json } from '../../openapi/json.js';
import { childPointer } from '../../openapi/pointer.js';
import { isObject, setMember } from '../../openapi/values.js';
import { fits, memberShapes } from './checkShape.js';
import { type Shapes, targetOf } from './shapes.js';

export interface WrongValue {
  /** `missing`, `wrong type`, … : what is wrong. */
  readonly kind: string;
  /** Where, a JSON pointer; '' for the whole value. */
  readonly pointer: string;
  readonly value: Json;
}

/** A wrong value and what is wrong with it. */
type Change = readonly [kind: string, value: Json];

/** Deeper ones are of the same kinds. */
const deepest = 4;
const longest = 10_000;

/** More of a kind tell nothing new. */
const mostOfKind = 40;
/** Each check goes through the whole value: of a large one fewer are made. */
const mostChecks = 5000;
const fewestChecks = 300;
const charactersChecked = 30_000_000;

/** Each differs from `valid` in one place, and none fits the shape. */
export function wrongValues(shape: Shape, valid: Json, shapes: Shapes): WrongValue[] {
  const found: WrongValue[] = [];
  const seen = new Set<string>();
  const ofKind = new Map<string, number>();
  const size = JSON.stringify(valid).length;
  let left = Math.min(mostChecks, Math.max(fewestChecks, charactersChecked / size));
  visit([shape], valid, '', 0, (pointer, kind, value) => {
    const known = ofKind.get(kind) ?? 0;
    if (known >= mostOfKind || left-- <= 0) return;
    const text = `${pointer} ${JSON.stringify(value)}`;
    if (seen.has(text) || fits(shape, value, shapes)) return;
    seen.add(text);
    ofKind.set(kind, known + 1);
    found.push({ kind, pointer, value });
  });
  return found;

  function visit(
    near: readonly Shape[],
    value: Json,
    pointer: string,
    depth: number,
    found: (pointer: string, kind: string, root: Json) => void,
  ): void {
    const hints = partsOf(near, shapes);
    for (const [kind, changed] of changesOf(value, hints)) found(pointer, kind, changed);
    if (depth >= deepest) return;
    if (Array.isArray(value)) {
      const list = value as readonly Json[];
      const [first] = list;
      if (first === undefined) return;
      const inner = hints.flatMap(hint => hint.prefixItems?.[0] ?? hint.items ?? []);
      visit(inner, first, childPointer(pointer, 0), depth + 1, (at, kind, changed) =>
        found(at, kind, [changed, ...list.slice(1)]),
      );
    } else if (isObject(value)) {
      for (const [name, member] of Object.entries(value)) {
        const at = childPointer(pointer, name);
        found(at, 'missing', without(value, name));
        const inner = hints.flatMap(hint => memberShapes(hint, name));
        visit(inner, member, at, depth + 1, (place, kind, changed) =>
          found(place, kind, withMember(value, name, changed)),
        );
      }
    }
  }
}

function without(object: { readonly [key: string]: Json }, name: string): Json {
  return copyOf(Object.entries(object).filter(([each]) => each !== name));
}

function withMember(object: { readonly [key: string]: Json }, name: string, value: Json): Json {
  return copyOf([...Object.entries(object).filter(([each]) => each !== name), [name, value]]);
}

function copyOf(entries: readonly (readonly [string, Json])[]): Json {
  const copy: Record<string, Json> = {};
  for (const [name, value] of entries) setMember(copy, name, value);
  return copy;
}

/** All that may be said of a value: hints for what could be wrong, no more. */
function partsOf(near: readonly Shape[], shapes: Shapes): Shape[] {
  const parts = new Set<Shape>();
  const queue = [...near];
  for (let shape = queue.pop(); shape && parts.size < 200; shape = queue.pop()) {
    if (parts.has(shape)) continue;
    parts.add(shape);
    const target = shape.ref === undefined ? undefined : targetOf(shape.ref, shapes);
    queue.push(...(target ? [target] : []), ...(shape.allOf ?? []), ...(shape.anyOf ?? []), ...(shape.oneOf ?? []));
  }
  return [...parts];
}

function changesOf(value: Json, hints: readonly Shape[]): Change[] {
  const changes: Change[] = [];
  const wrongType: readonly Json[] = [12345, 'not what it should be', true, [], {}].filter(
    each => typeof each !== typeof value || Array.isArray(each) !== Array.isArray(value),
  );
  for (const each of wrongType) changes.push(['wrong type', each]);
  changes.push(['null', null]);
  if (hints.some(hint => hint.enum ?? hint.const))
    changes.push(['not in the list', 'no-such-value'], ['not in the list', -987654]);
  if (typeof value === 'number') changes.push(...numberChanges(value, hints));
  else if (typeof value === 'string') changes.push(...textChanges(value, hints));
  else if (Array.isArray(value)) changes.push(...listChanges(value as readonly Json[], hints));
  else if (isObject(value)) changes.push(...objectChanges(value));
  return changes;
}

function numberChanges(value: number, hints: readonly Shape[]): Change[] {
  const changes: Change[] = [];
  for (const hint of hints) {
    for (const low of [hint.minimum, hint.exclusiveMinimum]) {
      if (low !== undefined) changes.push(['too small', low], ['too small', low - 1], ['too small', low - 1e6]);
    }
    for (const high of [hint.maximum, hint.exclusiveMaximum]) {
      if (high !== undefined) changes.push(['too large', high], ['too large', high + 1], ['too large', high + 1e6]);
    }
    if (hint.format === 'int32') changes.push(['too large', 2 ** 31], ['too small', -(2 ** 31) - 1]);
    if (hint.multipleOf !== undefined) changes.push(['not a multiple', value + hint.multipleOf / 2]);
  }
  changes.push(['not whole', Math.trunc(value) + 0.5], ['wrong type', String(value)]);
  return changes.filter(([, each]) => typeof each !== 'number' || Number.isFinite(each));
}

function textChanges(value: string, hints: readonly Shape[]): Change[] {
  const changes: Change[] = [];
  for (const { minLength, maxLength, pattern, format } of hints) {
    if (minLength !== undefined && minLength > 0) {
      changes.push(['too short', value.slice(0, minLength - 1)], ['empty', '']);
    }
    if (maxLength !== undefined && maxLength < longest) {
      changes.push(['too long', value.padEnd(maxLength + 1, 'x')], ['too long', value.padEnd(longest, 'x')]);
    }
    if (pattern !== undefined) {
      for (const each of [`${value}\u0001`, '!', '', '~^', 'x'.repeat(20)]) changes.push(['not as the pattern', each]);
    }
    if (format !== undefined) {
      for (const each of ['not a valid one!', '2024-13-45', '']) changes.push([`no ${format}`, each]);
    }
  }
  return changes;
}

function listChanges(list: readonly Json[], hints: readonly Shape[]): Change[] {
  const changes: Change[] = [];
  const [first] = list;
  for (const { minItems, maxItems, uniqueItems } of hints) {
    if (minItems !== undefined && minItems > 0) changes.push(['too few', list.slice(0, minItems - 1)]);
    if (first === undefined) continue;
    if (maxItems !== undefined && maxItems < longest) {
      changes.push(['too many', [...list, ...Array<Json>(maxItems + 1).fill(first)].slice(0, maxItems + 1)]);
    }
    if (uniqueItems) changes.push(['twice the same', [...list, first]]);
  }
  return changes;
}

function objectChanges(object: { readonly [key: string]: Json }): Change[] {
  return [
    ['unexpected property', withMember(object, 'unexpectedProperty', 'x')],
    ['__proto__', withMember(object, '__proto__', { polluted: true })],
    ['constructor', withMember(object, 'constructor', { prototype: { polluted: true } })],
  ];
}
