/** What names one row in a path. */
import type { Relation } from '../schema/relation.js';
import { listed, noteOf } from './notes.js';
import type { ResourceNote } from './resource.js';
import { isSecret } from './secrets.js';
import { valueKind } from './typeKinds.js';

export interface Key {
  /** Empty: there is none that could stand in a path. */
  readonly key: readonly string[];
  readonly notes: readonly ResourceNote[];
}

export function keyOf(relation: Relation): Key {
  const { key = [], columns, kind } = relation;
  const of = key.flatMap(name => columns.find(one => one.name === name) ?? []);
  const without = (message: string) => ({ key: [], notes: [noteOf(relation, 'no-key', 'warning', message)] });
  if (of.length === 0) return without(noKeyMessage(relation));
  const secret = of.find(isSecret);
  if (secret) {
    return without(
      `The key "${secret.name}" of ${kindWords[kind]} looks like a secret, which has no place in addresses: rows can only be listed. Give it another unique key whose columns are NOT NULL.`,
    );
  }
  const unfit = of.filter(({ type }) => valueKind(type) === undefined);
  if (unfit.length > 0) {
    return without(
      `The key of ${kindWords[kind]} has ${listed(unfit.map(({ name }) => name))}, of a type that cannot stand in an address (${unfit.map(({ type }) => type.name).join(', ')}): rows can only be listed. Give it another unique key whose columns are NOT NULL.`,
    );
  }
  return { key, notes: [] };
}

const kindWords = {
  table: 'this table',
  partitioned: 'this table',
  foreign: 'this foreign table',
  view: 'this view',
  materializedView: 'this materialized view',
} as const;

function noKeyMessage({ kind, hasHeirs }: Relation): string {
  const what = kindWords[kind];
  const listsOnly = 'one row cannot be told from another, so rows can only be listed, page by page with an offset';
  if (hasHeirs) {
    return `Tables inherit from ${what}, and no key of its own holds for their rows: ${listsOnly}. Make it a partitioned table, or choose the tables that inherit from it alone.`;
  }
  switch (kind) {
    case 'view':
      return `Of ${what} it cannot be told what names a row (it shows more than one table, or not all of the key of its table): ${listsOnly}.`;
    case 'materializedView':
      return `There is no unique index over NOT NULL columns of ${what}: ${listsOnly}. Show the key of its table and make a unique index on it.`;
    case 'foreign':
      return `There are no keys on ${what}: ${listsOnly}.`;
    default:
      return `There is no primary key on ${what}, nor another unique key whose columns are NOT NULL: ${listsOnly}. Add a primary key.`;
  }
}
