/** In which orders lists can be read page by page, none of which sorts a table. */
import type { Relation, RelationIndex } from '../schema/relation.js';
import { covers, leads, orderOf } from './indexOrder.js';
import { isPlainName } from './names.js';
import type { Resource, Sort } from './resource.js';

type Keyed = Pick<Resource, 'key' | 'keyParameters' | 'fields'>;

/** By the key, and by each index that has all rows. */
export function sortsOf(relation: Relation, resource: Keyed): readonly Sort[] {
  const { key, keyParameters, fields } = resource;
  if (key.length === 0) return [];
  const byKey: Sort = { name: keyParameters[0]!, fields: key };
  const others = shortestFirst(relation)
    .filter(index => covers(index, []))
    .flatMap(index => sortOf(orderOf(index, 0, fields), key, []) ?? []);
  return distinct([byKey, ...others]);
}

/** Below one row of a parent, by the indexes that begin with the foreign key; by the key when they give no other order. */
export function nestedSorts(relation: Relation, resource: Keyed, foreignKey: readonly string[]): readonly Sort[] {
  const { key, fields } = resource;
  if (key.length === 0) return [];
  const byIndex = shortestFirst(relation)
    .filter(index => leads(index, foreignKey) && covers(index, foreignKey))
    .flatMap(index => sortOf(orderOf(index, foreignKey.length, fields), key, foreignKey) ?? []);
  if (byIndex.length > 0) return distinct(byIndex);
  const rest = key.filter(name => !foreignKey.includes(name));
  const own = rest.length > 0 ? rest : key;
  return [{ name: resource.keyParameters[key.indexOf(own[0]!)]!, fields: own }];
}

/** The order of an index, made distinct by the key. */
function sortOf(order: readonly string[], key: readonly string[], same: readonly string[]): Sort | undefined {
  const [first] = order;
  if (first === undefined || !isPlainName(first)) return undefined;
  const rest = key.filter(name => !same.includes(name));
  // What follows all of the key tells nothing more.
  const end = order.findIndex((_, index) => rest.every(name => order.slice(0, index + 1).includes(name)));
  const before = end < 0 ? order : order.slice(0, end + 1);
  return { name: first, fields: [...before, ...rest.filter(name => !before.includes(name))] };
}

function shortestFirst({ indexes }: Relation): readonly RelationIndex[] {
  return [...indexes].sort((a, b) => a.keys.length - b.keys.length);
}

function distinct(sorts: readonly Sort[]): readonly Sort[] {
  return sorts.filter((sort, index) => sorts.findIndex(one => one.name === sort.name) === index);
}
