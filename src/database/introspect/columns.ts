import type { Grant, Properties, SequenceOptions } from '../../schema/inventory.js';
import { newName } from '../../schema/print.js';
import type { Session } from '../session.js';
import { withInLists } from './inLists.js';
import { collationSql, columnMetaSql, grantsSql, type MetaRow, metaOf, optionsOf } from './meta.js';
import { placeSql, relationIdSql } from './places.js';
import { notOfExtension, type Reader, userNamespace } from './reader.js';
import { sequenceOptionsSql } from './sequences.js';

interface ColumnRow extends MetaRow {
  readonly schema: string;
  readonly relation: string;
  readonly name: string;
  readonly address: string;
  readonly table: string;
  readonly parent: string;
  readonly foreign: boolean;
  readonly position: number;
  readonly type: string;
  readonly collation: string | null;
  readonly notNull: NotNullRow | null;
  readonly identity: SequenceOptions | null;
  readonly identitySequence: string | null;
  readonly identityComment: string | null;
  readonly identityGrants: readonly Grant[] | null;
  readonly always: boolean;
  readonly generated: string | null;
  readonly stored: boolean;
  readonly storage: string | null;
  readonly compression: string | null;
  readonly statistics: number | null;
  readonly options: readonly string[] | null;
  readonly foreignOptions: readonly string[] | null;
  readonly local: boolean;
  readonly inherited: boolean;
  readonly places: readonly (string | null)[];
  readonly parents: readonly string[];
}

interface NotNullRow {
  readonly name: string | null;
  readonly noInherit: boolean;
  readonly validated: boolean;
  readonly local: boolean;
  /** Of a partition; nothing before 18. */
  readonly partition?: boolean;
}

/** Columns of tables and foreign tables. Those of views are part of the view. */
export const readColumns: Reader = async session => {
  const rows = await session.query<ColumnRow>(columnsSql(session));
  return rows.map(row => {
    const { schema, name, address, table, parent } = row;
    return {
      object: {
        id: `column ${table}.${address}`,
        kind: 'column',
        schema,
        name,
        address,
        parent,
        ...metaOf(row),
        is: isOf(row),
      },
      places: row.places.filter(place => place !== null),
      alsoNeeds: row.parents,
    };
  });
};

function columnsSql({ version }: Session): string {
  // 18 and later: NOT NULL is a constraint. Before, a column that has it by its parents is not told from one that has it itself.
  const notNull =
    version >= 180000
      ? `(select jsonb_build_object('name', k.conname, 'noInherit', k.connoinherit, 'validated', k.convalidated, 'local',
          k.conislocal and not (k.coninhcount > 0 and c.relispartition), 'partition', c.relispartition)
          from pg_catalog.pg_constraint k where k.conrelid = a.attrelid and k.contype = 'n' and k.conkey = array[a.attnum])`
      : `case when a.attnotnull then jsonb_build_object('name', null, 'noInherit', false, 'validated', true, 'local', not exists (
          select 1 from pg_catalog.pg_inherits h join pg_catalog.pg_attribute u on u.attrelid = h.inhparent
          where h.inhrelid = a.attrelid and u.attname = a.attname and u.attnotnull and not u.attisdropped)) end`;
  const notNullPlace =
    version >= 180000
      ? `(select ${placeSql('pg_constraint', 'k.oid')} from pg_catalog.pg_constraint k
          where k.conrelid = a.attrelid and k.contype = 'n' and k.conkey = array[a.attnum])`
      : 'null::text';
  const compression =
    version >= 140000 ? `case a.attcompression when 'p' then 'pglz' when 'l' then 'lz4' end` : 'null::text';
  return `
    select n.nspname as schema, c.relname as relation, a.attname as name, quote_ident(a.attname) as address,
      format('%I.%I', n.nspname, c.relname) as table, ${relationIdSql('c', 'n')} as parent, c.relkind = 'f' as foreign,
      (row_number() over (partition by a.attrelid order by a.attnum))::int4 as position,
      pg_catalog.format_type(a.atttypid, a.atttypmod) as type, ${collationSql('a.attcollation', 'a.atttypid')} as collation,
      ${notNull} as "notNull",
      case when s.seqrelid is not null then ${sequenceOptionsSql('s')} end as identity,
      case when q.oid is not null then format('%I.%I', qn.nspname, q.relname) end as "identitySequence", a.attidentity = 'a' as always,
      pg_catalog.obj_description(q.oid, 'pg_class') as "identityComment",
      ${grantsSql('q.relacl', `pg_catalog.acldefault('s', q.relowner)`)} as "identityGrants",
      case when a.attgenerated <> '' then pg_catalog.pg_get_expr(x.adbin, x.adrelid) end as generated, a.attgenerated <> 'v' as stored,
      case when a.attstorage <> t.typstorage then case a.attstorage when 'p' then 'PLAIN' when 'e' then 'EXTERNAL' when 'm' then 'MAIN'
        else 'EXTENDED' end end as storage,
      ${compression} as compression, nullif(a.attstattarget, -1)::int4 as statistics, a.attoptions as options, a.attfdwoptions as "foreignOptions",
      a.attislocal and c.reloftype = 0 as local, a.attinhcount > 0 or c.reloftype <> 0 as inherited,
      array[${placeSql('pg_class', 'a.attrelid', 'a.attnum')}, ${notNullPlace},
        case when q.oid is not null then ${placeSql('pg_class', 'q.oid')} end,
        case when x.oid is not null and a.attgenerated <> '' then ${placeSql('pg_attrdef', 'x.oid')} end] as places,
      (select coalesce(array_agg(${placeSql('pg_class', 'u.attrelid', 'u.attnum')}), '{}') from pg_catalog.pg_inherits h
        join pg_catalog.pg_attribute u on u.attrelid = h.inhparent where h.inhrelid = a.attrelid and u.attname = a.attname
        and not u.attisdropped and a.attinhcount > 0) as parents,
      ${columnMetaSql('a')}
    from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      join pg_catalog.pg_type t on t.oid = a.atttypid
      left join pg_catalog.pg_attrdef x on x.adrelid = a.attrelid and x.adnum = a.attnum
      left join pg_catalog.pg_depend i on i.refclassid = 'pg_catalog.pg_class'::regclass and i.refobjid = a.attrelid and i.refobjsubid = a.attnum
        and i.classid = 'pg_catalog.pg_class'::regclass and i.deptype = 'i' and a.attidentity <> ''
        and exists (select 1 from pg_catalog.pg_class e where e.oid = i.objid and e.relkind = 'S')
      left join pg_catalog.pg_class q on q.oid = i.objid
      left join pg_catalog.pg_namespace qn on qn.oid = q.relnamespace left join pg_catalog.pg_sequence s on s.seqrelid = q.oid
    where c.relkind in ('r', 'p', 'f') and a.attnum > 0 and not a.attisdropped and ${userNamespace.replaceAll('nspname', 'n.nspname')}
      and ${notOfExtension('pg_class', 'c.oid')}`;
}

