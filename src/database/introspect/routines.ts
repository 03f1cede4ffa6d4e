import { type MetaRow, metaOf, metaSql } from './meta.js';
import { placeSql, routineAddressSql, signatureSql } from './places.js';
import { notOfExtension, type Reader, userNamespace } from './reader.js';

interface RoutineRow extends MetaRow {
  readonly schema: string;
  readonly name: string;
  readonly address: string;
  readonly isProcedure: boolean;
  readonly create: string;
  readonly signature: string;
  readonly defaults: number;
  readonly language: string;
  readonly parent: string | null;
  readonly places: readonly string[];
}

/**
 * Functions and procedures. `signature` has a line for each argument (mode, name, type; a dash where it has no name) and one for the
 * result. The functions that read and write values of a base type are parts of that type: neither can be without the other.
 */
export const readRoutines: Reader = async session => {
  const rows = await session.query<RoutineRow>(`
    select n.nspname as schema, p.proname as name, ${routineAddressSql('p', 'n')} as address, p.prokind = 'p' as "isProcedure",
      pg_catalog.pg_get_functiondef(p.oid) as create, p.pronargdefaults::int as defaults, l.lanname as language,
      ${signatureSql('p')} as signature,
      (select format('baseType %I.%I', tn.nspname, t.typname) from pg_catalog.pg_type t join pg_catalog.pg_namespace tn on tn.oid = t.typnamespace
        where t.typtype = 'b' and p.oid in (t.typinput, t.typoutput, t.typreceive, t.typsend)
          and (p.prorettype = t.oid or t.oid = any (p.proargtypes::oid[])) limit 1) as parent,
      array[${placeSql('pg_proc', 'p.oid')}] as places,
      ${metaSql({ catalog: 'pg_proc', alias: 'p', owner: 'proowner', acl: 'proacl', aclKind: 'f' })}
    from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace join pg_catalog.pg_language l on l.oid = p.prolang
    where p.prokind in ('f', 'p', 'w') and ${userNamespace} and ${notOfExtension('pg_proc', 'p.oid')}
      and not exists (select 1 from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_proc'::regclass and d.objid = p.oid and d.deptype = 'i')`);
  return rows.map(row => {
    const { schema, name, address, signature, defaults, language } = row;
    const kind = row.isProcedure ? 'procedure' : 'function';
    const parent = row.parent === null ? {} : { parent: row.parent };
    const is = { create: row.create.trimEnd(), signature, defaults, language };
    return {
      object: { id: `${kind} ${address}`, kind, schema, name, address, ...parent, ...metaOf(row), is },
      places: row.places,
    };
  });
};
