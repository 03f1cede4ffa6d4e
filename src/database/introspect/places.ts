/** SQL that makes places and ids. */

/** SQL: the Place of a row of a catalog, or of a part of it. */
export function placeSql(catalog: string, oid: string, part = '0'): string {
  return `format('%s/%s/%s', 'pg_catalog.${catalog}'::regclass::oid, ${oid}, ${part})`;
}

/** SQL: the kind of what has columns. `alias`: pg_class in the query. */
export function relationKindSql(alias: string): string {
  return `(case ${alias}.relkind when 'v' then 'view' when 'm' then 'materializedView' when 'f' then 'foreignTable' else 'table' end)`;
}

/** SQL: the ObjectId of what has columns. `schema`: its pg_namespace. */
export function relationIdSql(alias: string, schema: string): string {
  return `format('%s %I.%I', ${relationKindSql(alias)}, ${schema}.nspname, ${alias}.relname)`;
}

/** SQL: a routine as statements name it: `public.f(integer, text)`. `alias`: pg_proc; `schema`: its pg_namespace. */
export function routineAddressSql(alias: string, schema: string): string {
  return `format('%I.%I(%s)', ${schema}.nspname, ${alias}.proname, (select coalesce(string_agg(pg_catalog.format_type(u.type, null), ', ' order by u.place), '')
    from unnest(${alias}.proargtypes) with ordinality u(type, place)))`;
}

/** SQL: a line for each argument (mode, name, type; a dash where it has no name) and one for the kind and the result. */
export function signatureSql(alias: string): string {
  return `concat_ws(e'\\n', (select string_agg(format('%s %s %s', coalesce(${alias}.proargmodes[u.place], 'i'),
      coalesce(quote_ident(nullif(${alias}.proargnames[u.place], '')), '-'), pg_catalog.format_type(u.type, null)), e'\\n' order by u.place)
    from unnest(coalesce(${alias}.proallargtypes, ${alias}.proargtypes::oid[])) with ordinality u(type, place)),
    ${alias}.prokind::text || ' ' || pg_catalog.pg_get_function_result(${alias}.oid))`;
}

/** SQL: the qualified name of a function, without arguments; null for 0. */
export function functionNameSql(oid: string): string {
  return `(select format('%I.%I', fn.nspname, f.proname) from pg_catalog.pg_proc f join pg_catalog.pg_namespace fn on fn.oid = f.pronamespace
    where f.oid = ${oid}::oid)`;
}

/** SQL: the qualified name of an operator as OPERATOR(…) holds it: `public.=`; null for 0. */
export function operatorNameSql(oid: string): string {
  return `(select format('%I.%s', n2.nspname, o2.oprname) from pg_catalog.pg_operator o2 join pg_catalog.pg_namespace n2 on n2.oid = o2.oprnamespace
    where o2.oid = ${oid}::oid)`;
}
