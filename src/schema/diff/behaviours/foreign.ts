import { quoteLiteral } from '../../print.js';
import type { Behaviour } from '../behaviour.js';
import { foreignOptionChanges, foreignOptions } from './options.js';

export const foreignDataWrapperBehaviour: Behaviour<'foreignDataWrapper'> = {
  word: 'FOREIGN DATA WRAPPER',
  hasOwner: true,
  grantWord: 'FOREIGN DATA WRAPPER',
  rank: 70,
  create: ({ address, is }) => {
    const words = [
      `CREATE FOREIGN DATA WRAPPER ${address}`,
      ...(is.handler === undefined ? [] : [`HANDLER ${is.handler}`]),
      ...(is.validator === undefined ? [] : [`VALIDATOR ${is.validator}`]),
    ];
    return [{ sql: `${words.join(' ')}${foreignOptions(is.options)}` }];
  },
  drop: ({ address }) => [{ sql: `DROP FOREIGN DATA WRAPPER ${address}` }],
  alter: ({ is: from }, { address, is }) => {
    const routine = (word: string, name: string | undefined) => (name === undefined ? `NO ${word}` : `${word} ${name}`);
    const words = [
      `ALTER FOREIGN DATA WRAPPER ${address}`,
      ...(from.handler === is.handler ? [] : [routine('HANDLER', is.handler)]),
      ...(from.validator === is.validator ? [] : [routine('VALIDATOR', is.validator)]),
      ...optional(foreignOptionChanges(from.options, is.options)),
    ];
    return { statements: [{ sql: words.join(' ') }] };
  },
};

export const serverBehaviour: Behaviour<'server'> = {
  word: 'SERVER',
  hasOwner: true,
  grantWord: 'FOREIGN SERVER',
  rank: 72,
  create: ({ address, is }) => {
    const type = is.type === undefined ? '' : ` TYPE ${quoteLiteral(is.type)}`;
    const version = is.version === undefined ? '' : ` VERSION ${quoteLiteral(is.version)}`;
    return [
      {
        sql: `CREATE SERVER ${address}${type}${version} FOREIGN DATA WRAPPER ${is.wrapper}${foreignOptions(is.options)}`,
      },
    ];
  },
  drop: ({ address }) => [{ sql: `DROP SERVER ${address}` }],
  alter: ({ is: from }, { address, is }) => {
    if (from.wrapper !== is.wrapper || from.type !== is.type) return 'replace';
    const version = is.version === undefined ? 'VERSION NULL' : `VERSION ${quoteLiteral(is.version)}`;
    const words = [
      `ALTER SERVER ${address}`,
      ...(from.version === is.version ? [] : [version]),
      ...optional(foreignOptionChanges(from.options, is.options)),
    ];
    return { statements: [{ sql: words.join(' ') }] };
  },
};

export const userMappingBehaviour: Behaviour<'userMapping'> = {
  rank: 74,
  create: ({ address, is }) => [{ sql: `CREATE USER MAPPING ${address}${foreignOptions(is.options)}` }],
  drop: ({ address }) => [{ sql: `DROP USER MAPPING ${address}` }],
  alter: (from, { address, is }) => ({
    statements: optional(foreignOptionChanges(from.is.options, is.options)).map(clause => ({
      sql: `ALTER USER MAPPING ${address} ${clause}`,
    })),
  }),
};

function optional(clause: string | undefined): readonly string[] {
  return clause === undefined ? [] : [clause];
}
