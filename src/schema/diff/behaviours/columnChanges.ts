import type { ObjectOf } from '../../inventory.js';
import { newName, quoteLiteral, quoteName } from '../../print.js';
import type { Change, DiffContext } from '../behaviour.js';
import { standsInTheWayOfType } from '../retype.js';
import type { Hazard, Statement } from '../statement.js';
import { keepsRows, lossOf, usingFor } from './casts.js';
import { identitySql } from './columnText.js';
import { alterAll, alterOnly, followsParent, hasChildren } from './inheritance.js';
import { ownNotNullsGone } from './inheritedNotNull.js';
import { foreignOptionChanges, storageChanges } from './options.js';
import { isNarrower, moveWithin, sequenceChanges } from './sequenceOptions.js';
import { startBehindRows } from './sequences.js';

type Column = ObjectOf<'column'>;

/** The ALTER TABLE statements of a column that stays; a generated one that becomes another is made anew: its values are computed. */
export function alterColumn(from: Column, to: Column, context: DiffContext): Change {
  const [old, now] = [from.is.generated, to.is.generated];
  const isRetyped = from.is.type !== to.is.type || from.is.collation !== to.is.collation;
  if (now && (!old || old.stored !== now.stored || isRetyped)) return 'replace';
  if (now && old!.expression !== now.expression && context.version < 170000) return 'replace';
  if (old && !now && !old.stored) return 'replace';
  const alter = `${alterAll(to.is)} ALTER COLUMN ${to.address}`;
  // What the parent's statement does for its children, too.
  const follows = followsParent(from, to, context);
  const statements: Statement[] = [];
  if (!follows) {
    if (from.is.identity && !to.is.identity) statements.push({ sql: `${alter} DROP IDENTITY` });
    if (old && !now) statements.push({ sql: `${alter} DROP EXPRESSION` });
    if (isRetyped) statements.push(...boundsFirst(from, to, alter), retype(from, to, alter, context));
    if (old && now && old.expression !== now.expression) {
      const reason = `${to.address} is computed for every row of ${to.is.table}.`;
      const hazards = now.stored ? { hazards: [{ kind: 'rewritesTable' as const, reason }] } : {};
      statements.push({ sql: `${alter} SET EXPRESSION AS (${now.expression})`, ...hazards });
    }
  }
  statements.push(...notNullChanges(from, to, context, follows));
  if (to.is.identity && !(follows && !to.is.local)) statements.push(...identityChanges(from, to, alter, context));
  statements.push(...columnSettings(from, to, context));
  if (!isRetyped) return { statements };
  const isConverted = usingFor(to.address, from.is.type, to.is.type, context) !== undefined;
  return {
    statements,
    disturbs: dependent => (dependent.kind === 'default' ? isConverted : standsInTheWayOfType(dependent)),
  };
}

function retype(from: Column, to: Column, alter: string, context: DiffContext): Statement {
  const { type, collation, table, foreign } = to.is;
  const using = foreign ? undefined : usingFor(to.address, from.is.type, type, context);
  const suffix = `${collation === undefined ? '' : ` COLLATE ${collation}`}${using === undefined ? '' : ` USING ${using}`}`;
  const sql = `${alter} TYPE ${type}${suffix}`;
  if (foreign || (keepsRows(from.is.type, type) && from.is.collation === collation)) return { sql };
  return {
    sql,
    hazards: [
      {
        kind: 'rewritesTable',
        reason: `Every row of ${table} is written again, and its indexes on ${to.address} are built again.`,
      },
      ...conversionHazards(from, to, using, context),
    ],
  };
}

function conversionHazards(
  from: Column,
  { address, is: { table, type } }: Column,
  using: string | undefined,
  context: DiffContext,
): readonly Hazard[] {
  const loss = using === undefined ? lossOf(from.is.type, type, context) : 'fails';
  if (loss === undefined) return [];
  if (loss === 'fails')
    return [{ kind: 'dependsOnData', reason: `It fails when a value of ${address} is no ${type}.` }];
  const reason = `Values of ${table}.${address} are rounded or cut where ${type} has no room for them.`;
  return [{ kind: 'deletesData', reason }];
}

function notNullChanges(from: Column, to: Column, context: DiffContext, follows: boolean): readonly Statement[] {
  const [old, now] = [from.is.notNull, to.is.notNull];
  const alter = `${alterAll(to.is)} ALTER COLUMN ${to.address}`;
  if (!now) return old && !(follows && !old.local) ? [{ sql: `${alter} DROP NOT NULL` }] : [];
  if (follows && !now.local) return !old && isTakenByParents(to, context) ? setNotNull(to) : [];
  if (!old || (!old.local && follows)) return [...ownNotNullsGone(to, context), ...setNotNull(to)];
  if (context.version < 180000) return [];
  const relation = context.target.get(to.parent!)?.name ?? '';
  const nameOf = ({ name }: { readonly name?: string }) =>
    quoteName(name ?? newName(relation, [to.name], 'not_null', () => false));
  const statements: string[] = [];
  // RENAME wants the same name in all children.
  if (nameOf(old) !== nameOf(now) && hasChildren(to.is.table, context)) {
    const reason = `All rows of ${to.is.table} are read while nobody can use it.`;
    const add = { sql: `${alterAll(to.is)} ADD CONSTRAINT ${nameOf(now)} NOT NULL ${to.address}` };
    return [{ sql: `${alter} DROP NOT NULL` }, { ...add, hazards: [{ kind: 'scansTable', reason }] }];
  }
  if (nameOf(old) !== nameOf(now)) statements.push(`RENAME CONSTRAINT ${nameOf(old)} TO ${nameOf(now)}`);
  if (old.noInherit !== now.noInherit) {
    statements.push(`ALTER CONSTRAINT ${nameOf(now)} ${now.noInherit ? 'NO INHERIT' : 'INHERIT'}`);
  }
  if (!old.validated && now.validated) statements.push(`VALIDATE CONSTRAINT ${nameOf(now)}`);
  const again = old.validated && !now.validated ? [{ sql: `${alter} DROP NOT NULL` }, ...notValidNotNull(to)] : [];
  return [...statements.map(change => ({ sql: `${alterAll(to.is)} ${change}` })), ...again];
}

