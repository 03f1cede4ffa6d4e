/** One of the two versions that are compared. */

import type { Api, NamedShape, Shape, ShapeId } from '../api.js';
import { annotations } from '../nullable.js';

export interface Side {
  readonly api: Api;
  readonly shapes: ReadonlyMap<ShapeId, NamedShape>;
  /** A shape whose `$ref` leads nowhere: nobody knows what it accepts. */
  readonly isUnread: (shape: Shape) => boolean;
  /** What was found out about schemas, by `keyOf`. */
  readonly memo: Map<string, unknown>;
  readonly numbers: Map<Shape, number>;
}

/** Schemas that all hold together for one value; none: any value. */
export type Conjunction = readonly Shape[];

export function sideOf(api: Api, isUnread: (shape: Shape) => boolean): Side {
  return {
    api,
    shapes: new Map(api.shapes.map(shape => [shape.id, shape])),
    isUnread,
    memo: new Map(),
    numbers: new Map(),
  };
}

/** The same for the same schemas, in whatever order. */
export function keyOf(side: Side, all: Conjunction): string {
  const numbers = all.map(shape => {
    const known = side.numbers.get(shape) ?? side.numbers.size;
    side.numbers.set(shape, known);
    return known;
  });
  return numbers.length < 2 ? String(numbers[0] ?? '') : [...new Set(numbers)].sort((a, b) => a - b).join('&');
}

export function remembered<T>(side: Side, what: string, all: Conjunction, find: () => T): T {
  const key = `${what} ${keyOf(side, all)}`;
  if (side.memo.has(key)) return side.memo.get(key) as T;
  const found = find();
  side.memo.set(key, found);
  return found;
}

/** Behind references, and behind an allOf, anyOf or oneOf of one schema: what says something by itself, and its name. */
export function meant(side: Side, all: Conjunction): { readonly all: Conjunction; readonly name?: string } {
  let name: string | undefined;
  let [shape, ...others] = all;
  for (let hops = 0; shape && others.length === 0 && hops < 100; hops++) {
    const keys = Object.keys(shape).filter(key => !annotations.has(key));
    if (keys.length !== 1) break;
    const named = shape.ref === undefined ? undefined : side.shapes.get(shape.ref);
    const only = shape.allOf ?? shape.anyOf ?? shape.oneOf;
    if (named) {
      name = named.name;
      shape = named.shape;
    } else if (only?.length === 1) shape = only[0]!;
    else if (shape.allOf) [shape, ...others] = shape.allOf as [Shape, ...Shape[]];
    else break;
  }
  return { all: shape ? [shape, ...others] : [], ...(name !== undefined && { name }) };
}

/** What is said about a value rather than of which it must be. */
export interface Notes {
  readonly readOnly: boolean;
  readonly writeOnly: boolean;
  readonly deprecated: boolean;
  readonly default?: Shape['default'];
}

/** Of the schemas and all that they refer to or put together with allOf. */
export function notesOf(side: Side, all: Conjunction): Notes {
  return remembered(side, 'notes', all, () => {
    const notes = { readOnly: false, writeOnly: false, deprecated: false } as {
      -readonly [K in keyof Notes]: Notes[K];
    };
    const seen = new Set<Shape>();
    const waiting = [...all].reverse();
    for (let shape = waiting.pop(); shape; shape = waiting.pop()) {
      if (seen.has(shape)) continue;
      seen.add(shape);
      notes.readOnly ||= shape.readOnly ?? false;
      notes.writeOnly ||= shape.writeOnly ?? false;
      notes.deprecated ||= shape.deprecated ?? false;
      if (shape.default && !notes.default) notes.default = shape.default;
      const named = shape.ref === undefined ? undefined : side.shapes.get(shape.ref);
      waiting.push(...(shape.allOf ?? []).toReversed());
      if (named) waiting.push(named.shape);
    }
    return notes;
  });
}
