import type { DiffContext } from '../diff/behaviour.js';
import type { PlannedStep } from '../diff/compareInventories.js';
import type { Statement } from '../diff/statement.js';
import { fillNulls } from './fillNulls.js';
import { setsNotNull } from './online/notNull.js';

/** The same way for tables with rows. */
export function withDataSteps(steps: readonly PlannedStep[], context: DiffContext): readonly PlannedStep[] {
  return steps.map(step => {
    const { object, verb } = step;
    if (verb !== 'alter' || object.kind !== 'column') return step;
    const statements = step.statements.flatMap((statement): readonly Statement[] => {
      if (!setsNotNull(statement, object)) return [statement];
      const fill = fillNulls(object, context);
      return fill ? [{ sql: fill.sql, ...(fill.hazards && { hazards: fill.hazards }) }, statement] : [statement];
    });
    return { ...step, statements };
  });
}
