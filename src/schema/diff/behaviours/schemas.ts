import { isDeepStrictEqual } from 'node:util';
import { quoteLiteral } from '../../print.js';
import type { Behaviour } from '../behaviour.js';
import type { Statement } from '../statement.js';

export const schemaBehaviour: Behaviour<'schema'> = {
  word: 'SCHEMA',
  hasOwner: true,
  grantWord: 'SCHEMA',
  rank: 0,
  create: ({ address }) => [{ sql: `CREATE SCHEMA ${address}` }],
  drop: ({ address }) => [{ sql: `DROP SCHEMA ${address}` }],
  alter: () => ({ statements: [] }),
};

/** A version is only said where the target has another one than its server's usual: which one is usual depends on the server. */
export const extensionBehaviour: Behaviour<'extension'> = {
  word: 'EXTENSION',
  rank: 10,
  create: ({ address, is: { schema, version } }) => {
    const suffix = version === undefined ? '' : ` VERSION ${quoteLiteral(version)}`;
    return [
      {
        sql: `CREATE EXTENSION ${address} WITH SCHEMA ${schema}${suffix}`,
        hazards: [{ kind: 'needsExtension', reason: `The server must have the extension ${address} at hand.` }],
      },
    ];
  },
  drop: ({ address }) => [{ sql: `DROP EXTENSION ${address}` }],
  alter: (from, to) => {
    if (isDeepStrictEqual(from.is, to.is)) return { statements: [] };
    const statements: Statement[] = [];
    if (to.is.version !== undefined && from.is.version !== to.is.version) {
      statements.push({ sql: `ALTER EXTENSION ${to.address} UPDATE TO ${quoteLiteral(to.is.version)}` });
    }
    if (from.is.schema !== to.is.schema) {
      statements.push({ sql: `ALTER EXTENSION ${to.address} SET SCHEMA ${to.is.schema}` });
    }
    return { statements };
  },
};
