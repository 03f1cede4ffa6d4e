import type { ObjectOf } from '../../inventory.js';
import { quoteLiteral } from '../../print.js';
import type { Behaviour, Change } from '../behaviour.js';
import type { Statement } from '../statement.js';
import { missed } from './missed.js';
import { moveWithin, sequenceChanges, sequenceClauses } from './sequenceOptions.js';

export const sequenceBehaviour: Behaviour<'sequence'> = {
  word: 'SEQUENCE',
  hasOwner: true,
  grantWord: 'SEQUENCE',
  rank: 80,
  names: ({ address }) => [`relation ${address}`],
  create: ({ address, is }) => {
    const type = is.type === 'bigint' ? [] : [`AS ${is.type}`];
    const head = `CREATE ${is.unlogged ? 'UNLOGGED ' : ''}SEQUENCE ${address}`;
    return [{ sql: [head, ...type, ...sequenceClauses(is)].join(' ') }];
  },
  drop: (sequence, context) => [
    {
      sql: `DROP SEQUENCE ${sequence.address}`,
      hazards: [
        { kind: 'deletesData', reason: `Where ${sequence.address} stands is lost.` },
        ...missed(sequence, context),
      ],
    },
  ],
  alter: alterSequence,
};

function alterSequence(from: ObjectOf<'sequence'>, to: ObjectOf<'sequence'>): Change {
  const { address } = to;
  const clauses = [...(from.is.type === to.is.type ? [] : [`AS ${to.is.type}`]), ...sequenceChanges(from.is, to.is)];
  const statements: Statement[] = [];
  if (clauses.length > 0) {
    const moves = moveWithin(address, quoteLiteral(address), from.is, to.is);
    statements.push(...moves.map(sql => ({ sql })), { sql: `ALTER SEQUENCE ${address} ${clauses.join(' ')}` });
  }
  if (from.is.unlogged !== to.is.unlogged) {
    statements.push({ sql: `ALTER SEQUENCE ${address} SET ${to.is.unlogged ? 'UNLOGGED' : 'LOGGED'}` });
  }
  return { statements };
}

export const sequenceOwnerBehaviour: Behaviour<'sequenceOwner'> = {
  rank: 105,
  create: ({ is, parent }, { source, target }) => {
    const own = { sql: `ALTER SEQUENCE ${is.sequence} OWNED BY ${is.table}.${is.column}` };
    // The column was there before the sequence: its rows have numbers already.
    const sequence = target.get(parent!);
    const column = target.get(is.columnId);
    if (source.get(parent!) || !source.get(is.columnId) || sequence?.kind !== 'sequence') return [own];
    if (column?.kind !== 'column' || !countable.has(column.is.type)) return [own];
    return [own, startBehindRows(is.table, is.column, quoteLiteral(is.sequence), sequence.is)];
  },
  drop: ({ is }) => [{ sql: `ALTER SEQUENCE ${is.sequence} OWNED BY NONE` }],
  alter: (_from, { is }) => ({
    statements: [{ sql: `ALTER SEQUENCE ${is.sequence} OWNED BY ${is.table}.${is.column}` }],
  }),
};

/** Types of columns that a sequence numbers. */
const countable = new Set(['smallint', 'integer', 'bigint']);

/** So that a new sequence for a column does not give numbers that its rows have. */
export function startBehindRows(
  table: string,
  column: string,
  sequence: string,
  { increment, minimum, maximum }: { readonly increment: string; readonly minimum: string; readonly maximum: string },
): Statement {
  const last = `${increment.startsWith('-') ? 'min' : 'max'}(${column})`;
  return {
    sql: `SELECT pg_catalog.setval(${sequence}, ${last}) FROM ${table} HAVING ${last} BETWEEN ${minimum} AND ${maximum}`,
    hazards: [{ kind: 'scansTable', reason: `The greatest ${column} of ${table} is looked for.` }],
  };
}
