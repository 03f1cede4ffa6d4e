/** What an object's schemas say together: its properties, and what all others must be. */
import type { Shape } from '../api.js';
import type { Facet } from './facets.js';
import type { Conjunction } from './side.js';

export interface ObjectView {
  /** Those that are named. */
  readonly properties: ReadonlyMap<string, Conjunction>;
  readonly required: ReadonlySet<string>;
  /** Of properties that nobody names. */
  readonly rest: Conjunction;
  /** No other properties. */
  readonly isClosed: boolean;
  readonly patterns: ReadonlyMap<string, Conjunction>;
}

const views = new WeakMap<Facet, ObjectView>();

export function objectView(facet: Facet): ObjectView {
  const known = views.get(facet);
  if (known) return known;
  const view = readView(facet.members);
  views.set(facet, view);
  return view;
}

function readView(members: readonly Shape[]): ObjectView {
  const [only] = members;
  const rests = members.map(({ additionalProperties, unevaluatedProperties }) => ({
    own: additionalProperties,
    // Beside others it speaks of what none of them names, which is what `rest` is.
    left: unevaluatedProperties,
  }));
  const names = new Set(members.flatMap(({ properties }) => properties?.map(({ name }) => name) ?? []));
  const properties = new Map<string, Shape[]>();
  if (members.length === 1 && only && !only.patternProperties)
    for (const { name, shape } of only.properties ?? []) properties.set(name, [shape]);
  else {
    const named = members.map(namesOf);
    for (const name of names) properties.set(name, membersNamed(members, named, name));
  }
  const rest = rests.flatMap(({ own, left }) => [own, left]).filter(shape => shape !== undefined);
  const patterns = new Map<string, Shape[]>();
  for (const { pattern, shape } of members.flatMap(({ patternProperties }) => patternProperties ?? []))
    patterns.set(pattern, [...(patterns.get(pattern) ?? []), shape]);
  return {
    properties,
    required: new Set(members.flatMap(({ required }) => required ?? [])),
    rest: rest.filter(saysSomething),
    isClosed: rest.some(({ always }) => always === false),
    patterns,
  };
}

function namesOf({ properties = [] }: Shape): ReadonlyMap<string, Shape> {
  return new Map(properties.map(({ name, shape }) => [name, shape]));
}

/** What each of the schemas has for one name. */
function membersNamed(members: readonly Shape[], named: readonly ReadonlyMap<string, Shape>[], name: string): Shape[] {
  return members.flatMap(({ patternProperties, additionalProperties }, at) => {
    const own = named[at]?.get(name) ?? [];
    const matching = patternProperties?.filter(({ pattern }) => matches(pattern, name)).map(({ shape }) => shape) ?? [];
    const found = [own, matching].flat();
    if (found.length > 0) return found;
    return additionalProperties && saysSomething(additionalProperties) ? [additionalProperties] : [];
  });
}

function saysSomething(shape: Shape): boolean {
  return shape.always !== true && Object.keys(shape).some(key => key !== 'at');
}

/** Only literal beginnings and ends are tried: a pattern of somebody else's could run for ever. */
function matches(pattern: string, name: string): boolean {
  const [, start, text = '', end] = /^(\^?)([\w -]*)(\$?)$/.exec(pattern) ?? [];
  if (start === undefined) return pattern === '.*' || pattern === '^.*$' || pattern === '.+' || pattern === '^.+$';
  if (start && end) return name === text;
  return start ? name.startsWith(text) : end ? name.endsWith(text) : name.includes(text);
}
