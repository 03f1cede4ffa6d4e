import { isDeepStrictEqual } from 'node:util';
import type { Kind, ObjectOf, Written } from '../../inventory.js';
import type { Behaviour } from '../behaviour.js';

type WrittenKind = { [K in Kind]: ObjectOf<K>['is'] extends Written ? K : never }[Kind];

/** What is said of a kind apart from its statements. */
export type Facts<K extends Kind> = Pick<
  Behaviour<K>,
  'word' | 'hasOwner' | 'grantWord' | 'rank' | 'reference' | 'names'
>;

/** Kinds of which the CREATE statement is all there is: what differs is dropped and made again. */
export function writtenBehaviour<K extends WrittenKind>(facts: Facts<K> & { readonly word: string }): Behaviour<K> {
  return {
    ...facts,
    create: ({ is }) => [{ sql: is.create }],
    drop: object => [{ sql: `DROP ${facts.word} ${facts.reference?.(object) ?? object.address}` }],
    alter: (from, to) => (isDeepStrictEqual(from.is, to.is) ? { statements: [] } : 'replace'),
  };
}
