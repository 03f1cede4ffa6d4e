import { userNamespace } from '../../introspect/reader.js';
import type { Session } from '../../session.js';
import type { LiveSequence, SequenceColumn } from '../report.js';

interface SequenceRow {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly isReadable: boolean;
  readonly lastValue: number | null;
  readonly start: number;
  readonly increment: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly cycles: boolean;
}

/** What columns can hold, whose sequence may hold more. */
const highest: Readonly<Record<string, number>> = {
  smallint: 32767,
  integer: 2147483647,
  bigint: Number(2n ** 63n - 1n),
};

/** Sequences and the columns they fill: by identity, OWNED BY, or a default that calls nextval. @throws DatabaseError */
export async function readSequences(
  session: Session,
): Promise<{ readonly sequences: readonly LiveSequence[]; readonly hidden: number }> {
  const rows = await session.query<SequenceRow>(`
    select c.oid, n.nspname::text as schema, c.relname::text as name,
      has_sequence_privilege(c.oid, 'select, usage') as "isReadable",
      case when has_sequence_privilege(c.oid, 'select, usage') then pg_sequence_last_value(c.oid)::float8 end as "lastValue",
      q.seqstart::float8 as start, q.seqincrement::float8 as increment, q.seqmin::float8 as minimum, q.seqmax::float8 as maximum,
      q.seqcycle as cycles
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_sequence q on q.seqrelid = c.oid
    where c.relkind = 'S' and c.relpersistence <> 't' and ${userNamespace} order by n.nspname, c.relname`);
  const columns = await readColumns(
    session,
    rows.map(({ oid }) => oid),
  );
  return {
    sequences: rows.map(row => sequenceOf(row, columns.get(row.oid) ?? [])),
    hidden: rows.filter(({ isReadable }) => !isReadable).length,
  };
}

interface Use {
  readonly sequence: number;
  readonly relation: number;
  readonly number: number;
}

/**
 * By the oid of the sequence. In steps that are short whatever the planner knows of the catalogs: for one long question it reads
 * pg_depend once for each sequence when their statistics are old.
 */
async function readColumns(
  session: Session,
  sequences: readonly number[],
): Promise<ReadonlyMap<number, readonly SequenceColumn[]>> {
  const oids = sequences.join(',');
  const owned = await session.query<Use>(
    `select objid as sequence, refobjid as relation, refobjsubid as number from pg_depend
     where classid = 'pg_class'::regclass and refclassid = classid and deptype in ('a', 'i') and refobjsubid > 0
       and objid = any (string_to_array($1, ',')::oid[])`,
    [oids],
  );
  const called = await session.query<Use>(
    `select d.refobjid as sequence, f.adrelid as relation, f.adnum as number from pg_depend d join pg_attrdef f on f.oid = d.objid
     where d.classid = 'pg_attrdef'::regclass and d.refclassid = 'pg_class'::regclass and d.refobjid = any (string_to_array($1, ',')::oid[])`,
    [oids],
  );
  const uses = new Map([...owned, ...called].map(use => [`${use.sequence} ${use.relation} ${use.number}`, use]));
  const names = await columnNames(session, [...uses.values()]);
  const columns = new Map<number, SequenceColumn[]>();
  for (const { sequence, relation, number } of uses.values()) {
    const column = names.get(`${relation} ${number}`);
    if (column) columns.set(sequence, [...(columns.get(sequence) ?? []), column]);
  }
  return columns;
}

async function columnNames(session: Session, uses: readonly Use[]): Promise<ReadonlyMap<string, SequenceColumn>> {
  const rows = await session.query<SequenceColumn & { readonly key: string }>(
    `select u.relation || ' ' || u.number as key, n.nspname::text as schema, t.relname::text as table, a.attname::text as column,
       format_type(a.atttypid, null) as type
     from unnest(string_to_array($1, ',')::oid[], string_to_array($2, ',')::int2[]) u(relation, number)
       join pg_attribute a on a.attrelid = u.relation and a.attnum = u.number
       join pg_class t on t.oid = u.relation join pg_namespace n on n.oid = t.relnamespace`,
    [uses.map(({ relation }) => relation).join(','), uses.map(({ number }) => number).join(',')],
  );
  return new Map(rows.map(({ key, ...column }) => [key, column]));
}

function sequenceOf(
  { start, minimum, maximum, lastValue, ...row }: SequenceRow,
  columns: readonly SequenceColumn[],
): LiveSequence {
  const limits = columns.map(({ type }) => highest[type]).filter(limit => limit !== undefined);
  const isRising = row.increment > 0;
  const limit = isRising ? Math.min(maximum, ...limits) : Math.max(minimum, ...limits.map(one => -one - 1));
  // From where it started, unless that is in the middle of nowhere: IDs that begin at a million are as near to the end as they are.
  const first = isRising ? Math.min(start, Math.max(minimum, 1)) : Math.max(start, Math.min(maximum, -1));
  const used = lastValue === null || limit === first ? 0 : (lastValue - first) / (limit - first);
  return {
    schema: row.schema,
    name: row.name,
    ...(lastValue !== null && { lastValue }),
    increment: row.increment,
    limit,
    cycles: row.cycles,
    used: Math.min(1, Math.max(0, used)),
    columns,
  };
}
