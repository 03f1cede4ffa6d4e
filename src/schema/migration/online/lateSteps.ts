/** What of a step can wait until all short steps are done. */
import type { PlannedStep } from '../../diff/compareInventories.js';
import type { Statement } from '../../diff/statement.js';

/** A step in a form that holds up nobody for long. */
export interface OnlineForm {
  /** At its place: short locks only. */
  readonly now: readonly Statement[];
  /** After all that is short, unless something needs it before. */
  readonly late?: Late;
}

export interface Late {
  readonly statements: readonly Statement[];
  /** Whether another step can only come after it. */
  readonly isNeededBy: (step: PlannedStep) => boolean;
}

/** What needs an object, or is a part of it, comes after it; what goes needs nothing new. */
export function needs(step: PlannedStep, id: string): boolean {
  return step.verb !== 'drop' && (step.object.needs.includes(id) || step.object.parent === id || step.object.id === id);
}

/** Whether a table becomes a child, for which it has to have what the other step makes. */
function joins({ verb, object }: PlannedStep, { object: part }: PlannedStep): boolean {
  if (!('table' in part.is)) return false;
  if (object.kind === 'partition') return verb === 'create' && object.is.child === part.is.table;
  return verb === 'alter' && object.kind === 'table' && object.address === part.is.table;
}

/** Puts what can wait behind what is short; what needs something that waits, waits with it. */
export function arrange(
  steps: readonly PlannedStep[],
  formOf: (step: PlannedStep, at: number) => OnlineForm,
): readonly PlannedStep[] {
  const now: PlannedStep[] = [];
  const late: (Late & { readonly step: PlannedStep })[] = [];
  for (const [at, step] of steps.entries()) {
    const form = formOf(step, at);
    if (late.some(one => one.isNeededBy(step) || joins(step, one.step))) {
      const statements = [...form.now, ...(form.late?.statements ?? [])];
      late.push({ step, statements, isNeededBy: other => needs(other, step.object.id) });
      continue;
    }
    now.push({ ...step, statements: form.now });
    if (form.late) late.push({ ...form.late, step });
  }
  const waited = late.map(({ step, statements }) => ({ ...step, statements }));
  return [...now, ...waited].filter(({ statements }) => statements.length > 0);
}
