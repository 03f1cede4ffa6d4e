import type { Emitted } from '../emitted.js';
import type { Plan } from '../plan.js';
import { type Direction, shapeScope } from '../types/shapeIndex.js';
import { operationValidators } from './operationValidators.js';
import { reflow } from './reflow.js';
import { zodExpression } from './zod.js';

/**
 * The body of validators.ts: a Zod schema for every shape, then what each operation accepts and answers. Each is built
 * when it is first used: a large spec would otherwise take seconds to load, and the order would have to follow the
 * references.
 */
export function validatorsSource(plan: Plan): Emitted {
  const scope = shapeScope(plan);
  const parts: string[] = [];
  const add = (id: string, { type, validator }: { type: string; validator: string }, direction: Direction) => {
    const expression = zodExpression(scope.shapes.get(id)!.shape, { scope, direction, alias: id }, '');
    parts.push(`export const ${validator}: ZodType<t.${type}> = z.lazy(() => ${expression});\n`);
  };
  for (const { id } of plan.api.shapes) {
    const names = plan.shapes.get(id)!;
    add(id, names, 'response');
    if (names.request !== undefined) add(id, names.request, 'request');
  }
  for (const group of plan.groups) {
    for (const planned of group.operations) parts.push(operationValidators(planned, scope));
  }
  const text = parts.length === 0 ? 'export {};\n' : reflow([imports(parts), ...parts].join('\n'));
  return { text, notes: scope.notes };
}

function imports(parts: readonly string[]): string {
  const uses = (name: RegExp) => parts.some(part => name.test(part));
  const z = uses(/\bz\./);
  const names = [...(uses(/\bZodType</) ? ['type ZodType'] : []), ...(z ? ['z'] : [])];
  return [
    uses(/\bs\./) ? "import * as s from './runtime/schema.js';\n" : '',
    uses(/\bt\./) ? "import type * as t from './types.js';\n" : '',
    names.length > 0 ? `import { ${names.join(', ')} } from './runtime/zod.js';\n` : '',
  ].join('');
}
