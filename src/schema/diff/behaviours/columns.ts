import type { InventoryObject, ObjectOf } from '../../inventory.js';
import type { Behaviour, DiffContext } from '../behaviour.js';
import type { Hazard, Statement } from '../statement.js';
import { alterColumn, columnSettings, notValidNotNull } from './columnChanges.js';
import { columnSql } from './columnText.js';
import { alterAll, alterOnly, comesFromParent, goesAsTableLeaves, goesWithParent, parentsOf } from './inheritance.js';

type Column = ObjectOf<'column'>;

export const columnBehaviour: Behaviour<'column'> = {
  word: 'COLUMN',
  grantWord: 'TABLE',
  rank: 100,
  reference: ({ is, address }) => `${is.table}.${address}`,
  names: ({ is }) => (is.identity ? [`relation ${is.identity.sequence}`] : []),
  inlines: (part, context) => part.kind === 'default' && !isDefaultInherited(part, context),
  create: addColumn,
  drop: dropColumn,
  alter: alterColumn,
};

function addColumn(column: Column, context: DiffContext, parts: readonly InventoryObject[]): readonly Statement[] {
  if (comesFromParent(column, context)) return inheritedColumn(column, context, parts);
  const expression = defaultOf(column, parts);
  const sql = `${alterAll(column.is)} ADD COLUMN ${columnSql(column, context, expression)}`;
  const hazards = newColumnHazards(column, expression);
  return [
    { sql, ...(hazards.length > 0 && { hazards }) },
    ...notValidNotNull(column),
    ...columnSettings(undefined, column, context),
  ];
}

/** What has to be said of a column that a parent gives: where it differs from that of the parent. */
export function inheritedColumn(
  column: Column,
  context: DiffContext,
  parts: readonly InventoryObject[],
): readonly Statement[] {
  const { is, address } = column;
  const statements: Statement[] = [];
  const expression = defaultOf(column, parts);
  const alter = `${alterOnly(is, context)} ALTER COLUMN ${address}`;
  if (expression !== undefined) statements.push({ sql: `${alter} SET DEFAULT ${expression}` });
  else if (parentDefault(column, context) !== undefined && !context.target.get(`default ${is.table}.${address}`)) {
    statements.push({ sql: `${alter} DROP DEFAULT` });
  }
  if (is.notNull?.local && is.inherited)
    statements.push({ sql: `${alterAll(is)} ALTER COLUMN ${address} SET NOT NULL` });
  return [...statements, ...columnSettings(undefined, column, context)];
}

export function defaultOf({ id }: Column, parts: readonly InventoryObject[]): string | undefined {
  const own = parts.find(part => part.kind === 'default' && part.parent === id);
  return own?.kind === 'default' ? own.is.expression : undefined;
}

/** The default of the same column of a parent, in the target. */
function parentDefault({ is, address }: Column, { target }: DiffContext): string | undefined {
  const partition = target.get(`partition ${is.table}`);
  const parents = partition?.kind === 'partition' ? [partition.is.of] : parentsOf(is.table, target);
  for (const parent of parents) {
    const found = target.get(`default ${parent}.${address}`);
    if (found?.kind === 'default') return found.is.expression;
  }
  return undefined;
}

/** Whether a new column has its default from the statement that gives the column, too. */
export function isDefaultInherited(part: ObjectOf<'default'>, context: DiffContext): boolean {
  const column = context.target.get(part.parent!);
  if (column?.kind !== 'column' || context.source.get(column.id) || !comesFromParent(column, context)) return false;
  return parentDefault(column, context) === part.is.expression;
}

export const defaultBehaviour: Behaviour<'default'> = {
  rank: 110,
  create: (object, context) => (isDefaultInherited(object, context) ? [] : [setDefault(object, context)]),
  drop: ({ is }, context) => [{ sql: `${alterOnly(is, context)} ALTER COLUMN ${is.column} DROP DEFAULT` }],
  alter: (_from, to, context) => ({ statements: [setDefault(to, context)] }),
};

function setDefault({ is }: ObjectOf<'default'>, context: DiffContext): Statement {
  return { sql: `${alterOnly(is, context)} ALTER COLUMN ${is.column} SET DEFAULT ${is.expression}` };
}

function dropColumn(column: Column, context: DiffContext): readonly Statement[] {
  if (goesWithParent(column, context) || goesAsTableLeaves(column, context)) return [];
  const { is, address, id } = column;
  const isKept = context.source.dependentsOf(id).some(child => isKeptBy(child, column, context));
  const alter = isKept ? alterOnly(is, context) : alterAll(is);
  const hazards: readonly Hazard[] = [
    { kind: 'deletesData', reason: `The values of ${is.table}.${address} are lost.` },
    { kind: 'breaksClients', reason: `Statements that name ${address} fail.` },
  ];
  return [{ sql: `${alter} DROP COLUMN ${address}`, hazards: is.foreign || is.generated ? hazards.slice(1) : hazards }];
}

/** Whether it would be taken from a child that keeps it as its own, but for ONLY. */
function isKeptBy(child: InventoryObject, { id, name }: Column, { source, target }: DiffContext): boolean {
  const after = target.get(child.id);
  if (child.kind !== 'column' || after?.kind !== 'column' || child.name !== name || child.is.local) return false;
  if (after.is.local) return true;
  const others = child.needs.filter(need => need !== id && source.get(need)?.kind === 'column' && target.get(need));
  return !others.some(other => after.needs.includes(other));
}

function newColumnHazards({ is, address }: Column, expression: string | undefined): readonly Hazard[] {
  const hazards: Hazard[] = [];
  if (is.foreign) return hazards;
  if (is.identity) hazards.push({ kind: 'rewritesTable', reason: `Every row of ${is.table} gets its number.` });
  if (is.generated?.stored)
    hazards.push({ kind: 'rewritesTable', reason: `${address} is computed for every row of ${is.table}.` });
  if (expression !== undefined && /\b(?!now\b|current_)\w+\(/i.test(expression)) {
    hazards.push({
      kind: 'rewritesTable',
      reason: `Every row of ${is.table} gets a value of its own, unless the default is stable.`,
    });
  }
  if (is.notNull && expression === undefined && !is.identity && !is.generated) {
    hazards.push({
      kind: 'dependsOnData',
      reason: `It fails when ${is.table} has rows: ${address} has no default to fill them with.`,
    });
  }
  return hazards;
}
