import { placeSql, relationIdSql } from './places.js';
import { notOfExtension, type Reader, userNamespace } from './reader.js';

interface PartitionRow {
  readonly schema: string;
  readonly name: string;
  readonly address: string;
  readonly parent: string;
  readonly place: string;
  readonly of: string;
  readonly bound: string;
  readonly needs: readonly string[];
}

/** That tables are partitions. They need all columns and checks to be there before they are attached. */
export const readPartitions: Reader = async session => {
  const rows = await session.query<PartitionRow>(`
    select n.nspname as schema, c.relname as name, format('%I.%I', n.nspname, c.relname) as address, ${relationIdSql('c', 'n')} as parent,
      ${placeSql('pg_class', 'c.oid')} as place, format('%I.%I', pn.nspname, p.relname) as of, pg_catalog.pg_get_expr(c.relpartbound, c.oid) as bound,
      array[${placeSql('pg_class', 'p.oid')}]
        || (select coalesce(array_agg(${placeSql('pg_class', 'a.attrelid', 'a.attnum')}), '{}') from pg_catalog.pg_attribute a
          where a.attrelid in (c.oid, p.oid) and a.attnum > 0 and not a.attisdropped)
        || (select coalesce(array_agg(${placeSql('pg_constraint', 'k.oid')}), '{}') from pg_catalog.pg_constraint k
          where k.conrelid in (c.oid, p.oid) and k.contype = 'c') as needs
    from pg_catalog.pg_inherits h join pg_catalog.pg_class c on c.oid = h.inhrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      join pg_catalog.pg_class p on p.oid = h.inhparent join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace
    where c.relispartition and c.relkind in ('r', 'p', 'f') and ${userNamespace.replaceAll('nspname', 'n.nspname')}
      and ${notOfExtension('pg_class', 'c.oid')}`);
  return rows.map(({ schema, name, address, parent, place, of, bound, needs }) => ({
    object: {
      id: `partition ${address}`,
      kind: 'partition',
      schema,
      name,
      address,
      parent,
      is: { child: address, of, bound },
    },
    places: [`partition ${place}`],
    alsoNeeds: needs,
  }));
};

interface IndexPartitionRow {
  readonly schema: string;
  readonly name: string;
  readonly address: string;
  readonly table: string;
  readonly of: string;
  readonly child: string;
  readonly above: string;
}

/** That indexes, those of constraints, too, are attached to indexes of a partitioned table. */
export const readIndexPartitions: Reader = async session => {
  const rows = await session.query<IndexPartitionRow>(`
    select n.nspname as schema, c.relname as name, format('%I.%I', n.nspname, c.relname) as address, format('%I.%I', tn.nspname, t.relname) as table,
      format('%I.%I', pn.nspname, p.relname) as of, ${placeSql('pg_class', 'c.oid')} as child, ${placeSql('pg_class', 'p.oid')} as above
    from pg_catalog.pg_inherits h join pg_catalog.pg_class c on c.oid = h.inhrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      join pg_catalog.pg_index i on i.indexrelid = c.oid join pg_catalog.pg_class t on t.oid = i.indrelid
      join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace
      join pg_catalog.pg_class p on p.oid = h.inhparent join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace
    where c.relkind in ('i', 'I') and ${userNamespace.replaceAll('nspname', 'n.nspname')} and ${notOfExtension('pg_class', 't.oid')}`);
  return rows.map(({ schema, name, address, table, of, child, above }) => ({
    object: {
      id: `indexPartition ${address}`,
      kind: 'indexPartition',
      schema,
      name,
      address,
      parent: `partition ${table}`,
      is: { child: address, of },
    },
    places: [`partition ${child}`],
    alsoNeeds: [child, above],
  }));
};
