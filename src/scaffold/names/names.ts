import type { Api, NamedShape, Operation, ShapeId } from '../../openapi/api.js';
import { camelName, operationName, pascalName } from '../../openapi/nameCase.js';
import type { Note } from '../emitted.js';
import type { Group, Plan, PlannedOperation, PlannedWebhook, ShapeNames } from '../plan.js';
import { shapesThatDiffer } from '../types/variants.js';
import { fileStem } from './fileStem.js';
import { NamePool } from './identifiers.js';

/**
 * Decides what everything in the generated code is called. The same spec gives the same names on every run; what is
 * written in the spec (an operationId, a schema's name) wins over what is derived, so that adding an operation without
 * an id renames nothing.
 */
export function planNames(api: Api): Plan {
  const notes: Note[] = [];
  const types = NamePool.forTypes();
  const values = NamePool.forValues();
  const shapes = planShapes(api, types, values);
  const named = planOperations(api.operations, types, values, notes);
  return { api, shapes, groups: planGroups(named), webhooks: planWebhooks(api, named, types), notes };
}

function planShapes(api: Api, types: NamePool, values: NamePool): Map<ShapeId, ShapeNames> {
  const differ = shapesThatDiffer(api);
  const planned = new Map<ShapeId, ShapeNames>();
  const one = (wanted: string, pools = [types, values]) => {
    const name = NamePool.takeInAll(pools, wanted);
    return { type: name, validator: name };
  };
  const fallback = (shape: NamedShape) => pascalName(shape.name) || 'Schema';
  for (const shape of api.shapes) planned.set(shape.id, one(fallback(shape)));
  // After all plain names: `UserRequest` may be a schema of its own.
  for (const shape of api.shapes) {
    if (!differ.has(shape.id)) continue;
    const names = planned.get(shape.id)!;
    planned.set(shape.id, { ...names, request: one(`${names.type}Request`) });
  }
  return planned;
}

function planOperations(
  operations: readonly Operation[],
  types: NamePool,
  values: NamePool,
  notes: Note[],
): PlannedOperation[] {
  const names = new Map<Operation, string>();
  const ids = new Map<string, Operation>();
  for (const operation of operations) {
    const id = operation.id;
    const wanted = id === undefined ? '' : camelName(id);
    if (id === undefined) continue;
    const first = ids.get(id);
    if (first !== undefined) {
      notes.push({
        rule: 'duplicate-operation-id',
        at: operation.at,
        message: `The operationId ${JSON.stringify(id)} is already taken by ${first.method.toUpperCase()} ${first.path}; this one is named after its method and path.`,
      });
    } else if (wanted !== '') {
      ids.set(id, operation);
      names.set(operation, values.take(wanted));
    }
  }
  for (const operation of operations) {
    if (!names.has(operation)) names.set(operation, values.take(operationName(operation.method, operation.path)));
  }
  return operations.map(operation => {
    const name = names.get(operation)!;
    const wanted = pascalName(name) || 'Operation';
    return { operation, name, type: types.takePrefix(wanted, ['Request', 'Response']) };
  });
}

function planWebhooks(api: Api, named: readonly PlannedOperation[], types: NamePool): PlannedWebhook[] {
  const planned: PlannedWebhook[] = api.webhooks.map(operation => ({
    operation,
    type: types.takePrefix(`${pascalName(operation.id ?? operation.path) || 'Unnamed'}Webhook`, ['']),
  }));
  for (const parent of named) {
    for (const operation of parent.operation.callbacks) {
      const wanted = operation.id === undefined ? parent.type : pascalName(operation.id) || parent.type;
      planned.push({ operation, type: types.takePrefix(`${wanted}Callback`, ['']) });
    }
  }
  return planned;
}

function planGroups(named: readonly PlannedOperation[]): Group[] {
  const groups = new Map<string, PlannedOperation[]>();
  for (const one of named) {
    const title = one.operation.tags[0] ?? 'default';
    const operations = groups.get(title);
    if (operations === undefined) groups.set(title, [one]);
    else operations.push(one);
  }
  const files = new Map<string, number>();
  const names = NamePool.forValues();
  return [...groups].map(([title, operations], index) => {
    const file = fileStem(title, files) ?? fileStem(`group-${index + 1}`, files)!;
    return { title, file, name: names.take(camelName(file) || `group${index + 1}`), operations };
  });
}
