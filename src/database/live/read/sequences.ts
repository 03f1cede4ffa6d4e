import { userNamespace } from '../../introspect/reader.js';
import type { Session } from '../../session.js';
import type { LiveSequence, SequenceColumn } from '../report.js';

interface SequenceRow {
  readonly schema: string;
  readonly name: string;
  readonly isReadable: boolean;
  readonly lastValue: number | null;
  readonly start: number;
  readonly increment: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly cycles: boolean;
  readonly columns: readonly SequenceColumn[];
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
    select n.nspname::text as schema, c.relname::text as name,
      has_sequence_privilege(c.oid, 'select, usage') as "isReadable",
      case when has_sequence_privilege(c.oid, 'select, usage') then pg_sequence_last_value(c.oid)::float8 end as "lastValue",
      q.seqstart::float8 as start, q.seqincrement::float8 as increment, q.seqmin::float8 as minimum, q.seqmax::float8 as maximum,
      q.seqcycle as cycles,
      coalesce((select json_agg(json_build_object('schema', tn.nspname, 'table', t.relname, 'column', a.attname, 'type', format_type(a.atttypid, null))
          order by tn.nspname, t.relname, a.attname)
        from (select d.refobjid as relation, d.refobjsubid as number from pg_depend d
            where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i') and d.refobjsubid > 0
          union select f.adrelid, f.adnum from pg_depend d join pg_attrdef f on f.oid = d.objid
            where d.classid = 'pg_attrdef'::regclass and d.refclassid = 'pg_class'::regclass and d.refobjid = c.oid) u
        join pg_attribute a on a.attrelid = u.relation and a.attnum = u.number
        join pg_class t on t.oid = u.relation join pg_namespace tn on tn.oid = t.relnamespace), '[]'::json) as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_sequence q on q.seqrelid = c.oid
    where c.relkind = 'S' and c.relpersistence <> 't' and ${userNamespace} order by n.nspname, c.relname`);
  return {
    sequences: rows.map(sequenceOf),
    hidden: rows.filter(({ isReadable }) => !isReadable).length,
  };
}

function sequenceOf({ start, minimum, maximum, lastValue, columns, ...row }: SequenceRow): LiveSequence {
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
