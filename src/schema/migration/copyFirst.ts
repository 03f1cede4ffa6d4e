import type { DiffContext } from '../diff/behaviour.js';
import type { PlannedStep } from '../diff/compareInventories.js';
import { historySchema } from '../diff/scope.js';
import type { Hazard, Statement } from '../diff/statement.js';
import type { ObjectOf } from '../inventory.js';
import { keepColumn, keyOf, restoreColumn } from './copyFirst/keptColumns.js';
import { keptTable, markOf } from './copyFirst/keptNames.js';
import { holdsRows, keepTable, restoreTable } from './copyFirst/keptTables.js';

export interface BothWays {
  readonly up: readonly PlannedStep[];
  readonly down: readonly PlannedStep[];
}

/**
 * Says on the way back where rows and values do not come back: what the way there drops is made again, empty. For migrations that are
 * not made with copyFirst.
 */
export function withLosses({ up, down }: BothWays): BothWays {
  const gone = new Set(droppedIn(up).map(({ object }) => object.id));
  return {
    up,
    down: down.map(step =>
      step.verb === 'create' && gone.has(step.object.id) ? { ...step, statements: saying(step) } : step,
    ),
  };
}

function saying({ object, statements }: PlannedStep): readonly Statement[] {
  const isTable = object.kind === 'table';
  const name = object.kind === 'column' ? `${object.is.table}.${object.address}` : object.address;
  const reason = `${isTable ? 'The rows' : 'The values'} that ${name} had do not come back: they were dropped.`;
  const at = statements.findIndex(({ sql }) => (isTable ? / TABLE /.test(sql) : sql.includes(' ADD COLUMN ')));
  return statements.map((statement, place) =>
    place === at ? withHazard(statement, { kind: 'deletesData', reason }) : statement,
  );
}

/**
 * The ways of a migration that copies what it drops before it does: rows of tables, values of columns of tables that have a key, to
 * tables of the schema `senior_backend`, which no comparison looks at; the way back puts them where they were. After withDataSteps.
 *
 * @param contexts the sides of the way up, and of the way down.
 */
export function copyFirst({ up, down }: BothWays, contexts: readonly [up: DiffContext, down: DiffContext]): BothWays {
  const [there, back] = contexts;
  const kept = new Map<string, (step: PlannedStep) => PlannedStep>();
  const copies = new Map<PlannedStep, readonly Statement[]>();
  for (const step of droppedIn(up)) {
    const { object } = step;
    const mark = markOf(up, object.id);
    if (object.kind === 'table') {
      if (!holdsRows(object, there.source) || isCarried(object.address, up)) continue;
      copies.set(step, keepTable(object, mark, there.source));
      kept.set(object.id, restored => restoreTable(restored, tableOf(restored), mark, back));
      continue;
    }
    if (object.kind !== 'column') continue;
    const relation = there.source.get(object.parent!)?.name;
    const key = keyOf(object, there);
    if (object.is.generated || relation === undefined || !key) continue;
    copies.set(step, keepColumn(object, key, mark, relation));
    kept.set(object.id, restored => restoreColumn(restored, { column: object, key, mark, relation }, back));
  }
  const [first] = copies.keys();
  const isRestored = new Set<string>();
  return {
    up: up.map(step => {
      const copy = copies.get(step);
      const schema = step === first ? [{ sql: `CREATE SCHEMA IF NOT EXISTS ${historySchema}` }] : [];
      return copy
        ? { ...step, statements: [...schema, ...copy, ...keptSaid(step, markOf(up, step.object.id), there)] }
        : step;
    }),
    down: withLosses({ up: up.filter(step => !copies.has(step)), down }).down.map(step => {
      const restore = step.verb === 'create' && !isRestored.has(step.object.id) ? kept.get(step.object.id) : undefined;
      if (!restore) return step;
      isRestored.add(step.object.id);
      return restore(step);
    }),
  };
}

/** Steps that drop what has data and does not come again at once. */
function droppedIn(steps: readonly PlannedStep[]): readonly PlannedStep[] {
  const made = new Set(steps.filter(({ verb }) => verb === 'create').map(({ object }) => object.id));
  return steps.filter(({ verb, object, statements }) => {
    if (made.has(object.id) || made.has(object.parent ?? '')) return false;
    if (verb !== 'drop' || (object.kind !== 'table' && (object.kind !== 'column' || object.is.foreign))) return false;
    return statements.some(({ sql }) => / DROP COLUMN /.test(sql) || sql.startsWith('DROP TABLE '));
  });
}

/** Whether the change itself takes the rows along, to what is made in the place of the table. */
function isCarried(address: string, steps: readonly PlannedStep[]): boolean {
  const from = ` FROM ONLY ${address}`;
  return steps.some(({ statements }) =>
    statements.some(({ sql }) => sql.split('\n').some(line => line.endsWith(from))),
  );
}

function tableOf({ object }: PlannedStep): ObjectOf<'table'> {
  if (object.kind !== 'table') throw new Error(`${object.id} is no table`);
  return object;
}

/** What is dropped is not lost. */
function keptSaid({ object, statements }: PlannedStep, mark: string, { source }: DiffContext): readonly Statement[] {
  const relation = source.get(object.parent ?? '')?.name;
  const place = keptTable(mark, relation === undefined ? [object.name] : [relation, object.name]);
  return statements.map(statement => ({
    ...statement,
    ...(statement.hazards && {
      hazards: statement.hazards.map(hazard =>
        hazard.kind === 'deletesData'
          ? { ...hazard, reason: `${hazard.reason.replace(/\.$/, '')} here, and kept in ${place}.` }
          : hazard,
      ),
    }),
  }));
}

function withHazard(statement: Statement, hazard: Hazard): Statement {
  return { ...statement, hazards: [...(statement.hazards ?? []), hazard] };
}
