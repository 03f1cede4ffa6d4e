import type { SequenceOptions } from '../../schema/inventory.js';
import { type MetaRow, metaOf, metaSql } from './meta.js';
import { placeSql } from './places.js';
import { type Found, notOfExtension, type Reader, userNamespace } from './reader.js';

/** SQL: a row of pg_sequence, `alias`, as SequenceOptions. Numbers as text: a JavaScript number would round them. */
export function sequenceOptionsSql(alias: string): string {
  const number = (column: string) => `(${alias}.${column})::text`;
  return `jsonb_build_object('type', pg_catalog.format_type(${alias}.seqtypid, null), 'start', ${number('seqstart')},
    'increment', ${number('seqincrement')}, 'minimum', ${number('seqmin')}, 'maximum', ${number('seqmax')},
    'cache', ${number('seqcache')}, 'cycle', ${alias}.seqcycle)`;
}

interface SequenceRow extends MetaRow {
  readonly schema: string;
  readonly name: string;
  readonly address: string;
  readonly place: string;
  readonly options: SequenceOptions;
  readonly unlogged: boolean;
  readonly table: string | null;
  readonly column: string | null;
  readonly columnPlace: string | null;
}

/** Sequences, and which column owns them. Those of identity columns are part of the column. */
export const readSequences: Reader = async session => {
  const rows = await session.query<SequenceRow>(`
    select n.nspname as schema, c.relname as name, format('%I.%I', n.nspname, c.relname) as address, ${placeSql('pg_class', 'c.oid')} as place,
      ${sequenceOptionsSql('s')} as options, c.relpersistence = 'u' as unlogged,
      (select format('%I.%I', tn.nspname, t.relname) from pg_catalog.pg_class t join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace
        where t.oid = a.attrelid) as table,
      quote_ident(a.attname) as column, ${placeSql('pg_class', 'a.attrelid', 'a.attnum')} as "columnPlace",
      ${metaSql({ catalog: 'pg_class', alias: 'c', owner: 'relowner', acl: 'relacl', aclKind: 's' })}
    from pg_catalog.pg_class c join pg_catalog.pg_sequence s on s.seqrelid = c.oid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      left join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid
        and d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjsubid > 0 and d.deptype in ('a', 'i')
      left join pg_catalog.pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
    where ${userNamespace} and ${notOfExtension('pg_class', 'c.oid')} and d.deptype is distinct from 'i'`);
  return rows.flatMap(foundOf);
};

function foundOf(row: SequenceRow): readonly Found[] {
  const { schema, name, address, place, options, unlogged, table, column, columnPlace } = row;
  const id = `sequence ${address}`;
  const sequence: Found = {
    object: { id, kind: 'sequence', schema, name, address, ...metaOf(row), is: { ...options, unlogged } },
    places: [place],
  };
  if (table === null || column === null || columnPlace === null) return [sequence];
  const is = { sequence: address, table, column, columnId: `column ${table}.${column}` };
  const owner: Found = {
    object: { id: `sequenceOwner ${address}`, kind: 'sequenceOwner', schema, name, address, parent: id, is },
    places: [`owner of ${place}`],
    alsoNeeds: [columnPlace],
  };
  return [sequence, owner];
}
