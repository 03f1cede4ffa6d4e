import type { ObjectOf } from '../../inventory.js';
import { quoteName } from '../../print.js';
import type { Behaviour, Change } from '../behaviour.js';
import type { Hazard, Statement } from '../statement.js';
import { missed } from './missed.js';

export const domainBehaviour: Behaviour<'domain'> = {
  word: 'DOMAIN',
  hasOwner: true,
  grantWord: 'DOMAIN',
  rank: 32,
  names: ({ address }) => [`type ${address}`],
  inlines: part => part.kind === 'domainConstraint' && part.is.validated,
  create: ({ address, is }, _context, parts) => {
    const clauses = [
      ...(is.collation === undefined ? [] : [`COLLATE ${is.collation}`]),
      ...(is.default === undefined ? [] : [`DEFAULT ${is.default}`]),
      ...(is.notNull ? ['NOT NULL'] : []),
    ];
    const checks = parts.flatMap(part => (part.kind === 'domainConstraint' ? [`\n  ${constraintSql(part)}`] : []));
    return [{ sql: `${[`CREATE DOMAIN ${address} AS ${is.type}`, ...clauses].join(' ')}${checks.join('')}` }];
  },
  drop: (domain, context) => [{ sql: `DROP DOMAIN ${domain.address}`, hazards: missed(domain, context) }],
  alter: alterDomain,
  rename: (from, to) => [{ sql: `ALTER DOMAIN ${from.address} RENAME TO ${quoteName(to.name)}` }],
};

function alterDomain(from: ObjectOf<'domain'>, to: ObjectOf<'domain'>): Change {
  if (from.is.type !== to.is.type || from.is.collation !== to.is.collation) return 'swap';
  const statements: Statement[] = [];
  if (from.is.default !== to.is.default) {
    const change = to.is.default === undefined ? 'DROP DEFAULT' : `SET DEFAULT ${to.is.default}`;
    statements.push({ sql: `ALTER DOMAIN ${to.address} ${change}` });
  }
  if (from.is.notNull && !to.is.notNull) statements.push({ sql: `ALTER DOMAIN ${to.address} DROP NOT NULL` });
  if (!from.is.notNull && to.is.notNull) {
    statements.push({ sql: `ALTER DOMAIN ${to.address} SET NOT NULL`, hazards: checkedRows(to.address) });
  }
  return { statements };
}

export const domainConstraintBehaviour: Behaviour<'domainConstraint'> = {
  word: 'CONSTRAINT',
  rank: 33,
  reference: constraint => `${constraint.address} ON DOMAIN ${domainOf(constraint)}`,
  create: constraint => [
    {
      sql: `ALTER DOMAIN ${domainOf(constraint)} ADD ${constraintSql(constraint)}`,
      ...(constraint.is.validated && { hazards: checkedRows(domainOf(constraint)) }),
    },
  ],
  drop: constraint => [{ sql: `ALTER DOMAIN ${domainOf(constraint)} DROP CONSTRAINT ${constraint.address}` }],
  alter: (from, to) => {
    if (withoutNotValid(from.is.definition) !== withoutNotValid(to.is.definition)) return 'replace';
    if (from.is.validated && !to.is.validated) return 'replace';
    if (from.is.validated === to.is.validated) return { statements: [] };
    const sql = `ALTER DOMAIN ${domainOf(to)} VALIDATE CONSTRAINT ${to.address}`;
    return { statements: [{ sql, hazards: checkedRows(domainOf(to)) }] };
  },
};

function domainOf({ parent }: ObjectOf<'domainConstraint'>): string {
  return parent!.slice('domain '.length);
}

function constraintSql({ address, is }: ObjectOf<'domainConstraint'>): string {
  return `CONSTRAINT ${address} ${is.definition}`;
}

function withoutNotValid(definition: string): string {
  return definition.replace(/ NOT VALID$/, '');
}

function checkedRows(domain: string): readonly Hazard[] {
  return [
    { kind: 'scansTable', reason: `All columns of type ${domain} are checked.` },
    { kind: 'dependsOnData', reason: `It fails when a value of type ${domain} does not comply.` },
  ];
}
