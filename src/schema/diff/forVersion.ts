import type { Grant, Inventory, InventoryObject } from '../inventory.js';

/** NOT NULL has been a constraint with a name since. */
const namedNotNull = 180_000;
/** The privilege MAINTAIN has been there since. */
const maintain = 170_000;

/**
 * An Inventory as a server of that version has it: without what only newer ones know. Statements are made for that version.
 * @param version `server_version_num`.
 */
export function forVersion(inventory: Inventory, version: number): Inventory {
  if (version >= inventory.version) return inventory;
  const objects = inventory.objects.map(object => withoutMaintain(withoutNotNullName(object, version), version));
  return { ...inventory, version, objects };
}

function withoutNotNullName(object: InventoryObject, version: number): InventoryObject {
  if (version >= namedNotNull || object.kind !== 'column' || object.is.notNull?.name === undefined) return object;
  const { name: _, ...notNull } = object.is.notNull;
  return { ...object, is: { ...object.is, notNull } };
}

function withoutMaintain(object: InventoryObject, version: number): InventoryObject {
  if (version >= maintain) return object;
  const grants = object.grants && { grants: granted(object.grants) };
  if (object.kind === 'defaultPrivileges')
    return { ...object, is: { ...object.is, privileges: granted(object.is.privileges) } };
  if (object.kind === 'systemGrants')
    return { ...object, is: { privileges: granted(object.is.privileges), usual: granted(object.is.usual) } };
  return { ...object, ...grants };
}

function granted(grants: readonly Grant[]): readonly Grant[] {
  return grants
    .map(grant => ({ ...grant, privileges: grant.privileges.filter(privilege => privilege !== 'MAINTAIN') }))
    .filter(({ privileges }) => privileges.length > 0);
}
