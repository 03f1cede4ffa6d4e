/**
 * What a schema accepts, by JSON type. Keywords of JSON Schema speak of one type each, so that two descriptions of the same values
 * become the same facets, whether they say `nullable`, `type: [string, "null"]` or `anyOf`.
 */
import type { Shape } from '../api.js';
import type { Json } from '../json.js';
import { type Branch, branchesOf, type Tag } from './branches.js';
import { canonical } from './canonical.js';
import { type Conjunction, remembered, type Side } from './side.js';

/** integer is a number here. */
export type Kind = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';

export const kinds: readonly Kind[] = ['null', 'boolean', 'number', 'string', 'array', 'object'];

export interface Facet {
  readonly kind: Kind;
  /** The schemas that say something about values of this kind. */
  readonly members: readonly Shape[];
  /** Only these, by what they are written as. */
  readonly values?: ReadonlyMap<string, Json>;
  readonly isInteger: boolean;
  readonly names: readonly string[];
  readonly tag?: Tag;
}

export interface Facets {
  readonly byKind: ReadonlyMap<Kind, readonly Facet[]>;
  readonly unknown: boolean;
  /** It is not known because there are too many alternatives. */
  readonly tooMany?: true;
}

const forAll = ['not', 'if', 'then', 'else'] as const;

const relevant: Readonly<Record<Kind, ReadonlySet<string>>> = {
  null: new Set(forAll),
  boolean: new Set(forAll),
  number: new Set([
    ...forAll,
    ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'format'],
  ]),
  string: new Set([
    ...forAll,
    ...['minLength', 'maxLength', 'pattern', 'format', 'contentEncoding', 'contentMediaType'],
  ]),
  array: new Set([
    ...forAll,
    ...['items', 'prefixItems', 'contains', 'minContains', 'maxContains', 'minItems', 'maxItems', 'uniqueItems'],
    'unevaluatedItems',
  ]),
  object: new Set([
    ...forAll,
    ...['properties', 'required', 'additionalProperties', 'patternProperties', 'propertyNames', 'minProperties'],
    ...['maxProperties', 'dependentRequired', 'dependentSchemas', 'unevaluatedProperties'],
  ]),
};

export function facetsOf(side: Side, all: Conjunction): Facets {
  return remembered(side, 'facets', all, () => {
    const { all: branches, ...rest } = branchesOf(side, all);
    const byKind = new Map<Kind, readonly Facet[]>();
    for (const kind of kinds) {
      const found = branches.map(branch => facetOf(branch, kind)).filter(facet => facet !== undefined);
      if (found.length > 0) byKind.set(kind, joined(found));
    }
    return { byKind, ...rest };
  });
}

/** Whether it accepts every value of its kind. */
export function isOpen(facet: Facet): boolean {
  return facet.members.length === 0 && !facet.values && !facet.isInteger;
}

function facetOf({ members, names, tag }: Branch, kind: Kind): Facet | undefined {
  let isInteger = false;
  let values: Map<string, Json> | undefined;
  for (const { types, enum: listed, const: constant } of members) {
    if (types) {
      const isNumber = types.includes('number');
      if (kind === 'number' ? !isNumber && !types.includes('integer') : !types.includes(kind)) return undefined;
      if (kind === 'number' && !isNumber) isInteger = true;
    }
    for (const list of [listed, constant && [constant.value]]) {
      if (!list) continue;
      const own = new Map(list.filter(value => kindOf(value) === kind).map(value => [canonical(value), value]));
      values = values ? new Map([...values].filter(([text]) => own.has(text))) : own;
    }
  }
  if (values && isInteger) values = new Map([...values].filter(([, value]) => Number.isInteger(value)));
  if (values?.size === 0) return undefined;
  const isWhole = kind === 'null' || (kind === 'boolean' && values?.size === 2);
  return {
    kind,
    members: members.filter(member => Object.keys(member).some(key => relevant[kind].has(key))),
    ...(values && !isWhole && { values }),
    // Of listed values it says nothing more.
    isInteger: isInteger && !values,
    names,
    ...(tag && { tag }),
  };
}

function kindOf(value: Json): Kind {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  const type = typeof value;
  return type === 'object' ? 'object' : (type as 'boolean' | 'number' | 'string');
}

/** One that accepts everything makes the others pointless; lists of values are one list; what is said twice counts once. */
function joined(facets: readonly Facet[]): readonly Facet[] {
  const open = facets.find(facet => isOpen(facet) && !facet.tag);
  if (open) return [open];
  const lists = facets.filter(({ values, members }) => values && members.length === 0);
  const rest = facets.filter(facet => !lists.includes(facet));
  const [first] = lists;
  const one = first && {
    ...first,
    values: new Map(lists.flatMap(({ values }) => [...(values ?? [])])),
    names: lists.length === 1 ? first.names : [],
  };
  const all = one?.kind === 'boolean' && one.values.size === 2 ? [without(one)] : one ? [one, ...rest] : rest;
  const seen: Facet[] = [];
  for (const facet of all) if (!seen.some(other => isSame(other, facet))) seen.push(facet);
  return seen;
}

function without({ values: _, ...facet }: Facet): Facet {
  return facet;
}

function isSame(left: Facet, right: Facet): boolean {
  return (
    left.isInteger === right.isInteger &&
    left.values === right.values &&
    left.tag === right.tag &&
    left.members.length === right.members.length &&
    left.members.every((member, at) => member === right.members[at])
  );
}
