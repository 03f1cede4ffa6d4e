/** What of two databases is compared. */
import type { Inventory, InventoryObject, ObjectId } from '../inventory.js';

export interface Scope {
  readonly owners: boolean;
  readonly grants: boolean;
  /** Not quoted. Absent: all. */
  readonly onlySchemas?: readonly string[];
  /** Not quoted: schemas, or `schema.table`. */
  readonly without: readonly string[];
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

/** Objects that are nothing but grants. */
const grantKinds: ReadonlySet<InventoryObject['kind']> = new Set(['defaultPrivileges', 'systemGrants']);

/** The part of an Inventory that takes part in a comparison. */
export function scopeInventory(inventory: Inventory, scope: Scope): Inventory {
  const left = new Set<ObjectId>();
  const byId = new Map(inventory.objects.map(object => [object.id, object]));
  for (const object of inventory.objects) if (isLeftOut(object, byId, scope)) left.add(object.id);
  const objects = inventory.objects
    .filter(({ id }) => !left.has(id))
    .map(object => {
      const { owner, grants, ...rest } = object;
      const needs = object.needs.some(need => left.has(need))
        ? object.needs.filter(need => !left.has(need))
        : object.needs;
      return {
        ...rest,
        needs,
        ...(scope.owners && owner !== undefined && { owner }),
        ...(scope.grants && grants !== undefined && { grants }),
      } as InventoryObject;
    });
  return { ...inventory, objects: scope.grants ? objects : objects.filter(({ kind }) => !grantKinds.has(kind)) };
}

function isLeftOut(object: InventoryObject, byId: ReadonlyMap<ObjectId, InventoryObject>, scope: Scope): boolean {
  for (
    let at: InventoryObject | undefined = object;
    at;
    at = at.parent === undefined ? undefined : byId.get(at.parent)
  ) {
    const schema = at.kind === 'schema' ? at.name : at.schema;
    if (schema === historySchema) return true;
    if (at.kind === 'table' && historyTables.has(at.name)) return true;
    if (schema === undefined) continue;
    if (scope.without.includes(schema) || scope.without.includes(`${schema}.${at.name}`)) return true;
    if (scope.onlySchemas && !scope.onlySchemas.includes(schema)) return true;
  }
  return false;
}
