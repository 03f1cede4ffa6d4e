/** The types of columns, with all that they are made of. */
import { readBounds } from '../../schema/postgres/bounds.js';
import type { ColumnType, DomainUse } from '../../schema/relation.js';
import type { Session } from '../session.js';
import { relationsSql } from './relationRows.js';

interface TypeRow {
  readonly id: string;
  readonly schema: string;
  readonly ownName: string;
  readonly type: 'b' | 'c' | 'd' | 'e' | 'p' | 'r' | 'm';
  /** As format_type prints it without modifiers. */
  readonly name: string;
  readonly isArray: boolean;
  /** Of an array. */
  readonly elementId: string;
  /** Of a domain. */
  readonly baseId: string;
  readonly written: string | null;
  readonly dimensions: number;
  readonly notNull: boolean;
  readonly checks: readonly string[];
  readonly comment: string | null;
  readonly values: readonly string[];
  /** Of a range and a multirange. */
  readonly endId: string | null;
  readonly attributeNames: readonly string[];
  readonly attributeTypes: readonly string[];
  readonly attributesWritten: readonly string[];
  readonly extension: string | null;
}

export interface Types {
  /**
   * @param written the type with its modifiers, when there are any
   * @param dimensions of an array: as many arrays within each other
   */
  readonly typeOf: (id: string, written: string | null, dimensions: number) => ColumnType;
  /** A domain on the way is NOT NULL. */
  readonly isNotNull: (id: string) => boolean;
}

/** All types that columns of relations have or are made of, in one query. The SQL parser is loaded already. */
export async function readTypes(session: Session): Promise<Types> {
  const rows = new Map((await typeRows(session)).map(row => [row.id, row]));
  const uses = new Map<string, DomainUse>();
  /** Of a domain what it is over in the end. */
  const baseName = (row: TypeRow): string | undefined => {
    const base = rows.get(row.baseId);
    return base?.type === 'd' ? baseName(base) : base?.name;
  };
  const domainUse = (row: TypeRow): DomainUse => {
    const known = uses.get(row.id);
    if (known) return known;
    const use: DomainUse = {
      schema: row.schema,
      name: row.ownName,
      ...(row.comment !== null && { comment: row.comment }),
      bounds: row.checks.flatMap(check => readBounds(check, () => baseName(row)).bounds.map(one => one.is)),
    };
    uses.set(row.id, use);
    return use;
  };

  /** @param within types that this one is a part of: a composite type can hold an array of its own. */
  const typeOf = (id: string, written: string | null, dimensions: number, within: readonly string[]): ColumnType => {
    const row = rows.get(id);
    if (!row) return { name: 'unknown', modifiers: [], kind: 'base', domains: [] };
    if (row.type === 'd') {
      const base = typeOf(row.baseId, row.written, row.dimensions, within);
      return { ...base, domains: [domainUse(row), ...base.domains] };
    }
    const name = row.name.replace(/(?:\[\])+$/, '');
    const own = { name, modifiers: modifiersOf(written), domains: [], ...extensionOf(row) };
    const inner = (typeId: string, text: string | null) => typeOf(typeId, text, 0, [...within, id]);
    if (row.isArray) {
      const element = dimensions > 1 ? typeOf(id, written, dimensions - 1, within) : inner(row.elementId, written);
      return { ...own, modifiers: [], kind: 'array', element };
    }
    if (row.type === 'e') return { ...own, kind: 'enum', values: row.values };
    if ((row.type === 'r' || row.type === 'm') && row.endId !== null) {
      return { ...own, kind: row.type === 'r' ? 'range' : 'multirange', element: inner(row.endId, null) };
    }
    if (row.type !== 'c') return { ...own, kind: 'base' };
    if (within.includes(id)) return { ...own, kind: 'composite' };
    const attributes = row.attributeNames.map((attribute, index) => ({
      name: attribute,
      type: inner(row.attributeTypes[index]!, row.attributesWritten[index] || null),
    }));
    return { ...own, kind: 'composite', attributes };
  };

  const isNotNull = (id: string): boolean => {
    const row = rows.get(id);
    return row?.type === 'd' && (row.notNull || isNotNull(row.baseId));
  };
  return { typeOf: (id, written, dimensions) => typeOf(id, written, dimensions, []), isNotNull };
}

function extensionOf({ extension }: TypeRow): Pick<ColumnType, 'extension'> {
  return extension === null ? {} : { extension };
}

/** `timestamp(3) without time zone` → [3] */
function modifiersOf(written: string | null): readonly number[] {
  const inside = /\((-?\d+(?:,-?\d+)*)\)/.exec(written ?? '')?.[1];
  return inside === undefined ? [] : inside.split(',').map(Number);
}

function typeRows(session: Session): Promise<readonly TypeRow[]> {
  const rangesOf = session.version >= 140_000 ? 'in (r.rngtypid, r.rngmultitypid)' : '= r.rngtypid';
  const attributes = (what: string) => `array(select ${what} from pg_catalog.pg_attribute a
    where t.typtype = 'c' and a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped order by a.attnum)`;
  // A fixed length, like that of `point`, has elements and is no array.
  const isArray = `(t.typtype = 'b' and t.typcategory = 'A' and t.typelem <> 0 and t.typlen = -1)`;
  return session.query<TypeRow>(`with recursive used(id) as (
      select distinct a.atttypid from (${relationsSql}) c join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      union
      select x.id from used join pg_catalog.pg_type t on t.oid = used.id left join pg_catalog.pg_range r on t.oid ${rangesOf}
        cross join lateral (
          select t.typbasetype union all select case when ${isArray} then t.typelem else 0::oid end union all select r.rngsubtype
          union all select a.atttypid from pg_catalog.pg_attribute a where t.typtype = 'c' and a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
        ) x(id) where x.id <> 0
    )
    select t.oid::text as id, n.nspname::text as schema, t.typname::text as "ownName", t.typtype::text as type, pg_catalog.format_type(t.oid, null) as name,
      ${isArray} as "isArray", t.typelem::text as "elementId", t.typbasetype::text as "baseId",
      case when t.typtype = 'd' and t.typtypmod >= 0 then pg_catalog.format_type(t.typbasetype, t.typtypmod) end as written, t.typndims::int as dimensions, t.typnotnull as "notNull",
      array(select pg_catalog.pg_get_constraintdef(k.oid) from pg_catalog.pg_constraint k where k.contypid = t.oid and k.contype = 'c' and k.convalidated order by k.conname) as checks,
      pg_catalog.obj_description(t.oid, 'pg_type') as comment,
      array(select e.enumlabel::text from pg_catalog.pg_enum e where e.enumtypid = t.oid order by e.enumsortorder) as values,
      (select r.rngsubtype::text from pg_catalog.pg_range r where t.oid ${rangesOf}) as "endId",
      ${attributes('a.attname::text')} as "attributeNames", ${attributes('a.atttypid::text')} as "attributeTypes",
      ${attributes(`case when a.atttypmod >= 0 then pg_catalog.format_type(a.atttypid, a.atttypmod) else '' end`)} as "attributesWritten",
      (select x.extname::text from pg_catalog.pg_depend d join pg_catalog.pg_extension x on x.oid = d.refobjid
        where d.classid = 'pg_catalog.pg_type'::regclass and d.objid = t.oid and d.deptype = 'e' limit 1) as extension
    from used join pg_catalog.pg_type t on t.oid = used.id join pg_catalog.pg_namespace n on n.oid = t.typnamespace`);
}