function isOf(row: ColumnRow): Properties['column'] {
  const { notNull, identity, identitySequence } = row;
  return {
    table: row.table,
    foreign: row.foreign,
    position: row.position,
    type: row.type,
    ...(row.collation !== null && { collation: row.collation }),
    ...(notNull && { notNull: notNullOf(notNull, row) }),
    ...(identity &&
      identitySequence !== null && {
        identity: {
          ...identity,
          always: row.always,
          sequence: identitySequence,
          ...(row.identityComment !== null && { comment: row.identityComment }),
          ...(row.identityGrants !== null && { grants: row.identityGrants }),
        },
      }),
    ...(row.generated !== null && { generated: { expression: withInLists(row.generated), stored: row.stored } }),
    ...(row.storage !== null && { storage: row.storage }),
    ...(row.compression !== null && { compression: row.compression }),
    ...(row.statistics !== null && { statistics: row.statistics }),
    options: optionsOf(row.options),
    foreignOptions: optionsOf(row.foreignOptions),
    local: row.local,
    inherited: row.inherited,
  };
}

function notNullOf(
  { name, noInherit, validated, local, partition }: NotNullRow,
  { relation, name: column }: ColumnRow,
) {
  const usual = newName(relation, [column], 'not_null', () => false);
  // One that is only inherited has whichever name it came with; a partition can be given it before it is attached.
  const isNamed = (local || partition) && name !== null && name !== usual;
  return { ...(isNamed && { name }), noInherit, validated, local };
}

interface DefaultRow {
  readonly schema: string;
  readonly name: string;
  readonly address: string;
  readonly table: string;
  readonly expression: string;
  readonly foreign: boolean;
  readonly places: readonly string[];
}

/** Defaults of columns of tables and foreign tables. */
export const readDefaults: Reader = async session => {
  const rows = await session.query<DefaultRow>(`
    select n.nspname as schema, a.attname as name, quote_ident(a.attname) as address, format('%I.%I', n.nspname, c.relname) as table,
      pg_catalog.pg_get_expr(x.adbin, x.adrelid) as expression, c.relkind = 'f' as foreign, array[${placeSql('pg_attrdef', 'x.oid')}] as places
    from pg_catalog.pg_attrdef x join pg_catalog.pg_attribute a on a.attrelid = x.adrelid and a.attnum = x.adnum
      join pg_catalog.pg_class c on c.oid = a.attrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'f') and a.attgenerated = '' and ${userNamespace} and ${notOfExtension('pg_class', 'c.oid')}`);
  return rows.map(({ schema, name, address, table, expression, foreign, places }) => {
    const column = `${table}.${address}`;
    const is = { table, column: address, expression: withInLists(expression), foreign };
    return {
      object: { id: `default ${column}`, kind: 'default', schema, name, address, parent: `column ${column}`, is },
      places,
    };
  });
};
