import type { Enabled } from '../../schema/inventory.js';
import { withInLists } from './inLists.js';
import { type MetaRow, metaOf, metaSql } from './meta.js';
import { functionNameSql, placeSql, relationIdSql } from './places.js';
import { notOfExtension, type Reader, userNamespace } from './reader.js';

interface PartRow extends MetaRow {
  readonly schema: string;
  readonly name: string;
  readonly address: string;
  readonly table: string;
  readonly parent: string;
  readonly create: string;
  readonly enabled: Enabled;
  readonly places: readonly string[];
}

const enabledSql = (column: string) =>
  `case ${column} when 'D' then 'disabled' when 'R' then 'replica' when 'A' then 'always' else 'origin' end`;

/** Rules of tables and views, without those that make a view a view. */
export const readRules: Reader = async session => {
  const rows = await session.query<PartRow>(`
    select n.nspname as schema, r.rulename as name, quote_ident(r.rulename) as address, format('%I.%I', n.nspname, c.relname) as table,
      ${relationIdSql('c', 'n')} as parent, pg_catalog.pg_get_ruledef(r.oid) as create, ${enabledSql('r.ev_enabled')} as enabled,
      array[${placeSql('pg_rewrite', 'r.oid')}] as places, ${metaSql({ catalog: 'pg_rewrite', alias: 'r' })}
    from pg_catalog.pg_rewrite r join pg_catalog.pg_class c on c.oid = r.ev_class join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where r.rulename <> '_RETURN' and ${userNamespace} and ${notOfExtension('pg_rewrite', 'r.oid')}
      and ${notOfExtension('pg_class', 'c.oid')}`);
  return rows.map(row => {
    const { schema, name, address, table, parent, enabled } = row;
    const is = { table, enabled, create: withInLists(row.create.trim().replace(/;$/, '')) };
    const id = `rule ${table} ${address}`;
    return { object: { id, kind: 'rule', schema, name, address, parent, ...metaOf(row), is }, places: row.places };
  });
};

/**
 * Triggers. Those that a partition has as clones of its parent's are left out, but for those whose state is not that of the parent's: their
 * CREATE statement is empty.
 */
export const readTriggers: Reader = async session => {
  const rows = await session.query<PartRow & { isConstraint: boolean; original: string }>(`
    select n.nspname as schema, t.tgname as name, quote_ident(t.tgname) as address, format('%I.%I', n.nspname, c.relname) as table,
      ${relationIdSql('c', 'n')} as parent, case when t.tgparentid = 0 then pg_catalog.pg_get_triggerdef(t.oid) else '' end as create,
      ${enabledSql('t.tgenabled')} as enabled, t.tgconstraint <> 0 as "isConstraint",
      array[${placeSql('pg_trigger', 't.oid')}, ${placeSql('pg_constraint', 't.tgconstraint')}] as places,
      ${placeSql('pg_trigger', 't.tgparentid')} as original,
      ${metaSql({ catalog: 'pg_trigger', alias: 't' })}
    from pg_catalog.pg_trigger t join pg_catalog.pg_class c on c.oid = t.tgrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      left join pg_catalog.pg_trigger u on u.oid = t.tgparentid
    where (t.tgparentid = 0 and not t.tgisinternal or u.tgenabled <> t.tgenabled and not u.tgisinternal) and ${userNamespace}
      and ${notOfExtension('pg_trigger', 't.oid')} and ${notOfExtension('pg_class', 'c.oid')}`);
  return rows.map(row => {
    const { schema, name, address, table, parent, enabled, create, isConstraint } = row;
    const id = `trigger ${table} ${address}`;
    const is = { table, enabled, create: withInLists(create), isConstraint };
    return {
      object: { id, kind: 'trigger', schema, name, address, parent, ...metaOf(row), is },
      places: row.places,
      alsoNeeds: [row.original],
    };
  });
};

interface EventTriggerRow extends MetaRow {
  readonly name: string;
  readonly address: string;
  readonly create: string;
  readonly enabled: Enabled;
  readonly places: readonly string[];
}

export const readEventTriggers: Reader = async session => {
  const rows = await session.query<EventTriggerRow>(`
    select v.evtname as name, quote_ident(v.evtname) as address, format('CREATE EVENT TRIGGER %I ON %s%s EXECUTE FUNCTION %s()', v.evtname,
        v.evtevent, (select ' WHEN TAG IN (' || string_agg(quote_literal(g.tag), ', ' order by g.place) || ')' from unnest(v.evttags) with ordinality g(tag, place)),
        ${functionNameSql('v.evtfoid')}) as create,
      ${enabledSql('v.evtenabled')} as enabled, array[${placeSql('pg_event_trigger', 'v.oid')}] as places,
      ${metaSql({ catalog: 'pg_event_trigger', alias: 'v', owner: 'evtowner' })}
    from pg_catalog.pg_event_trigger v where ${notOfExtension('pg_event_trigger', 'v.oid')}`);
  return rows.map(row => {
    const { name, address, create, enabled } = row;
    const id = `eventTrigger ${address}`;
    return {
      object: { id, kind: 'eventTrigger', name, address, ...metaOf(row), is: { create, enabled } },
      places: row.places,
    };
  });
};
