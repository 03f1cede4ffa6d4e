import type { PlannedStep } from '../diff/compareInventories.js';
import type { Kind } from '../inventory.js';

/** How names of files call what changes; kinds that are absent follow from others. */
const words: Partial<Record<Kind, string>> = {
  materializedView: 'view',
  sequenceOwner: 'sequence',
  domainConstraint: 'domain',
  indexPartition: 'index',
};

const verbs = { create: 'add', drop: 'drop', alter: 'alter' } as const;

/** PostgreSQL's and most file systems' names are longer; people's patience is not. */
const longest = 60;

/** A name for a change: `add_index_orders_user_id`, `add_table_carts_and_2_more`. Only a-z, 0-9 and `_`. */
export function slugOf(steps: readonly PlannedStep[]): string {
  const recreated = new Set(steps.filter(({ verb }) => verb === 'create').map(({ object }) => object.id));
  const told = steps.filter(({ verb, object }) => !(verb === 'drop' && recreated.has(object.id)));
  const [first] = told;
  if (!first) return 'no_change';
  const table = 'table' in first.object.is ? plain(first.object.is.table.split('.').at(-1)!) : '';
  const name = plain(first.object.name);
  // Names of indexes and constraints mostly begin with their table's.
  const place = table !== '' && !name.startsWith(table) ? `${table}_${name}` : name;
  const what = `${verbs[first.verb]}_${words[first.object.kind] ?? snake(first.object.kind)}_${place}`;
  const more = told.length > 1 ? `_and_${told.length - 1}_more` : '';
  return `${what.slice(0, longest - more.length).replace(/_+$/, '')}${more}`;
}

function snake(kind: string): string {
  return kind.replaceAll(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
}

function plain(name: string): string {
  const letters = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_');
  return letters.replaceAll(/^_+|_+$/g, '') || 'object';
}
