import type { DiffContext } from '../diff/behaviour.js';
import type { PlannedStep } from '../diff/compareInventories.js';
import { renameStatements } from '../diff/renameStatements.js';
import type { Rename } from '../diff/renames.js';
import type { Statement } from '../diff/statement.js';
import { typeTwins } from './expandContract/columnTwins.js';
import { stageRenames } from './expandContract/stagedRenames.js';
import { type Stage, stageOf } from './expandContract/stageOf.js';
import { twinStages } from './expandContract/twins.js';
import { waitingSteps } from './expandContract/waitingSteps.js';

/** Three migrations, between which code is deployed; any may be empty. */
export interface Stages {
  /** Before new code: what old code does not notice. */
  readonly expand: readonly PlannedStep[];
  /** Rows are filled, piece by piece. */
  readonly backfill: readonly PlannedStep[];
  /** When no old code runs any more: what it would not survive. */
  readonly contract: readonly PlannedStep[];
}

/**
 * Parts a way into stages that are safe for the code before and after. Columns whose type or name changes get a twin, which a trigger
 * keeps in step in both directions; tables that get another name are shown under the old one by a view. After withDataSteps; onlineSteps
 * can be applied to each stage.
 *
 * @param context its source is what the database is once the renames are made.
 * @param renames are part of the stages: they are not to be made before.
 */
export function expandContract(
  steps: readonly PlannedStep[],
  context: DiffContext,
  renames: readonly Rename[] = [],
): Stages {
  if (renames.some(({ kind }) => kind === 'schema')) return allAtOnce(steps, context, renames);
  const staged = stageRenames(renames, steps, context);
  const expand: PlannedStep[] = [];
  const backfill: PlannedStep[] = [];
  const contract: PlannedStep[] = [];
  /** Of the contract, too: what goes before the old columns do, since it would go with them. */
  const beforeColumns: PlannedStep[] = [];
  const columnsGo: PlannedStep[] = [];
  const [anchor] = [...steps.map(({ object }) => object), ...context.source.objects];
  const add = (list: PlannedStep[], step: Pick<PlannedStep, 'verb' | 'object'>, statements: readonly Statement[]) => {
    if (statements.length > 0) list.push({ verb: step.verb, object: step.object, statements });
  };
  if (anchor) add(expand, { verb: 'alter', object: anchor }, staged.expand);
  if (anchor) add(contract, { verb: 'alter', object: anchor }, staged.contract);
  for (const { column, stages } of staged.twins) {
    add(expand, { verb: 'alter', object: column }, stages.expand);
    add(backfill, { verb: 'alter', object: column }, stages.backfill);
    add(columnsGo, { verb: 'alter', object: column }, stages.contract);
  }
  const renamed = contract.splice(0);
  const twinIds = new Set(staged.twins.map(({ column }) => column.id));
  const waits = waitingSteps(staged, steps, context);
  for (const step of steps) {
    // What its NOT NULL is called is the twin's business.
    if (step.verb === 'alter' && twinIds.has(step.object.id)) continue;
    const twins = waits.needsLate(step) ? undefined : typeTwins(step, steps, context);
    if (twins) {
      const stages = twinStages(twins, context);
      add(expand, step, stages.expand);
      add(backfill, step, stages.backfill);
      add(contract, step, stages.contract);
      waits.add(step);
      continue;
    }
    const isLate = waits.isWaiting(step) || isMadeAgain(step, steps, context);
    const parts: Record<Stage, Statement[]> = { expand: [], contract: [] };
    // What follows a statement that has to wait waits, too.
    for (const statement of step.statements) {
      const stage = isLate || parts.contract.length > 0 ? 'contract' : stageOf(statement, step, context);
      parts[stage].push(statement);
    }
    add(expand, step, parts.expand);
    const isOfTwin = step.verb === 'drop' && step.object.needs.some(need => twinIds.has(need));
    add(isOfTwin ? beforeColumns : contract, step, parts.contract);
    if (isToWaitFor(step, parts)) waits.add(step);
  }
  return { expand, backfill, contract: [...renamed, ...beforeColumns, ...columnsGo, ...contract] };
}

/** What is made anew is not gone, or another, in between. */
function isMadeAgain({ verb, object }: PlannedStep, steps: readonly PlannedStep[], { source }: DiffContext): boolean {
  if (verb === 'create') return source.get(object.id) !== undefined;
  return verb === 'drop' && steps.some(one => one.verb === 'create' && one.object.id === object.id);
}

/** Whether what needs its object comes after the last part: a column that is only not NOT NULL yet is there. */
function isToWaitFor({ verb, object }: PlannedStep, { expand, contract }: Record<Stage, Statement[]>): boolean {
  if (verb === 'create') return contract.length > 0 && expand.length === 0;
  if (verb === 'alter' && object.kind === 'column')
    return contract.some(({ sql }) => / (?:TYPE|IDENTITY|EXPRESSION)\b/.test(sql));
  return contract.length > 0;
}

/** New names of schemas are in every statement. */
function allAtOnce(steps: readonly PlannedStep[], { source }: DiffContext, renames: readonly Rename[]): Stages {
  const object = steps[0]?.object ?? source.objects[0];
  const first = object ? [{ verb: 'alter' as const, object, statements: renameStatements(renames) }] : [];
  return { expand: [], backfill: [], contract: [...first, ...steps] };
}
