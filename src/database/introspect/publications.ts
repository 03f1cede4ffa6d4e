import { withInLists } from './inLists.js';
import { type MetaRow, metaOf, metaSql } from './meta.js';
import { placeSql } from './places.js';
import { notOfExtension, type Reader } from './reader.js';

interface PublicationRow extends MetaRow {
  readonly name: string;
  readonly address: string;
  readonly allTables: boolean;
  readonly publish: string;
  readonly viaRoot: boolean;
  readonly generated: string;
  readonly members: readonly string[];
  readonly places: readonly string[];
}

/** Publications. Since 15 they have schemas, lists of columns and WHERE; since 18 a word on generated columns. */
export const readPublications: Reader = async session => {
  const { version } = session;
  const details =
    version >= 150000
      ? `coalesce((select ' (' || string_agg(quote_ident(a.attname), ', ' order by a.attnum) || ')' from pg_catalog.pg_attribute a
            where a.attrelid = c.oid and a.attnum = any (r.prattrs)), '')
          || coalesce(' WHERE ' || (select case when w like '(%' then w else '(' || w || ')' end from pg_catalog.pg_get_expr(r.prqual, r.prrelid) w), '')`
      : `''`;
  const schemas =
    version >= 150000
      ? `|| array(select format('TABLES IN SCHEMA %I', n.nspname) from pg_catalog.pg_publication_namespace s
          join pg_catalog.pg_namespace n on n.oid = s.pnnspid where s.pnpubid = p.oid)`
      : '';
  const schemaPlaces =
    version >= 150000
      ? `|| array(select ${placeSql('pg_publication_namespace', 's.oid')} from pg_catalog.pg_publication_namespace s where s.pnpubid = p.oid)`
      : '';
  const generated = version >= 180000 ? `case p.pubgencols when 's' then 'stored' else 'none' end` : `'none'`;
  const rows = await session.query<PublicationRow>(`
    select p.pubname as name, quote_ident(p.pubname) as address, p.puballtables as "allTables", p.pubviaroot as "viaRoot", ${generated} as generated,
      concat_ws(', ', case when p.pubinsert then 'insert' end, case when p.pubupdate then 'update' end, case when p.pubdelete then 'delete' end,
        case when p.pubtruncate then 'truncate' end) as publish,
      array(select format('TABLE %I.%I', n.nspname, c.relname) || ${details} from pg_catalog.pg_publication_rel r
          join pg_catalog.pg_class c on c.oid = r.prrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace where r.prpubid = p.oid)
        ${schemas} as members,
      array[${placeSql('pg_publication', 'p.oid')}]
        || array(select ${placeSql('pg_publication_rel', 'r.oid')} from pg_catalog.pg_publication_rel r where r.prpubid = p.oid)
        ${schemaPlaces} as places,
      ${metaSql({ catalog: 'pg_publication', alias: 'p', owner: 'pubowner' })}
    from pg_catalog.pg_publication p where ${notOfExtension('pg_publication', 'p.oid')}`);
  return rows.map(row => {
    const { name, address, allTables, publish } = row;
    const options = {
      publish,
      publish_via_partition_root: String(row.viaRoot),
      ...(row.generated !== 'none' && { publish_generated_columns: row.generated }),
    };
    const is = { allTables, options, members: row.members.map(withInLists).sort() };
    return {
      object: { id: `publication ${address}`, kind: 'publication', name, address, ...metaOf(row), is },
      places: row.places,
    };
  });
};
