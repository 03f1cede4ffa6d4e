import type { Shape } from '../../openapi/api.js';
import { propertyIn, type ShapeScope, target } from './shapeIndex.js';

export interface TaggedMembers {
  readonly keyword: 'oneOf' | 'anyOf';
  readonly property: string;
  /** The property's value, and the member that it stands for. */
  readonly members: readonly (readonly [string, Shape])[];
  /** The member for all other values. */
  readonly fallback?: Shape;
}

/**
 * The members of a oneOf or anyOf by the values of the discriminator's property. A member's own `const` or `enum` counts,
 * then its `mapping`, then its name (https://spec.openapis.org/oas/v3.1.1.html#discriminator-object). Undefined when the
 * shape has no discriminator, or when one value stands for two members: then every member has to be tried.
 */
export function taggedMembers(shape: Shape, scope: ShapeScope): TaggedMembers | undefined {
  const { discriminator } = shape;
  const keyword = shape.oneOf !== undefined ? 'oneOf' : 'anyOf';
  const choice = shape[keyword];
  if (discriminator === undefined || choice === undefined) return undefined;
  const members = new Map<string, Shape>();
  for (const member of choice) {
    const tags = tagsOf(member, shape, scope);
    if (tags.length === 0 || tags.some(tag => members.has(tag))) return undefined;
    for (const tag of tags) members.set(tag, member);
  }
  const fallback = choice.find(({ ref }) => ref !== undefined && ref === discriminator.fallback);
  return { keyword, property: discriminator.property, members: [...members], ...(fallback && { fallback }) };
}

/** The discriminator's values that stand for one member. */
export function tagsOf(member: Shape, shape: Shape, scope: ShapeScope): string[] {
  const discriminator = shape.discriminator!;
  const mapped = discriminator.mapping.filter(entry => entry.shape === member.ref).map(entry => entry.value);
  const own = ownTags(member, discriminator.property, scope);
  if (own !== undefined) return own;
  if (mapped.length > 0) return mapped;
  const name = member.ref === undefined ? undefined : scope.shapes.get(member.ref)?.name;
  return name === undefined ? [] : [name];
}

/** The values that a member's own schema allows for the property; undefined when it allows any text. */
export function ownTags(member: Shape, property: string, scope: ShapeScope): string[] | undefined {
  const declared = propertyIn(scope, member, property);
  if (declared === undefined) return undefined;
  const { const: fixed, enum: listed } = target(scope, declared);
  const values = fixed === undefined ? listed : [fixed.value];
  return values?.filter(value => typeof value === 'string');
}
