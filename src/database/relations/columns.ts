import type { RelationColumn } from '../../schema/relation.js';
import type { Types } from './columnTypes.js';
import type { ColumnRow } from './relationRows.js';

/** @param isView its columns can be NULL whatever their domains say: of the other side of an outer join */
export function columnTypesOf(rows: readonly ColumnRow[], types: Types, isView: boolean): readonly RelationColumn[] {
  return rows.map(row => ({
    name: row.name,
    type: types.typeOf(row.typeId, row.written, row.dimensions),
    ...(row.comment !== null && { comment: row.comment }),
    notNull: row.notNull || (!isView && types.isNotNull(row.typeId)),
    ...(row.default !== null && { default: row.default }),
    ...(row.identity !== '' && { identity: row.identity === 'a' ? ('always' as const) : ('by default' as const) }),
    generated: row.generated,
    updatable: row.updatable,
  }));
}
