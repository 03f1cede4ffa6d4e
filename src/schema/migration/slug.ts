/** What a change is called in names of files: mostly its first and main part. */
import type { PlannedStep } from '../diff/compareInventories.js';
import type { Rename } from '../diff/renames.js';
import type { InventoryObject, Kind } from '../inventory.js';

/** How names of files call what changes; kinds that are absent follow from others. */
const words: Partial<Record<Kind, string>> = {
  materializedView: 'view',
  sequenceOwner: 'sequence',
  domainConstraint: 'domain',
  indexPartition: 'index',
};

const verbs = { create: 'add', drop: 'drop', alter: 'alter' } as const;

/** What a person tells first; the rest comes after all of these. */
const telling: readonly Kind[] = [
  'table',
  'partition',
  'column',
  'enum',
  'view',
  'materializedView',
  'function',
  'procedure',
];

/** Told only when there is nothing else: they come with something that is told. */
const accompanying: ReadonlySet<Kind> = new Set(['sequenceOwner', 'default', 'indexPartition']);

/** PostgreSQL's and most file systems' names are longer; people's patience is not. */
const longest = 60;

/**
 * A name for a change: `add_index_orders_user_id`, `add_columns_users_email_phone`, `rename_table_users_to_people_and_2_more`. Only a-z,
 * 0-9 and `_`.
 */
export function slugOf(steps: readonly PlannedStep[], renames: readonly Rename[] = []): string {
  const told = toldSteps(steps);
  const together = renames.length === 0 ? nameTogether(told) : undefined;
  if (together !== undefined && together.length <= longest) return together;
  const [what] = [...renames.map(nameOfRename), ...told.map(nameOfStep)];
  if (what === undefined) return 'no_change';
  const count = renames.length + told.length;
  const more = count > 1 ? `_and_${count - 1}_more` : '';
  return `${what.slice(0, longest - more.length).replace(/_+$/, '')}${more}`;
}

/** Without what is only dropped to be made again, and without the parts of what comes or goes whole; the most telling first. */
function toldSteps(steps: readonly PlannedStep[]): readonly PlannedStep[] {
  const recreated = new Set(steps.filter(({ verb }) => verb === 'create').map(({ object }) => object.id));
  const dropped = new Set(steps.filter(({ verb }) => verb === 'drop').map(({ object }) => object.id));
  const isAgain = ({ object }: PlannedStep) => recreated.has(object.id) && dropped.has(object.id);
  const changed = steps.filter(step => !(step.verb === 'drop' && recreated.has(step.object.id)));
  const anew = changed.filter(step => !isAgain(step));
  const whole = new Set(anew.filter(({ verb }) => verb !== 'alter').map(({ verb, object }) => `${verb} ${object.id}`));
  const isPart = ({ verb, object }: PlannedStep) => wholesOf(object).some(id => whole.has(`${verb} ${id}`));
  const own = anew.filter(step => !isPart(step));
  const main = own.filter(({ object }) => !accompanying.has(object.kind));
  const told = [main, own, anew, changed].find(list => list.length > 0) ?? [];
  return [...told].sort((a, b) => weight(a) - weight(b));
}

/** What it comes and goes with. */
function wholesOf({ parent, is }: InventoryObject): readonly string[] {
  const table = 'table' in is ? [`table ${is.table}`, `view ${is.table}`, `materializedView ${is.table}`] : [];
  const column = 'table' in is && 'column' in is ? [`column ${is.table}.${is.column}`] : [];
  return [...(parent === undefined ? [] : [parent]), ...table, ...column];
}

function weight({ object }: PlannedStep): number {
  const at = telling.indexOf(object.kind);
  return at < 0 ? telling.length : at;
}

/** Two or three of one kind, of one table when they are parts. */
function nameTogether(told: readonly PlannedStep[]): string | undefined {
  const [first, ...others] = told;
  if (!first || others.length === 0 || others.length > 2) return undefined;
  const table = tableOf(first.object);
  const areAlike = others.every(
    ({ verb, object }) => verb === first.verb && object.kind === first.object.kind && tableOf(object) === table,
  );
  if (!areAlike) return undefined;
  const names = told.map(({ object }) => withoutTable(object));
  return [verbs[first.verb], plural(wordOf(first.object.kind)), table, ...names].filter(part => part !== '').join('_');
}

function plural(word: string): string {
  if (/y$/.test(word)) return word.replace(/y$/, 'ies');
  return /[sx]$/.test(word) ? `${word}es` : `${word}s`;
}

function nameOfStep({ verb, object }: PlannedStep): string {
  const parts = [verbs[verb], wordOf(object.kind), tableOf(object), withoutTable(object)];
  return parts.filter(part => part !== '').join('_');
}

function nameOfRename({ kind, from, to }: Rename): string {
  return `rename_${wordOf(kind as Kind)}_${plain(from.replace(/^public\./, ''))}_to_${plain(to)}`;
}

/** Empty: it is no part of one. */
function tableOf({ is }: InventoryObject): string {
  return 'table' in is ? plain(is.table.split('.').at(-1)!) : '';
}

/** Names of indexes and constraints mostly begin with their table's, and end with what they are. */
function withoutTable(object: InventoryObject): string {
  const table = tableOf(object);
  const name = plain(object.name);
  const rest = table !== '' && name.startsWith(`${table}_`) ? name.slice(table.length + 1) : name;
  return object.kind === 'index' ? rest.replace(/_(?:idx|index)$/, '') : rest;
}

function wordOf(kind: Kind): string {
  return words[kind] ?? kind.replaceAll(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
}

function plain(name: string): string {
  const letters = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_');
  return letters.replaceAll(/^_+|_+$/g, '') || 'object';
}
