import type { Place } from '../../app/readApp.js';
import type { Range } from '../../text/finding.js';
import type { Comparison } from './appCalls.js';
import { movedRange, type TextMove } from './movedRange.js';

/** A comparison whose links stand where they stand after a file was typed into. Problems are moved by VS Code. */
export function movedLinks(comparison: Comparison, file: string, changes: readonly TextMove[]): Comparison {
  const range = <R extends Range | undefined>(at: R): R =>
    at && (changes.reduce((moved: Range, change) => movedRange(moved, change), at) as R);
  const place = <P extends Place | undefined>(at: P): P =>
    at?.path === file ? ({ ...at, range: range(at.range) } as P) : at;
  const links = comparison.links.map(link => ({
    ...link,
    described: place(link.described),
    route: place(link.route),
    handler: place(link.handler),
    ...(link.described.path === file && { named: range(link.named) }),
    ...(link.route.path === file && { literal: range(link.literal) }),
  }));
  return { ...comparison, links };
}
