/** All schemas that a request's body is checked against. */
import type { Shape } from '../../api.js';
import { fact, type Spec } from '../spec.js';

export interface RequestSchema {
  readonly shape: Shape;
  /** A schema that holds together with this one says how long the value may be. */
  readonly bounded: boolean;
}

export function requestSchemas(spec: Spec): readonly RequestSchema[] {
  return fact(spec, 'request schemas', () => {
    const found: RequestSchema[] = [];
    const seen = new Set<string>();
    const waiting: { shape: Shape | undefined; bounded: boolean }[] = [];
    for (const { body } of spec.api.operations) {
      // Text, XML and files are not checked by a schema.
      for (const { type, shape } of body?.media ?? []) {
        if (/json|x-www-form-urlencoded|multipart/i.test(type)) waiting.push({ shape, bounded: false });
      }
    }
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const { shape, bounded } = next;
      const key = shape && `${shape.at.path}#${shape.at.pointer}`;
      if (!shape || key === undefined || seen.has(key) || shape.readOnly) continue;
      seen.add(key);
      found.push({ shape, bounded });
      const holdsBounds = bounded || isBounded(shape) || (shape.allOf ?? []).some(isBounded);
      const same = [...(shape.allOf ?? []), ...(shape.anyOf ?? []), ...(shape.oneOf ?? [])];
      for (const one of same) waiting.push({ shape: one, bounded: holdsBounds });
      if (shape.ref !== undefined) waiting.push({ shape: spec.shapes.get(shape.ref)?.shape, bounded: holdsBounds });
      const inner = [
        ...(shape.properties ?? []).map(one => one.shape),
        ...(shape.patternProperties ?? []).map(one => one.shape),
        ...(shape.prefixItems ?? []),
      ];
      for (const one of [...inner, shape.items, shape.additionalProperties])
        waiting.push({ shape: one, bounded: false });
    }
    return found;
  });
}

function isBounded(shape: Shape): boolean {
  return (
    shape.maxLength !== undefined ||
    shape.maxItems !== undefined ||
    shape.enum !== undefined ||
    shape.const !== undefined
  );
}

/** What a schema is called by where it stands: the property's name, or what holds it. */
export function nameOf({ at }: Shape): string {
  const tokens = at.pointer.split('/').slice(1);
  const named = tokens.findLast((token, index) => {
    return (
      !/^(?:items|allOf|anyOf|oneOf|\d+|schema|properties|additionalProperties)$/.test(token) ||
      tokens[index - 1] === 'properties'
    );
  });
  const name = (named ?? '').replaceAll('~1', '/').replaceAll('~0', '~');
  return name === '' || /[/]/.test(name) ? 'The value' : JSON.stringify(name);
}

/** As `nameOf`, told from what surrounds it: an element is not the list, nor a value the map. */
export function subjectOf(shape: Shape): string {
  const name = nameOf(shape);
  const [before, last] = shape.at.pointer.split('/').slice(-2);
  if (name === 'The value' || before === 'properties') return name;
  if (last === 'items') return `An element of ${name}`;
  return last === 'additionalProperties' ? `A value of ${name}` : name;
}
