/** Domains that have to be made anew because their values cannot be checked where they are. */
import type { InventoryObject, ObjectId, ObjectOf } from '../inventory.js';
import type { DiffContext, Side } from './behaviour.js';

/**
 * Domains that stay and get something to be checked, while a column holds values of them inside of an array, a composite type or a
 * range: the server checks columns of the domain itself only, and refuses for others (PostgreSQL manual, ALTER DOMAIN, notes).
 */
export function domainsToSwap({ source, target }: DiffContext): readonly ObjectId[] {
  return source.objects.flatMap(before => {
    const after = target.get(before.id);
    if (before.kind !== 'domain' || after?.kind !== 'domain') return [];
    const isChecked =
      (after.is.notNull && !before.is.notNull) || target.partsOf(after.id).some(part => isToBeChecked(part, source));
    return isChecked && isContained(before, source) ? [before.id] : [];
  });
}

function isToBeChecked(part: InventoryObject, source: Side): boolean {
  if (part.kind !== 'domainConstraint' || !part.is.validated) return false;
  const before = source.get(part.id);
  return before?.kind !== 'domainConstraint' || before.is.definition !== part.is.definition;
}

function isContained(domain: ObjectOf<'domain'>, source: Side): boolean {
  return source.dependentsOf(domain.id).some(dependent => {
    if (dependent.kind === 'domain' && dependent.is.type === domain.address) return isContained(dependent, source);
    if (dependent.kind !== 'column') return isType(dependent) && isStored(dependent, source, new Set());
    if (dependent.is.foreign) return false;
    if (dependent.is.type !== domain.address) return true;
    // Rows of its table may be values in another.
    return source.dependentsOf(dependent.parent!).some(other => isValueOf(other, dependent.is.table));
  });
}

function isStored(type: InventoryObject, source: Side, seen: Set<ObjectId>): boolean {
  if (seen.has(type.id)) return false;
  seen.add(type.id);
  return source.dependentsOf(type.id).some(dependent => {
    if (dependent.kind === 'column') return !dependent.is.foreign;
    if (dependent.kind === 'table') return dependent.is.ofType !== undefined;
    return isType(dependent) && isStored(dependent, source, seen);
  });
}

function isType({ kind }: InventoryObject): boolean {
  return kind === 'composite' || kind === 'domain' || kind === 'range';
}

function isValueOf(object: InventoryObject, table: string): boolean {
  return object.kind === 'column' && object.is.table !== table && object.is.type.startsWith(table);
}
