import type { ObjectOf } from '../../inventory.js';
import { quoteLiteral, quoteName } from '../../print.js';
import type { Behaviour, Change } from '../behaviour.js';
import type { Statement } from '../statement.js';
import { missed } from './missed.js';

export const enumBehaviour: Behaviour<'enum'> = {
  word: 'TYPE',
  hasOwner: true,
  grantWord: 'TYPE',
  rank: 30,
  names: ({ address }) => [`type ${address}`],
  create: ({ address, is: { values } }) => {
    const list = values.map(value => `\n  ${quoteLiteral(value)}`).join(',');
    return [{ sql: `CREATE TYPE ${address} AS ENUM (${list}${list && '\n'})` }];
  },
  drop: (type, context) => [{ sql: `DROP TYPE ${type.address}`, hazards: missed(type, context) }],
  alter: addValues,
  rename: (from, to) => [{ sql: `ALTER TYPE ${from.address} RENAME TO ${quoteName(to.name)}` }],
};

/** Values can be added anywhere; to remove one or to order them anew makes another type. */
function addValues(from: ObjectOf<'enum'>, to: ObjectOf<'enum'>): Change {
  const old = new Set(from.is.values);
  const kept = to.is.values.filter(value => old.has(value));
  if (kept.length !== old.size || kept.some((value, at) => value !== from.is.values[at])) return 'swap';
  const statements: Statement[] = [];
  to.is.values.forEach((value, at) => {
    if (old.has(value)) return;
    const next = to.is.values[at + 1];
    const before = to.is.values[at - 1];
    // The one before is there: it was, or has just been added. At the end nothing needs to be said.
    const isLast = to.is.values.slice(at).every(later => !old.has(later));
    const place =
      isLast || (before === undefined && next === undefined)
        ? ''
        : before === undefined
          ? ` BEFORE ${quoteLiteral(kept[0]!)}`
          : ` AFTER ${quoteLiteral(before)}`;
    statements.push({
      sql: `ALTER TYPE ${to.address} ADD VALUE ${quoteLiteral(value)}${place}`,
      transaction: 'commitAfter',
      hazards: [
        { kind: 'cannotBeRolledBack', reason: 'A value of an enum cannot be removed, only the type be made anew.' },
      ],
    });
  });
  return { statements };
}

export const rangeBehaviour: Behaviour<'range'> = {
  word: 'TYPE',
  hasOwner: true,
  grantWord: 'TYPE',
  rank: 36,
  names: ({ address }) => [`type ${address}`],
  create: ({ is: { create } }) => [{ sql: create }],
  drop: (type, context) => [{ sql: `DROP TYPE ${type.address}`, hazards: missed(type, context) }],
  // Its constructor functions keep their names when it is renamed, so the new one could not be made beside it.
  alter: (from, to) => (from.is.create === to.is.create ? { statements: [] } : 'replace'),
};
