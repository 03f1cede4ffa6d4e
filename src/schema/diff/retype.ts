import type { InventoryObject } from '../inventory.js';
import { quoteName } from '../print.js';
import type { Alteration, DiffContext } from './behaviour.js';
import { isTakenAlong } from './behaviours/inheritance.js';

/** What cannot be there while a column changes its type (PostgreSQL manual, ALTER TABLE: SET DATA TYPE). */
const inTheWay = new Set<InventoryObject['kind']>([
  'default',
  'view',
  'materializedView',
  'rule',
  'policy',
  'trigger',
  'function',
  'procedure',
  'publication',
]);

/** Whether the dependent of a column has to go while the type of that column changes. Indexes and most constraints are rebuilt. */
export function standsInTheWayOfType(dependent: InventoryObject): boolean {
  // The same column of a child changes with it; one that is computed from it has to go.
  if (dependent.kind === 'column') return dependent.is.generated !== undefined;
  return inTheWay.has(dependent.kind) || (dependent.kind === 'constraint' && dependent.is.type === 'foreignKey');
}

/** The column after its type was swapped: converted by way of text. `alteration`: what else happens to it. `isNarrower`: values may not fit. */
export function retype(
  from: InventoryObject,
  to: InventoryObject,
  alteration: Alteration | undefined,
  isNarrower: boolean,
  context: DiffContext,
): Alteration {
  const statements = alteration?.statements ?? [];
  // A column of a parent takes those of its children along; one whose type becomes another is converted by that.
  if (from.kind !== 'column' || to.kind !== 'column' || from.is.type !== to.is.type || isTakenAlong(to, context))
    return { statements, disturbs: standsInTheWayOfType };
  const { table, type } = to.is;
  const name = quoteName(to.name);
  const word = to.is.foreign ? 'ALTER FOREIGN TABLE' : 'ALTER TABLE';
  const using = to.is.foreign ? '' : ` USING ${name}::text::${type}`;
  const convert = {
    sql: `${word} ${table} ALTER COLUMN ${name} TYPE ${type}${using}`,
    hazards: [
      {
        kind: 'rewritesTable' as const,
        reason: `The type of ${table}.${name} is made anew, so the table is rewritten.`,
      },
      ...(isNarrower
        ? [
            {
              kind: 'dependsOnData' as const,
              reason: `It fails when a value of ${table}.${name} is none of the new ${type}.`,
            },
          ]
        : []),
    ],
  };
  return { statements: [convert, ...statements], disturbs: standsInTheWayOfType };
}
