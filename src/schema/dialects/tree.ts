/** Looking into a parser's tree without trusting it. */
import type { Span } from '../commands.js';

export type Node = Readonly<Record<string, unknown>>;

export function nodeOf(value: unknown): Node | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Node) : undefined;
}

/** The nodes of a list; anything else is an empty one. */
export function asList(value: unknown): readonly Node[] {
  return Array.isArray(value) ? value.map(nodeOf).filter(one => one !== undefined) : [];
}

export function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** `loc` of the node, where the dialect's parser gives one; else `otherwise`. */
export function spanOf(node: Node, otherwise: Span): Span {
  const loc = nodeOf(node['loc']);
  const start = nodeOf(loc?.['start'])?.['offset'];
  const end = nodeOf(loc?.['end'])?.['offset'];
  return typeof start === 'number' && typeof end === 'number' ? { start, end } : otherwise;
}
