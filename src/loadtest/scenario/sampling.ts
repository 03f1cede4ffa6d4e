/** What the parts of the sampler share: the random stream, how much work is left, and how to go deeper. */
import type { Shape } from '../../openapi/api.js';
import type { Json } from '../../openapi/json.js';
import type { Random } from '../requests/random.js';
import { fits } from './checkShape.js';
import type { Shapes } from './shapes.js';

export interface Sampling {
  readonly shapes: Shapes;
  readonly random: Random;
  /** Examples first, and everything that is optional: the value that an author would show. */
  readonly plain: boolean;
  /** Values that may still be tried: shapes that contradict themselves in many ways come to an end. */
  readonly budget: { left: number };
  /** A value that all the shapes describe. */
  readonly sample: (all: readonly Shape[], depth: number) => Sampled;
  /** The same, but never plain: where the next value has to differ. */
  readonly sampleOther: (all: readonly Shape[], depth: number) => Sampled;
}

/** Undefined: no value was found. */
export type Sampled = { readonly value: Json } | undefined;

/** Below it only what is required is made. */
export const comfortableDepth = 4;
export const deepest = 24;

export function fitsAll(all: readonly Shape[], value: Json, shapes: Shapes): boolean {
  return all.every(shape => fits(shape, value, shapes));
}

export function smallest(values: readonly (number | undefined)[]): number {
  return Math.min(Infinity, ...values.filter(value => value !== undefined));
}

export function largest(values: readonly (number | undefined)[]): number {
  return Math.max(-Infinity, ...values.filter(value => value !== undefined));
}
