/** Views over one table have what it has, under their own names. */
import { readViewSource } from '../../schema/postgres/viewColumns.js';
import type { Relation, RelationColumn } from '../../schema/relation.js';
import type { RelationRow } from './relationRows.js';

interface Read {
  readonly row: RelationRow;
  readonly relation: Relation;
}

/** The relations in their order; views, also views of views, with what comes from the table behind them. */
export function seenThrough(all: readonly Read[]): readonly Relation[] {
  const byName = new Map(all.map(one => [nameOf(one.relation.schema, one.relation.name), one]));
  const done = new Map<Read, Relation>();
  const resolve = (one: Read): Relation => {
    const known = done.get(one);
    if (known) return known;
    // Views cannot go round in circles; should one seem to, it is taken as it is.
    done.set(one, one.relation);
    const { row, relation } = one;
    const source = row.definition === null ? undefined : readViewSource(row.definition);
    const base = source && byName.get(nameOf(source.schema ?? '', source.name));
    // The server has looked at views that it can write through: none of their expressions gives several rows.
    const isSafe =
      source && (!source.calls || row.allowsItself > 0) && source.columns.length === relation.columns.length;
    const seen = base && isSafe ? shown(one, resolve(base), source.columns) : relation;
    done.set(one, seen);
    return seen;
  };
  return all.map(resolve);
}

function nameOf(schema: string, name: string): string {
  return JSON.stringify([schema, name]);
}

/** @param from the table's column of each of the view's. */
function shown({ row, relation: view }: Read, table: Relation, from: readonly (string | undefined)[]): Relation {
  const columns = view.columns.map((column, index) => {
    const base = table.columns.find(one => one.name === from[index]);
    if (!base) return column;
    // No statement may set one column of the table under two names.
    const isAgain = row.allowsItself > 0 && from.indexOf(from[index]) < index;
    return { ...inherited(column, base), ...(isAgain && { updatable: false }) };
  });
  /** Undefined: the view does not show all of them. */
  const renamed = (names: readonly string[]): readonly string[] | undefined => {
    const own = names.flatMap(name => view.columns[from.indexOf(name)]?.name ?? []);
    return own.length === names.length ? own : undefined;
  };
  const foreignKeys = table.foreignKeys.flatMap(one => {
    const own = renamed(one.columns);
    return own ? [{ ...one, columns: own }] : [];
  });
  if (view.kind === 'materializedView') {
    const unique = view.uniques.find(one => one.columns.every(name => columns.find(c => c.name === name)?.notNull));
    return { ...view, columns, foreignKeys, ...(unique && { key: unique.columns }) };
  }
  const key = table.key && renamed(table.key);
  // Through the view alone, not by a trigger, no row can come that lacks what the table needs.
  const lacks =
    table.columns.some(one => needsValue(one) && !from.includes(one.name)) &&
    (row.allows & 8) === (row.allowsItself & 8);
  return {
    ...view,
    columns,
    ...(key && { key }),
    allows: { ...view.allows, insert: view.allows.insert && !lacks },
    uniques: table.uniques.flatMap(one => {
      const own = renamed(one.columns);
      return own ? [{ ...one, columns: own }] : [];
    }),
    indexes: table.indexes.map(one => {
      const keys = one.keys.map(({ column, ...rest }) => {
        const own = column === undefined ? undefined : renamed([column]);
        return { ...(own && { column: own[0]! }), ...rest };
      });
      if (!one.predicate) return { ...one, keys };
      const { text, notNullOf } = one.predicate;
      const said = notNullOf && renamed(notNullOf);
      return { ...one, keys, predicate: { text, ...(said && { notNullOf: said }) } };
    }),
    foreignKeys,
    checks: table.checks.flatMap(one => {
      const own = one.columns.flatMap(name => renamed([name]) ?? []);
      const bounds = one.bounds.flatMap(({ column, is }) =>
        (renamed([column]) ?? []).map(name => ({ column: name, is })),
      );
      return own.length > 0 ? [{ ...one, columns: own, bounds }] : [];
    }),
  };
}

function needsValue({ notNull, identity, generated, default: value }: RelationColumn): boolean {
  return notNull && !identity && !generated && value === undefined;
}

function inherited(column: RelationColumn, base: RelationColumn): RelationColumn {
  return {
    ...column,
    ...(column.comment === undefined && base.comment !== undefined && { comment: base.comment }),
    ...(column.default === undefined && base.default !== undefined && { default: base.default }),
    // Only tables know of how many dimensions an array is.
    type: base.type,
    ...(base.identity && { identity: base.identity }),
    notNull: column.notNull || base.notNull,
    generated: base.generated,
  };
}
