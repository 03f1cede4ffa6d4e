/** Schemas that are written as a chain of calls: `z.string().min(1).optional()`. */
import type { Site, Value } from '../interpret/value.js';

export interface Link {
  readonly name: string;
  /** Undefined: it is not called, as `Joi.string` alone. */
  readonly args: readonly Value[];
  readonly site: Site;
}

export interface Chain {
  /** The package that it begins with. */
  readonly package: string;
  /** From the package on: `string`, `min`, `optional`. */
  readonly links: readonly Link[];
}

/** Undefined: the value is no chain that begins with a package. */
export function chainOf(value: Value): Chain | undefined {
  const links: Link[] = [];
  let at: Value = value;
  for (let depth = 0; depth < 500; depth++) {
    if (at.kind !== 'term') return undefined;
    const { is, site }: typeof at = at;
    if (is.form === 'package') return { package: is.name, links: links.reverse() };
    if (is.form === 'typed') {
      at = is.value;
      continue;
    }
    if (is.form === 'member') {
      links.push({ name: is.name, args: [], site });
      at = is.object;
      continue;
    }
    if (is.form !== 'call' || is.callee.kind !== 'term') return undefined;
    const { is: callee }: typeof is.callee = is.callee;
    if (callee.form === 'member') {
      links.push({ name: callee.name, args: is.args, site });
      at = callee.object;
    } else if (callee.form === 'package') {
      links.push({ name: '', args: is.args, site });
      at = is.callee;
    } else return undefined;
  }
  return undefined;
}
