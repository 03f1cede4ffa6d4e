/** Schemas that are written as a chain of calls: `z.string().min(1).optional()`. */
import type { Site, Value } from '../interpret/value.js';
import { hasName } from './named.js';

export interface Link {
  readonly name: string;
  /** Empty where it is not called, as `Joi.string` alone. */
  readonly args: readonly Value[];
  readonly called: boolean;
  readonly site: Site;
}

export interface Chain {
  /** The package that it begins with. */
  readonly package: string;
  /** From the package on: `string`, `min`, `optional`. */
  readonly links: readonly Link[];
  /** The longest beginning of it that has a name of its own, as `User` of `User.partial()`. */
  readonly start: { readonly value: Value; readonly links: number } | undefined;
}

/** Links that are followed at most. */
const longest = 500;

/** Undefined: the value is no chain that begins with a package. */
export function chainOf(value: Value): Chain | undefined {
  const links: Link[] = [];
  let start: { value: Value; after: number } | undefined;
  let at: Value = value;
  for (let depth = 0; depth < longest; depth++) {
    if (at.kind !== 'term') return undefined;
    if (at !== value && !start && hasName(at)) start = { value: at, after: links.length };
    const { is, site }: typeof at = at;
    if (is.form === 'package') {
      const before = start && { value: start.value, links: links.length - start.after };
      return { package: is.name, links: links.reverse(), start: before && before.links > 0 ? before : undefined };
    }
    if (is.form === 'typed') {
      at = is.value;
      continue;
    }
    if (is.form === 'member') {
      links.push({ name: is.name, args: [], called: false, site });
      at = is.object;
      continue;
    }
    if (is.form !== 'call' || is.callee.kind !== 'term') return undefined;
    const { is: callee }: typeof is.callee = is.callee;
    if (callee.form === 'member') {
      links.push({ name: callee.name, args: is.args, called: true, site });
      at = callee.object;
    } else if (callee.form === 'package') {
      links.push({ name: '', args: is.args, called: true, site });
      at = is.callee;
    } else return undefined;
  }
  return undefined;
}
