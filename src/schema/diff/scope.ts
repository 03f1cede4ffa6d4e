/** What of two databases is compared. */
import type { Inventory, InventoryObject, ObjectId } from '../inventory.js';
import { withoutGrants } from './withoutGrants.js';

export interface Scope {
  readonly owners: boolean;
  readonly grants: boolean;
  /** Not quoted. Absent: all. */
  readonly onlySchemas?: readonly string[];
  /** Not quoted: schemas, or `schema.table`. */
  readonly without: readonly string[];
  /** Not quoted: those that take part. Absent: all. */
  readonly extensions?: readonly string[];
}

/** Where our own history of migrations lies. */
export const historySchema = 'senior_backend';

/** Tables in which tools keep what they have run: they are in no schema file, and nobody wants them dropped. Not quoted. */
const historyTables = new Set([
  '_prisma_migrations',
  'flyway_schema_history',
  'schema_migrations',
  'pgmigrations',
  'knex_migrations',
  'knex_migrations_lock',
  'goose_db_version',
  '_sqlx_migrations',
  '__diesel_schema_migrations',
  '__drizzle_migrations',
  'atlas_schema_revisions',
  'databasechangelog',
  'databasechangeloglock',
  'typeorm_migrations',
  'SequelizeMeta',
  'kysely_migration',
  'kysely_migration_lock',
]);

/** The part of an Inventory that takes part in a comparison. */
export function scopeInventory(inventory: Inventory, scope: Scope): Inventory {
  const byId = new Map(inventory.objects.map(object => [object.id, object]));
  const left = new Set(inventory.objects.filter(object => isLeftOut(object, byId, scope)).map(({ id }) => id));
  const objects = inventory.objects.flatMap(object => {
    if (left.has(object.id)) return [];
    const granted = scope.grants ? object : withoutGrants(object);
    if (!granted) return [];
    const { owner, ...rest } = granted;
    const needs = object.needs.some(need => left.has(need))
      ? object.needs.filter(need => !left.has(need))
      : object.needs;
    return [{ ...rest, needs, ...(scope.owners && owner !== undefined && { owner }) } as InventoryObject];
  });
  return { ...inventory, objects };
}

/** By name. */
export function extensionsOf(...inventories: readonly Inventory[]): readonly string[] {
  const found = inventories.flatMap(({ objects }) => objects.filter(({ kind }) => kind === 'extension'));
  return [...new Set(found.map(({ name }) => name))].sort();
}

/** Without the extensions that take no part and that nothing uses: another server may not have them. */
export function withoutIdleExtensions(inventory: Inventory, { extensions }: Pick<Scope, 'extensions'>): Inventory {
  if (!extensions) return inventory;
  const used = new Set(inventory.objects.flatMap(({ needs }) => needs));
  const isIdle = ({ kind, name, id }: InventoryObject) =>
    kind === 'extension' && !extensions.includes(name) && !used.has(id);
  return { ...inventory, objects: inventory.objects.filter(object => !isIdle(object)) };
}

function isLeftOut(object: InventoryObject, byId: ReadonlyMap<ObjectId, InventoryObject>, scope: Scope): boolean {
  for (
    let at: InventoryObject | undefined = object;
    at;
    at = at.parent === undefined ? undefined : byId.get(at.parent)
  ) {
    if (at.kind === 'extension' && scope.extensions && !scope.extensions.includes(at.name)) return true;
    const schema = at.kind === 'schema' ? at.name : at.schema;
    if (schema === historySchema) return true;
    if (at.kind === 'table' && historyTables.has(at.name)) return true;
    if (schema === undefined) continue;
    if (scope.without.includes(schema) || scope.without.includes(`${schema}.${at.name}`)) return true;
    if (scope.onlySchemas && !scope.onlySchemas.includes(schema)) return true;
  }
  return false;
}
