import type { Emitted } from '../emitted.js';
import type { Group, Plan } from '../plan.js';
import { type Direction, type ShapeScope, shapeScope } from '../types/shapeIndex.js';
import { operationValidators } from './operationValidators.js';
import { reflow } from './reflow.js';
import { shareRepeatedObjects } from './repeatedObjects.js';
import { zodExpression } from './zod.js';

/**
 * The body of validators.ts: a Zod schema for every shape. Each is built when it is first used: a large spec would
 * otherwise take seconds to load, and the order would have to follow the references.
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
  const taken = [...plan.shapes.values()].flatMap(names => [names.validator, names.request?.validator ?? '']);
  const text = fileText(parts, '', body => shareRepeatedObjects(body, taken));
  return { text, notes: scope.notes };
}

/**
 * The bodies of the `<tag>.validators.ts`, by path: what each operation accepts and answers. Not in one file with the
 * schemas: for each name in a function tsc looks at all that the file declares before it.
 */
export function groupValidatorsSources(plan: Plan): { files: ReadonlyMap<string, string>; notes: Emitted['notes'] } {
  const scope = shapeScope(plan);
  const files = new Map(plan.groups.map(group => [`${group.file}.validators.ts`, groupSource(group, scope)]));
  return { files, notes: scope.notes };
}

function groupSource(group: Group, scope: ShapeScope): string {
  const used = new Set<string>();
  const parts = group.operations.map(planned => operationValidators(planned, scope, used));
  const names = [...used].sort();
  return fileText(parts, names.length === 0 ? '' : `import { ${names.join(', ')} } from './validators.js';\n`);
}

/** Text about a file without one export would make it a script and not a module. */
function fileText(parts: readonly string[], more: string, shorten = (text: string) => text): string {
  return parts.length === 0 ? 'export {};\n' : reflow(`${imports(parts)}${more}\n${shorten(parts.join('\n'))}`);
}

function imports(parts: readonly string[]): string {
  const uses = (name: RegExp) => parts.some(part => name.test(part));
  const names = [...(uses(/\bZodType\b/) ? ['type ZodType'] : []), ...(uses(/\bz\./) ? ['z'] : [])];
  return [
    uses(/\bs\./) ? "import * as s from './runtime/schema.js';\n" : '',
    uses(/\bt\./) ? "import type * as t from './types.js';\n" : '',
    names.length > 0 ? `import { ${names.join(', ')} } from './runtime/zod.js';\n` : '',
  ].join('');
}
