/** Relations written down in a line or two each. */
import type { ColumnType, Relation, RelationColumn, RelationIndex } from '../../../src/schema/relation.js';

export function typeOf(written: string): ColumnType {
  const [, name = written, modifiers = '', array = ''] = /^(.*?)(?:\(([\d,-]+)\))?(\[\])?$/.exec(written) ?? [];
  const base: ColumnType = {
    name,
    modifiers: modifiers === '' ? [] : modifiers.split(',').map(Number),
    kind: 'base',
    domains: [],
  };
  return array === '' ? base : { name, modifiers: [], kind: 'array', element: base, domains: [] };
}

export function enumOf(name: string, ...values: readonly string[]): ColumnType {
  return { name: `public.${name}`, modifiers: [], kind: 'enum', values, domains: [] };
}

/** `bigint!` is NOT NULL, `timestamp with time zone! = now()` has a default. */
export function column(name: string, written: string | ColumnType, more: Partial<RelationColumn> = {}): RelationColumn {
  const [, text, notNull, value] = /^(.*?)(!?)(?: = (.*))?$/.exec(typeof written === 'string' ? written : '') ?? [];
  return {
    name,
    type: typeof written === 'string' ? typeOf(text ?? '') : written,
    notNull: notNull === '!',
    ...(value !== undefined && { default: value }),
    generated: false,
    updatable: true,
    ...more,
  };
}

/** `created_at desc, id`; `?` is an expression. */
export function index(written: string, more: Partial<RelationIndex> = {}): RelationIndex {
  const keys = written.split(', ').map(key => {
    const [, name = key, down] = /^(.*?)( desc)?$/.exec(key) ?? [];
    const descending = down !== undefined;
    return { ...(name !== '?' && { column: name }), descending, nullsFirst: descending };
  });
  return { name: `by ${written}`, method: 'btree', unique: false, keys, ...more };
}

interface Made extends Partial<Omit<Relation, 'columns' | 'indexes' | 'foreignKeys'>> {
  readonly indexes?: readonly (string | RelationIndex)[];
  /** Columns → table and columns: `{ customer_id: 'customers.id' }` */
  readonly references?: Readonly<Record<string, string>>;
}

export function table(
  name: string,
  columns: Readonly<Record<string, string | ColumnType>> | readonly RelationColumn[],
  { indexes = [], references = {}, ...made }: Made = {},
): Relation {
  const own = Array.isArray(columns)
    ? (columns as readonly RelationColumn[])
    : Object.entries(columns as Readonly<Record<string, string | ColumnType>>).map(([key, type]) => column(key, type));
  const { key } = made;
  const primary = key ? [{ ...index(key.join(', ')), name: `${name}_pkey`, unique: true }] : [];
  return {
    schema: 'public',
    name,
    kind: 'table',
    columns: own,
    uniques: key ? [{ name: `${name}_pkey`, columns: key, isPrimary: true }] : [],
    indexes: [...primary, ...indexes.map(one => (typeof one === 'string' ? index(one) : one))],
    foreignKeys: Object.entries(references).map(([from, to]) => {
      const [target = '', means = ''] = to.split('.');
      return {
        name: `${name}_${from}_fkey`,
        columns: from.split(', '),
        target: { schema: made.schema ?? 'public', name: target, columns: means.split(', ') },
      };
    }),
    checks: [],
    rowSecurity: false,
    allows: { insert: true, update: true, delete: true },
    ...made,
  };
}
