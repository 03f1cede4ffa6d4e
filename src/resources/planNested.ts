/** Lists of rows that belong to a row of another table: `/customers/{customer_id}/orders`. */
import type { Relation, RelationForeignKey } from '../schema/relation.js';
import type { ByRelation, Draft } from './draft.js';
import { findsBy } from './indexOrder.js';
import { parameterNames, type TakenNames } from './names.js';
import { listed, noteOf, quoted, sqlNameOf } from './notes.js';
import { nestedSorts } from './planSorts.js';
import type { NestedList, ResourceNote } from './resource.js';
import { kebabCase, pascalCase, wordsOf } from './words.js';

export interface Nesting {
  readonly nested: readonly NestedList[];
  readonly notes: readonly ResourceNote[];
}

/** By the foreign keys of `draft`; their names are taken. */
export function nestedOf(draft: Draft, drafts: ByRelation<Draft>, taken: TakenNames): Nesting {
  const { relation, fields } = draft;
  const nested: NestedList[] = [];
  const notes: ResourceNote[] = [];
  const shown = new Set(fields.flatMap(({ name, access }) => (access === 'writeOnly' ? [] : [name])));
  for (const foreignKey of relation.foreignKeys) {
    const parent = drafts.get(foreignKey.target);
    if (!parent || parent.key.length === 0 || !foreignKey.columns.every(name => shown.has(name))) continue;
    const own = inOrderOfKey(foreignKey, parent.key);
    if (!own) continue;
    if (!findsBy(relation, own)) {
      notes.push(unindexed(relation, foreignKey, parent, draft));
      continue;
    }
    // Two keys over the same columns lead to the same list.
    if (nested.some(one => one.parent === parent.segment && sameSet(one.fields, own))) continue;
    const names = nestedNames(draft, parent, own, taken);
    const parameters = parameterNames(own);
    nested.push({
      ...names,
      parent: parent.segment,
      fields: own,
      parameters,
      sorts: nestedSorts(relation, draft, own),
    });
  }
  return { nested, notes };
}

/** The columns of a foreign key in the order of the key that they mean; undefined: it means other columns. */
export function inOrderOfKey(
  { columns, target }: RelationForeignKey,
  key: readonly string[],
): readonly string[] | undefined {
  const own = key.flatMap(name => columns[target.columns.indexOf(name)] ?? []);
  return own.length === key.length && own.length === columns.length ? own : undefined;
}

export function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every(one => b.includes(one));
}

/** By the column, too, where several foreign keys lead to the same parent, or one to the table itself. */
function nestedNames(draft: Draft, parent: Draft, columns: readonly string[], taken: TakenNames) {
  const { relation, segment, collection } = draft;
  const { schema, name } = parent.relation;
  const toParent = relation.foreignKeys.filter(({ target }) => target.schema === schema && target.name === name);
  const isSeveral = toParent.length > 1 || relation === parent.relation;
  const by = byWords(columns);
  const plain = { segment, name: parent.type + collection };
  const long = { segment: `${segment}-by-${kebabCase(by)}`, name: `${parent.type}${collection}By${pascalCase(by)}` };
  for (let number = 1; ; number++) {
    for (const one of isSeveral ? [long] : [plain, long]) {
      const end = number === 1 ? ['', ''] : [`-${number}`, `_${number}`];
      const names = { segment: one.segment + end[0], name: one.name + end[1] };
      if (taken.take([`below ${parent.segment} ${names.segment}`, `operation list${names.name}`])) return names;
    }
  }
}

/** `billing_customer_id` → `billing`, `customer` */
export function byWords(columns: readonly string[]): readonly string[] {
  const words = columns.flatMap(column => {
    const all = wordsOf(column);
    const short = all.length > 1 && /^(?:id|uuid|key|fk|code)$/.test(all.at(-1)!) ? all.slice(0, -1) : all;
    return short;
  });
  return words.length > 0 ? words : ['column'];
}

function unindexed(
  relation: Relation,
  { columns }: RelationForeignKey,
  parent: Draft,
  { segment }: Draft,
): ResourceNote {
  const sql = `ON ${sqlNameOf(relation)} (${columns.map(quoted).join(', ')})`;
  const why = `There is no list of ${segment} below one of ${parent.segment}: no index begins with ${listed(columns)}, so each request would read the whole table.`;
  return noteOf(relation, 'unindexed-foreign-key', 'warning', `${why} ${remedy(relation, sql)}`, columns[0]);
}

function remedy({ kind, hasHeirs }: Relation, sql: string): string {
  if (hasHeirs) return 'Tables inherit from it, whose rows are in no index of its own: make it a partitioned table.';
  if (kind === 'table') return `Run CREATE INDEX CONCURRENTLY ${sql}; and scaffold again.`;
  if (kind !== 'partitioned') return 'Make one on the table that it shows, and scaffold again.';
  return `Run CREATE INDEX ${sql}; and scaffold again (on a partitioned table it cannot be CONCURRENTLY).`;
}
