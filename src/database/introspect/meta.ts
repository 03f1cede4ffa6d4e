/** What objects of every kind have: a comment, an owner, grants. SQL that reads them, and the way from its rows to an object. */
import type { Attribute, Grant } from '../../schema/inventory.js';

/** Columns that `metaSql` makes. */
export interface MetaRow {
  readonly comment: string | null;
  readonly owner: string | null;
  readonly grants: readonly Grant[] | null;
}

/** Where a catalog keeps these. `alias`: its name in the query. */
export interface MetaSource {
  /** `pg_class` */
  readonly catalog: string;
  readonly alias: string;
  /** Its column with the owner: `relowner`. */
  readonly owner?: string;
  /** Its column with the grants, and the letter of acldefault: `relacl`, `r`. The owner has to be given, too. */
  readonly acl?: string;
  readonly aclKind?: AclKind;
}

/** Letters of acldefault: relation, sequence, function, language, schema, foreign data wrapper, server, type. */
export type AclKind = 'r' | 's' | 'f' | 'l' | 'n' | 'F' | 'S' | 'T';

/** SQL: the columns of a MetaRow, to stand in a SELECT list. */
export function metaSql({ catalog, alias, owner, acl, aclKind }: MetaSource): string {
  const ownerId = owner === undefined ? undefined : `${alias}.${owner}`;
  const grants =
    ownerId !== undefined && acl !== undefined && aclKind !== undefined
      ? grantsSql(`${alias}.${acl}`, `pg_catalog.acldefault('${aclKind}', ${ownerId})`)
      : 'null::jsonb';
  return `pg_catalog.obj_description(${alias}.oid, '${catalog}') as comment,
    ${ownerId === undefined ? 'null' : `pg_catalog.pg_get_userbyid(${ownerId})`}::text as owner, ${grants} as grants`;
}

/** SQL: the same columns for a column of a relation; `alias` is that of pg_attribute. Its owner is that of the relation. */
export function columnMetaSql(alias: string): string {
  return `pg_catalog.col_description(${alias}.attrelid, ${alias}.attnum) as comment, null::text as owner,
    case when ${alias}.attacl is null then null else nullif(${explodedSql(`${alias}.attacl`)}, '[]'::jsonb) end as grants`;
}

/** SQL: an aclitem[] as Grant[]; null where it is null or says what `usual`, one more aclitem[], says. */
export function grantsSql(acl: string, usual: string): string {
  return `case when ${acl} is null then null else nullif(${explodedSql(acl)}, ${explodedSql(usual)}) end`;
}

/** SQL: an aclitem[] as Grant[], sorted; who granted is left out. */
export function explodedSql(acl: string): string {
  return `(select coalesce(jsonb_agg(jsonb_build_object('to', g.role, 'privileges', g.privileges, 'withGrantOption', g.grantable)
      order by g.role collate "C", g.grantable), '[]'::jsonb)
    from (select case x.grantee when 0 then 'PUBLIC' else pg_catalog.pg_get_userbyid(x.grantee)::text end as role,
        x.is_grantable as grantable, array_agg(distinct x.privilege_type collate "C" order by x.privilege_type collate "C") as privileges
      from pg_catalog.aclexplode(${acl}) x group by 1, 2) g)`;
}

/** What an object has of it: absent, not null or undefined, where there is none. */
export function metaOf({ comment, owner, grants }: MetaRow): {
  readonly comment?: string;
  readonly owner?: string;
  readonly grants?: readonly Grant[];
} {
  return {
    ...(comment !== null && { comment }),
    ...(owner !== null && { owner }),
    ...(grants !== null && {
      grants: grants.map(({ to, privileges, withGrantOption }) => ({ to, privileges, withGrantOption })),
    }),
  };
}

/** `{fillfactor=70}` as an object; absent options are none. */
export function optionsOf(options: readonly string[] | null): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (options ?? []).map(option => {
      const at = option.indexOf('=');
      return [option.slice(0, at), option.slice(at + 1)] as const;
    }),
  );
}

/** SQL: the columns of a relation (or the attributes of a composite type) as Attribute[]; `relation` is its oid. */
export function attributesSql(relation: string): string {
  return `(select coalesce(jsonb_agg(jsonb_build_object('name', a.attname, 'type', pg_catalog.format_type(a.atttypid, a.atttypmod),
      'collation', ${collationSql('a.attcollation', 'a.atttypid')}, 'comment', pg_catalog.col_description(a.attrelid, a.attnum),
      'grants', case when a.attacl is null then null else ${explodedSql('a.attacl')} end)
      order by a.attnum), '[]'::jsonb)
    from pg_catalog.pg_attribute a where a.attrelid = ${relation} and a.attnum > 0 and not a.attisdropped)`;
}

/** SQL: a collation's name when it is not that of the type, else null. */
export function collationSql(collation: string, type: string): string {
  return `(select format('%I.%I', n.nspname, l.collname) from pg_catalog.pg_collation l join pg_catalog.pg_namespace n on n.oid = l.collnamespace
    where l.oid = ${collation} and l.oid is distinct from (select lt.typcollation from pg_catalog.pg_type lt where lt.oid = ${type}))`;
}

/** An attribute as `attributesSql` reads it. */
export interface AttributeRow {
  readonly name: string;
  readonly type: string;
  readonly collation: string | null;
  readonly comment: string | null;
  readonly grants: readonly Grant[] | null;
}

/** Attributes as `attributesSql` reads them: what is null is left out. */
export function attributesOf(rows: readonly AttributeRow[]): readonly Attribute[] {
  return rows.map(({ name, type, collation, comment, grants }) => ({
    name,
    type,
    ...(collation !== null && { collation }),
    ...(comment !== null && { comment }),
    ...(grants !== null && grants.length > 0 && { grants }),
  }));
}
