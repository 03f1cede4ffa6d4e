/** By what lists can be filtered: only by what an index finds. */
import type { Relation } from '../schema/relation.js';
import { covers, leads } from './indexOrder.js';
import { isPlainName } from './names.js';
import { noteOf } from './notes.js';
import type { Field, Filter, NestedList, Resource, ResourceNote } from './resource.js';
import { valueKind } from './typeKinds.js';

const ranges = [
  ['_gte', '>='],
  ['_gt', '>'],
  ['_lte', '<='],
  ['_lt', '<'],
] as const;

/** Parameters of every list. */
const own: ReadonlySet<string> = new Set(['limit', 'cursor', 'offset', 'sort']);

export interface Filters {
  readonly filters: readonly Filter[];
  readonly notes: readonly ResourceNote[];
}

/** @param nested the lists of this resource below others */
export function filtersOf(
  relation: Relation,
  { fields, key }: Pick<Resource, 'fields' | 'key'>,
  nested: readonly NestedList[],
): Filters {
  const filters: Filter[] = [];
  const notes: ResourceNote[] = [];
  const columns = new Set(relation.columns.map(({ name }) => name));
  const add = (field: Field, withRanges: boolean, within?: string) => {
    if (within === undefined && key.length === 1 && field.isKey) return;
    if (!isPlainName(field.name)) {
      const message = `Lists cannot be filtered by "${field.name}": a query parameter of this name would not be read the same everywhere.`;
      if (!notes.some(({ column }) => column === field.name))
        notes.push(noteOf(relation, 'left-out', 'info', message, field.name));
      return;
    }
    for (const filter of wanted(relation, field, withRanges)) {
      if (filters.some(one => one.parameter === filter.parameter && (one.within ?? within) === within)) continue;
      if (own.has(filter.parameter) || (filter.parameter !== field.name && columns.has(filter.parameter))) {
        const message = `Lists cannot be filtered by "${field.name}" with ${filter.operator}: the query parameter "${filter.parameter}" means something else.`;
        if (!notes.some(one => one.message === message))
          notes.push(noteOf(relation, 'left-out', 'info', message, field.name));
      } else filters.push({ ...filter, ...(within !== undefined && { within }) });
    }
  };
  for (const index of relation.indexes) {
    const leading = fields.find(({ name }) => name === index.keys[0]?.column);
    if (leading && /^(?:btree|hash)$/.test(index.method) && covers(index, [leading.name])) {
      add(leading, index.method === 'btree');
    }
  }
  for (const { name, fields: foreignKey } of nested) {
    for (const index of relation.indexes) {
      const next = fields.find(one => one.name === index.keys[foreignKey.length]?.column);
      if (!next || index.method !== 'btree' || !leads(index, foreignKey)) continue;
      if (covers(index, [...foreignKey, next.name])) add(next, true, name);
    }
  }
  return { filters, notes };
}

function wanted({ foreignKeys }: Relation, field: Field, withRanges: boolean): readonly Filter[] {
  if (field.access === 'writeOnly') return [];
  const kind = valueKind(field.type);
  if (kind === undefined) return [];
  const isReference = field.isKey || foreignKeys.some(({ columns }) => columns.includes(field.name));
  const isMeasure =
    kind === 'moment' || (!isReference && (kind === 'integer' || kind === 'fraction' || kind === 'date'));
  const equals: Filter = { parameter: field.name, field: field.name, operator: '=' };
  const inRange = ranges.map(
    ([end, operator]): Filter => ({ parameter: field.name + end, field: field.name, operator }),
  );
  return [...(kind === 'moment' ? [] : [equals]), ...(isMeasure && withRanges ? inRange : [])];
}
