/** A schema as a list of alternatives, none of which has alternatives of its own. */
import type { NamedShape, Shape } from '../api.js';
import { annotations } from '../nullable.js';
import { type Conjunction, remembered, type Side } from './side.js';

/** What a discriminator says of an alternative: the property, and the values that choose it. */
export interface Tag {
  readonly property: string;
  readonly values: readonly string[];
}

/** One way in which a value can be right: all its schemas hold. Their allOf, anyOf, oneOf and ref are already followed. */
export interface Branch {
  readonly members: readonly Shape[];
  /** Components on the way, the outermost first. */
  readonly names: readonly string[];
  readonly tag?: Tag;
}

export interface Branches {
  readonly all: readonly Branch[];
  /** Nobody can say what it accepts: a reference leads nowhere, or there are too many combinations. */
  readonly unknown: boolean;
  /** It is not known because there are too many. */
  readonly tooMany?: true;
}

/** More than unions of real descriptions have; oneOf within allOf within oneOf multiplies. */
export const mostBranches = 400;

/** In-place references that follow each other; more is no description that somebody wrote, and would fill the stack. */
const deepest = 300;

const anything: Branches = { all: [{ members: [], names: [] }], unknown: false };

export function branchesOf(side: Side, all: Conjunction): Branches {
  return remembered(side, 'branches', all, () => together(all.map(shape => branchesOfOne(side, shape, 0))));
}

function branchesOfOne(side: Side, shape: Shape, depth: number): Branches {
  if (depth > deepest) return { ...anything, unknown: true };
  return remembered(side, 'branches of', [shape], () => {
    if (shape.always === true) return anything;
    if (shape.always === false) return { all: [], unknown: false };
    const named = shape.ref === undefined ? undefined : side.shapes.get(shape.ref);
    const target = named && branchesOfNamed(side, named, depth + 1);
    if (target && Object.keys(shape).every(key => key === 'ref' || annotations.has(key))) return target;
    const own = { all: [{ members: [shape], names: [] }], unknown: isUnread(side, shape) };
    const parts: Branches[] = target ? [own, target] : [own];
    parts.push(...(shape.allOf ?? []).map(part => branchesOfOne(side, part, depth + 1)));
    if (shape.anyOf) parts.push(union(side, shape, shape.anyOf, depth));
    if (shape.oneOf) parts.push(union(side, shape, shape.oneOf, depth));
    return together(parts);
  });
}

/** The same for all that refer to it. */
function branchesOfNamed(side: Side, { name, shape }: NamedShape, depth: number): Branches {
  const found = branchesOfOne(side, shape, depth);
  return remembered(side, 'branches of the component', [shape], () => ({
    ...found,
    all: found.all.map(branch => ({ ...branch, names: [name, ...branch.names] })),
  }));
}

function isUnread(side: Side, shape: Shape): boolean {
  return Object.keys(shape).every(key => annotations.has(key)) && side.isUnread(shape);
}

function union(side: Side, owner: Shape, shapes: readonly Shape[], depth: number): Branches {
  const parts = shapes.map(shape => {
    const { all, ...rest } = branchesOfOne(side, shape, depth + 1);
    const tag = tagOf(side, owner, shape);
    return { all: tag ? all.map(branch => ({ ...branch, tag: branch.tag ?? tag })) : all, ...rest };
  });
  const all = parts.flatMap(part => part.all);
  const tooMany = all.length > mostBranches;
  return {
    all: tooMany ? all.slice(0, 1) : all,
    unknown: tooMany || parts.some(({ unknown }) => unknown),
    ...((tooMany || parts.some(part => part.tooMany)) && { tooMany: true as const }),
  };
}

/** Without a mapping the component's name is the value (OpenAPI 3.1.1 §4.8.25). */
function tagOf(side: Side, { discriminator }: Shape, { ref }: Shape): Tag | undefined {
  if (!discriminator || ref === undefined) return undefined;
  const mapped = discriminator.mapping.filter(({ shape }) => shape === ref).map(({ value }) => value);
  const implied = side.shapes.get(ref)?.name;
  return {
    property: discriminator.property,
    values: mapped.length > 0 ? mapped.sort() : implied === undefined ? [] : [implied],
  };
}

/** Every combination of one branch of each; what is said twice is said once. */
function together(given: readonly Branches[]): Branches {
  const parts = [...new Set(given)];
  let all: readonly Branch[] = anything.all;
  let unknown = false;
  let tooMany = false;
  for (const part of parts) {
    unknown ||= part.unknown;
    tooMany ||= part.tooMany ?? false;
    if (all.length * part.all.length > mostBranches) return { all: all.slice(0, 1), unknown: true, tooMany: true };
    all = all.flatMap(left =>
      part.all.map(right => {
        const tag = left.tag ?? right.tag;
        return {
          members: right.members.length === 0 ? left.members : [...left.members, ...right.members],
          names: right.names.length === 0 ? left.names : [...left.names, ...right.names],
          ...(tag && { tag }),
        };
      }),
    );
  }
  return { all, unknown, ...(tooMany && { tooMany: true as const }) };
}
