/** What of a database can have another name, each with the names that lead to it. */
import type { Inventory, InventoryObject } from '../inventory.js';
import { quoteName } from '../print.js';
import { addressOf } from './renameNames.js';
import type { RenamedKind } from './renames.js';

export interface Member {
  readonly kind: RenamedKind;
  /** Not quoted: schema, relation or type, and the name of a part. */
  readonly path: readonly string[];
  /** Of a routine, with its brackets; empty for all others. */
  readonly arguments: string;
  /** As a Rename has it. */
  readonly address: string;
  /** The object, or of a value its enum. */
  readonly object: InventoryObject;
  /** It has its name from a parent of its table, or from its table's type: only that one can be renamed. */
  readonly isInherited: boolean;
}

/** Kinds, the wholes before their parts. */
const depths: Readonly<Record<RenamedKind, 1 | 2 | 3>> = {
  schema: 1,
  table: 2,
  foreignTable: 2,
  view: 2,
  materializedView: 2,
  sequence: 2,
  index: 2,
  statistics: 2,
  enum: 2,
  domain: 2,
  composite: 2,
  range: 2,
  function: 2,
  procedure: 2,
  column: 3,
  constraint: 3,
  domainConstraint: 3,
  enumValue: 3,
  trigger: 3,
  policy: 3,
  rule: 3,
};

/** How many names lead to one of a kind. */
export function depthOf(kind: RenamedKind): 1 | 2 | 3 {
  return depths[kind];
}

/** All that can be renamed, in the order of the inventory. */
export function membersOf({ objects }: Inventory): readonly Member[] {
  const byId = new Map(objects.map(object => [object.id, object]));
  return objects.flatMap(object => {
    const member = memberOf(object, byId.get(object.parent ?? ''));
    if (!member) return [];
    if (object.kind !== 'enum') return [member];
    const values = object.is.values.map(value => {
      const path = [...member.path, value];
      return { ...member, kind: 'enumValue' as const, path, address: addressOf(path) };
    });
    return [member, ...values];
  });
}

function memberOf(object: InventoryObject, parent: InventoryObject | undefined): Member | undefined {
  if (!(object.kind in depths)) return undefined;
  const kind = object.kind as RenamedKind;
  const { schema, name } = object;
  if (kind === 'schema')
    return { kind, path: [name], arguments: '', address: addressOf([name]), object, isInherited: false };
  if (schema === undefined) return undefined;
  const isPart = depths[kind] === 3;
  // Clones of a trigger that a partitioned table has are renamed with it.
  if (isPart && (!parent || (object.kind === 'trigger' && object.is.create === ''))) return undefined;
  const path = isPart ? [parent!.schema ?? schema, parent!.name, name] : [schema, name];
  const isRoutine = kind === 'function' || kind === 'procedure';
  const args = isRoutine ? object.address.slice(`${quoteName(schema)}.${quoteName(name)}`.length) : '';
  const isInherited =
    (object.kind === 'column' && object.is.inherited) ||
    (object.kind === 'constraint' && object.is.type === 'check' && object.is.inherited);
  return { kind, path, arguments: args, address: addressOf(path, args), object, isInherited };
}

/** Schemas, what is in them, routines (whose arguments have types), parts: where one is in the target follows from those before it. */
export const waves = ['schema', 'whole', 'routine', 'part'] as const;

export function waveOf(kind: RenamedKind): (typeof waves)[number] {
  if (kind === 'function' || kind === 'procedure') return 'routine';
  return depths[kind] === 1 ? 'schema' : depths[kind] === 2 ? 'whole' : 'part';
}