/** Before 18 a parent that loses NOT NULL takes it from its children, also from those that have it by another parent. */
function isTakenByParents({ needs, name }: Column, { source, target, version }: DiffContext): boolean {
  if (version >= 180000) return false;
  return !needs.some(need => {
    const [before, after] = [source.get(need), target.get(need)];
    if (after?.kind !== 'column' || after.name !== name || !after.is.notNull) return false;
    return before?.kind !== 'column' || !before.is.notNull;
  });
}

function setNotNull(column: Column): readonly Statement[] {
  const { table, notNull } = column.is;
  if (!notNull?.validated) return notValidNotNull(column);
  const hazards = [
    { kind: 'scansTable' as const, reason: `All rows of ${table} are read while nobody can use it.` },
    { kind: 'dependsOnData' as const, reason: `It fails when ${column.address} is NULL in a row of ${table}.` },
  ];
  const start = alterAll(column.is);
  if (notNull.name === undefined && !notNull.noInherit) {
    return [{ sql: `${start} ALTER COLUMN ${column.address} SET NOT NULL`, hazards }];
  }
  return [{ sql: `${start} ADD ${tableNotNull(column)}`, hazards }];
}

/** NOT NULL as a constraint of the table, which it can be since 18. */
function tableNotNull({ is: { notNull }, address }: Column): string {
  const name = notNull?.name === undefined ? '' : `CONSTRAINT ${quoteName(notNull.name)} `;
  return `${name}NOT NULL ${address}${notNull?.noInherit ? ' NO INHERIT' : ''}`;
}

/** The statement for a NOT NULL that is not validated; none for all others. */
export function notValidNotNull(column: Column): readonly Statement[] {
  const { notNull } = column.is;
  if (!notNull || notNull.validated) return [];
  return [{ sql: `${alterAll(column.is)} ADD ${tableNotNull(column)} NOT VALID` }];
}

/** The bounds of an identity must be those of the narrower type before the column has that. */
function boundsFirst({ is: { identity: old } }: Column, { is: { identity: now } }: Column, alter: string) {
  if (!old || !now || !isNarrower(now.type, old.type)) return [];
  const clauses = sequenceChanges(old, { ...now, type: old.type });
  if (clauses.length === 0) return [];
  const moves = moveWithin(old.sequence, quoteLiteral(old.sequence), old, now);
  return [...moves, `${alter} ${identityClauses(clauses)}`].map(sql => ({ sql }));
}

function identityClauses(clauses: readonly string[]): string {
  return clauses.map(clause => (clause === 'RESTART' ? clause : `SET ${clause}`)).join(' ');
}

function identityChanges(from: Column, to: Column, alter: string, context: DiffContext): readonly Statement[] {
  const [old, now] = [from.is.identity, to.is.identity!];
  const literal = quoteLiteral(now.sequence);
  if (!old) {
    return [
      { sql: `${alter} ADD ${identitySql(to, context)}` },
      startBehindRows(to.is.table, to.address, literal, now),
    ];
  }
  const statements: string[] = [];
  if (old.sequence !== now.sequence) {
    const name = now.sequence.slice(quoteName(to.schema!).length + 1);
    statements.push(`ALTER SEQUENCE ${old.sequence} RENAME TO ${name}`);
  }
  if (old.always !== now.always) statements.push(`${alter} SET GENERATED ${now.always ? 'ALWAYS' : 'BY DEFAULT'}`);
  const clauses = isNarrower(now.type, old.type) ? [] : sequenceChanges(old, now);
  if (clauses.length > 0) {
    statements.push(...moveWithin(now.sequence, literal, old, now));
    statements.push(`${alter} ${identityClauses(clauses)}`);
  }
  return statements.map(sql => ({ sql }));
}

/** What each table says for itself: statistics, storage, compression, options. */
export function columnSettings(from: Column | undefined, to: Column, context: DiffContext): readonly Statement[] {
  const clauses: string[] = [];
  const { statistics, storage, compression, options, foreignOptions, type } = to.is;
  if (from?.is.storage !== storage) clauses.push(`SET STORAGE ${storage ?? usualStorage(type, context.version)}`);
  if (from?.is.compression !== compression) clauses.push(`SET COMPRESSION ${compression ?? 'default'}`);
  if (from?.is.statistics !== statistics) clauses.push(`SET STATISTICS ${statistics ?? -1}`);
  clauses.push(...storageChanges(from?.is.options ?? {}, options));
  // Those of a new column are part of its definition.
  const changed = from && foreignOptionChanges(from.is.foreignOptions, foreignOptions);
  if (changed !== undefined) clauses.push(changed);
  return clauses.map(clause => ({ sql: `${alterOnly(to.is, context)} ALTER COLUMN ${to.address} ${clause}` }));
}

/** Before 16 there is no word for what the type has (PostgreSQL's pg_type: numeric and addresses are MAIN, other long ones EXTENDED). */
function usualStorage(type: string, version: number): string {
  if (version >= 160000) return 'DEFAULT';
  return /^(?:numeric|inet|cidr)\b(?!.*\])/.test(type) ? 'MAIN' : 'EXTENDED';
}
