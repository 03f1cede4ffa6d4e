import { isDeepStrictEqual } from 'node:util';
import type { ObjectOf } from '../../inventory.js';
import { quoteLiteral } from '../../print.js';
import type { Behaviour } from '../behaviour.js';
import type { Statement } from '../statement.js';

const usualOptions: Readonly<Record<string, string>> = {
  publish: 'insert, update, delete, truncate',
  publish_via_partition_root: 'false',
  publish_generated_columns: 'none',
};

export const publicationBehaviour: Behaviour<'publication'> = {
  word: 'PUBLICATION',
  hasOwner: true,
  rank: 210,
  create: ({ address, is }) => {
    const members = is.allTables ? ' FOR ALL TABLES' : is.members.length > 0 ? ` FOR ${membersSql(is.members)}` : '';
    const options = optionsSql(usualOptions, is.options);
    return [{ sql: `CREATE PUBLICATION ${address}${members}${options === '' ? '' : ` WITH (${options})`}` }];
  },
  drop: ({ address }) => [{ sql: `DROP PUBLICATION ${address}` }],
  alter: (from, to) => {
    if (from.is.allTables !== to.is.allTables) return 'replace';
    const alter = `ALTER PUBLICATION ${to.address}`;
    const options = optionsSql({ ...usualOptions, ...from.is.options }, { ...usualOptions, ...to.is.options });
    return {
      statements: [...(options === '' ? [] : [{ sql: `${alter} SET (${options})` }]), ...memberChanges(from, to)],
    };
  },
};

function optionsSql(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): string {
  return Object.keys(after)
    .sort()
    .flatMap(name => (before[name] === after[name] ? [] : [`${name} = ${quoteLiteral(after[name]!)}`]))
    .join(', ');
}

/** A member that changes goes and comes back: only so the others stay as they are. */
function memberChanges(from: ObjectOf<'publication'>, to: ObjectOf<'publication'>): readonly Statement[] {
  if (isDeepStrictEqual(from.is.members, to.is.members)) return [];
  const lost = from.is.members.filter(member => !to.is.members.includes(member));
  const won = to.is.members.filter(member => !from.is.members.includes(member));
  const alter = `ALTER PUBLICATION ${to.address}`;
  return [
    ...(lost.length > 0 ? [{ sql: `${alter} DROP ${membersSql(lost.map(withoutDetails))}` }] : []),
    ...(won.length > 0 ? [{ sql: `${alter} ADD ${membersSql(won)}` }] : []),
  ];
}

/** `TABLE ONLY a.b, ONLY a.c (id), TABLES IN SCHEMA d, e`: without ONLY the children of a table would be taken in, too. */
function membersSql(members: readonly string[]): string {
  const named = (prefix: string) =>
    members.filter(member => member.startsWith(prefix)).map(member => member.slice(prefix.length));
  const tables = named('TABLE ').map(name => `ONLY ${name}`);
  const schemas = named('TABLES IN SCHEMA ');
  return [
    ...(tables.length > 0 ? [`TABLE ${tables.join(', ')}`] : []),
    ...(schemas.length > 0 ? [`TABLES IN SCHEMA ${schemas.join(', ')}`] : []),
  ].join(', ');
}

/** Without the columns and the condition: `TABLE "a b".c`. */
function withoutDetails(member: string): string {
  const [table] = /^TABLE (?:"(?:[^"]|"")*"|[^."]+)\.(?:"(?:[^"]|"")*"|[^\s"]+)/.exec(member) ?? [member];
  return table;
}
