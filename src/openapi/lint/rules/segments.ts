/** Paths taken apart. */
import type { Spec } from '../spec.js';
import { fact } from '../spec.js';

/** `/users/{id}/` → `['users', '{id}']`. What follows a `#` or `?` is not routed. */
export function segmentsOf(path: string): readonly string[] {
  return path
    .replace(/[?#].*$/s, '')
    .split('/')
    .filter(segment => segment !== '');
}

/** It is one parameter and nothing else. */
export function isParameter(segment: string): boolean {
  return /^\{[^{}]*\}$/.test(segment);
}

/** `users:batchGet` → `users`: what follows the colon names an action (https://google.aip.dev/136). */
export function literalOf(segment: string): string {
  return segment.replace(/\{[^{}]*\}/g, '').replace(/:.*$/s, '');
}

/** `getUser-by_name` → `['get', 'User', 'by', 'name']` */
export function wordsOf(literal: string): readonly string[] {
  return literal.split(/[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/).filter(word => word !== '');
}

export interface Segment {
  readonly literal: string;
  readonly words: readonly string[];
  /** The first path that has it, and how many there are. */
  readonly path: string;
  count: number;
}

/** Every literal segment of the API once, in file order. */
export function distinctSegments(spec: Spec): readonly Segment[] {
  return fact(spec, 'distinct segments', () => {
    const found = new Map<string, Segment>();
    for (const path of spec.paths) {
      for (const segment of new Set(segmentsOf(path))) {
        const literal = literalOf(segment);
        const known = found.get(literal);
        if (known) known.count++;
        else if (literal !== '') found.set(literal, { literal, words: wordsOf(literal), path, count: 1 });
      }
    }
    return [...found.values()];
  });
}

/** ` (and 3 more paths)` */
export function andMore({ count }: Segment): string {
  return count === 1 ? '' : ` (and ${count - 1} more path${count === 2 ? '' : 's'})`;
}
