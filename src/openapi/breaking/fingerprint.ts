/** A number for what a schema accepts, to find the same alternative on the other side. Equal schemas have equal ones; references are followed some levels deep. */
import type { Shape } from '../api.js';
import { canonical } from './canonical.js';
import { type Facet, facetsOf } from './facets.js';
import { formatsOf } from './formats.js';
import { limitsOf } from './limits.js';
import { objectView } from './objectView.js';
import { type Conjunction, keyOf, meant, type Side } from './side.js';

/** Numbers by text, for both sides of a comparison together. */
export type Fingerprints = Map<string, number>;

export function fingerprint(known: Fingerprints, side: Side, all: Conjunction, depth: number): number {
  if (depth === 0) return 0;
  const shapes = meant(side, all).all;
  const key = `fingerprint ${depth} ${keyOf(side, shapes)}`;
  const before = side.memo.get(key) as number | undefined;
  if (before !== undefined) return before;
  const facets = facetsOf(side, shapes);
  const parts = [...facets.byKind.values()].flatMap(list =>
    list.map(facet => facetPrint(known, side, facet, depth)).sort((a, b) => a - b),
  );
  const number = numberOf(known, `${facets.unknown} ${parts.join(' ')}`);
  side.memo.set(key, number);
  return number;
}

export function facetPrint(known: Fingerprints, side: Side, facet: Facet, depth: number): number {
  const inner = (all: Conjunction) => fingerprint(known, side, all, depth - 1);
  const { kind, members, values, isInteger, tag } = facet;
  const parts: unknown[] = [kind, isInteger, values ? [...values.keys()].sort() : '', limitsOf(facet)];
  if (kind === 'string' || kind === 'number') parts.push(formatsOf(facet), patternsOf(members));
  if (kind === 'array') {
    const first = members.flatMap(({ prefixItems }) => prefixItems ?? []).map(shape => inner([shape]));
    parts.push(inner(members.flatMap(({ items }) => items ?? [])), first);
  }
  if (kind === 'object') {
    const view = objectView(facet);
    const names = [...view.properties.keys()].sort();
    parts.push(
      names.map(name => [name, inner(view.properties.get(name)!)]),
      [...view.required].sort(),
      view.isClosed,
      inner(view.rest),
      [...view.patterns].map(([pattern, all]) => [pattern, inner(all)]).sort(),
      tag?.property,
      tag?.values,
    );
  }
  parts.push(conditionsOf(known, side, members, kind, depth));
  return numberOf(known, JSON.stringify(parts));
}

export function patternsOf(members: readonly Shape[]): readonly string[] {
  return [...new Set(members.flatMap(({ pattern }) => pattern ?? []))].sort();
}

const conditionKeys = {
  null: [],
  boolean: [],
  number: [],
  string: [],
  array: ['contains', 'minContains', 'maxContains', 'unevaluatedItems'],
  object: ['propertyNames', 'dependentRequired', 'dependentSchemas'],
} as const satisfies Record<Facet['kind'], readonly (keyof Shape)[]>;

/** What cannot be compared part by part, as texts: the keyword, then what it says. */
export function conditionsOf(
  known: Fingerprints,
  side: Side,
  members: readonly Shape[],
  kind: Facet['kind'],
  depth: number,
): readonly string[] {
  const inner = (shape: Shape) => fingerprint(known, side, [shape], Math.max(depth - 1, 0));
  const say = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(say);
    if (typeof value !== 'object' || value === null) return value;
    if ('at' in value) return inner(value as Shape);
    return Object.entries(value).map(([key, one]) => [key, say(one)]);
  };
  const found = members.flatMap(member => {
    const alone = [...conditionKeys[kind], 'not' as const].flatMap(key =>
      member[key] === undefined ? [] : [`${key} ${canonical(say(member[key]) as never)}`],
    );
    const { if: condition, then: yes, else: no } = member;
    return condition ? [...alone, `if ${inner(condition)} ${yes ? inner(yes) : ''} ${no ? inner(no) : ''}`] : alone;
  });
  return [...new Set(found)].sort();
}

function numberOf(known: Fingerprints, text: string): number {
  const number = known.get(text) ?? known.size + 1;
  known.set(text, number);
  return number;
}
