import { isDeepStrictEqual } from 'node:util';
import { quoteLiteral } from '../../print.js';
import type { Behaviour } from '../behaviour.js';
import type { Statement } from '../statement.js';
import { missed } from './missed.js';

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
  drop: (extension, context) => [
    {
      sql: `DROP EXTENSION ${extension.address}`,
      hazards: [
        { kind: 'deletesData', reason: `Rows that ${extension.address} keeps in tables of its own are lost.` },
        ...missed(extension, context),
      ],
    },
  ],
  alter: (from, to) => {
    if (isDeepStrictEqual(from.is, to.is)) return { statements: [] };
    const [old, now] = [from.is.version, to.is.version];
    // Extensions come with scripts that lead to newer versions, and hardly ever with one that leads back. The usual one is the newest.
    if (now !== undefined && old !== now && (old === undefined || isOlder(now, old))) return 'replace';
    if (from.is.schema !== to.is.schema && !from.is.isRelocatable) return 'replace';
    const statements: Statement[] = [];
    if (old !== now) {
      const version = now === undefined ? '' : ` TO ${quoteLiteral(now)}`;
      statements.push({ sql: `ALTER EXTENSION ${to.address} UPDATE${version}` });
    }
    if (from.is.schema !== to.is.schema) {
      statements.push({ sql: `ALTER EXTENSION ${to.address} SET SCHEMA ${to.is.schema}` });
    }
    return { statements };
  },
};

/** `1.9` is older than `1.10`. */
function isOlder(a: string, b: string): boolean {
  const numbers = (version: string) => version.split(/\D+/).map(Number);
  const [left, right] = [numbers(a), numbers(b)];
  const differs = left.findIndex((number, at) => number !== right[at]);
  return differs >= 0 && left[differs]! < (right[differs] ?? -1);
}
