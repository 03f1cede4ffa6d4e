/** A schema as one script that makes it in an empty database. */
import { behaviours } from '../../schema/diff/behaviours/behaviours.js';
import { compareInventories } from '../../schema/diff/compareInventories.js';
import type { Inventory } from '../../schema/inventory.js';
import { terminated } from '../../schema/migration/files/segmentText.js';
import { quoteName } from '../../schema/print.js';
import { rolesOf } from '../compare/roles.js';

const alwaysThere: readonly string[] = ['CREATE SCHEMA public', "COMMENT ON SCHEMA public IS 'standard public schema'"];

/**
 * Statements in an order in which they run; roles that they speak of are made where they are not there. Without rows.
 * @throws Problem when there is no such order.
 */
export function schemaScript(inventory: Inventory): string {
  const empty = { ...inventory, objects: [], unmodelled: [] };
  const statements = compareInventories(empty, inventory, behaviours)
    .flatMap(step => step.statements.map(({ sql }) => sql))
    .filter(sql => !alwaysThere.includes(sql));
  const roles = rolesOf(inventory)
    .filter(role => !role.startsWith('pg_'))
    .map(role => `DO $$ BEGIN CREATE ROLE ${quoteName(role)}; EXCEPTION WHEN duplicate_object THEN NULL; END $$;\n`);
  return `SET check_function_bodies = off;\n\n${roles.join('')}${statements.map(sql => `${terminated(sql)}\n`).join('\n')}`;
}

/** Extensions that it has, but for the one that each database has. */
export function extensionsOf({ objects }: Inventory): readonly string[] {
  return objects.flatMap(object => (object.kind === 'extension' && object.name !== 'plpgsql' ? [object.name] : []));
}
