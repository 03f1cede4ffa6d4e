import type { Attribute, InventoryObject } from '../inventory.js';

/** An object without all that is granted on it and on its parts; undefined: it is nothing but grants. */
export function withoutGrants(object: InventoryObject): InventoryObject | undefined {
  if (object.kind === 'defaultPrivileges' || object.kind === 'systemGrants') return undefined;
  const { grants: _, ...rest } = object;
  return { ...rest, is: bare(object) } as InventoryObject;
}

function bare(object: InventoryObject): InventoryObject['is'] {
  if (object.kind === 'view') return { ...object.is, columns: object.is.columns.map(withoutOwn) };
  if (object.kind === 'materializedView') return { ...object.is, columns: object.is.columns.map(withoutOwn) };
  if (object.kind === 'composite') return { ...object.is, attributes: object.is.attributes.map(withoutOwn) };
  if (object.kind !== 'column' || !object.is.identity) return object.is;
  const { grants: _, ...identity } = object.is.identity;
  return { ...object.is, identity };
}

function withoutOwn({ grants: _, ...attribute }: Attribute): Attribute {
  return attribute;
}
