/** Functions and procedures, triggers and policies. */
import type { Policy } from '../catalog.js';
import type { CommandOf, WrittenName } from '../commands.js';
import { requireColumnsOf } from './checks.js';
import { append, exchange, set } from './journal.js';
import { located } from './located.js';
import type { Here, Model, Mutable, RoutineModel, TableModel, TriggerModel } from './model.js';
import { refuse, refuseMissing } from './refusal.js';
import { addRoutine, nextId } from './register.js';
import { creationSpace, refuseAbsent, requireRelation, requireTable, written } from './search.js';
import { tolerate } from './tolerate.js';

export function createFunction(model: Model, here: Here, command: CommandOf<'createFunction'>): void {
  const space = creationSpace(model, command.name.schema);
  const { name } = command.name;
  const existing = space.routines.get(name)?.find(routine => sameTypes(routine.arguments, command.arguments));
  const made: RoutineModel = {
    id: existing?.id ?? nextId(model),
    schema: space.name,
    name,
    kind: command.routine,
    arguments: command.arguments,
    ...(command.returns !== undefined && { returns: command.returns }),
    language: command.language,
    securityDefiner: command.securityDefiner,
    settings: command.settings,
    volatility: command.volatility,
    ...located(here, command.name.span, command.span),
  };
  if (!existing) {
    addRoutine(model, made);
    return;
  }
  if (!command.replace) refuse(`function "${name}" already exists with same argument types`);
  if (existing.kind !== made.kind) refuse('cannot change routine kind');
  for (const key of [
    'returns',
    'language',
    'securityDefiner',
    'settings',
    'volatility',
    'place',
    'definition',
  ] as const) {
    set(model.journal, existing, key, made[key] as never);
  }
}

function sameTypes(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((type, at) => plainType(type) === plainType(b[at]!));
}

function plainType(type: string): string {
  return type.replace(/^(?:public|pg_catalog)\./, '');
}

/**
 * The function that a name, with the argument types when they were written, means.
 * @throws Refusal when there is none (unless `ifExists`) or more than one.
 */
export function findRoutine(
  model: Model,
  name: WrittenName,
  types: readonly string[] | undefined,
  ifExists: boolean,
): RoutineModel | undefined {
  const found: RoutineModel[] = [];
  const schemas = name.schema === undefined ? model.searchPath : [name.schema];
  for (const schema of schemas) {
    for (const routine of model.spaces.get(schema)?.routines.get(name.name) ?? []) {
      if (!types || sameTypes(routine.arguments, types)) found.push(routine);
    }
    if (found.length > 0) break;
  }
  if (found.length > 1 && !types) refuse(`function name "${name.name}" is not unique`);
  if (found.length > 0 || ifExists) return found[0];
  if (!types) refuseAbsent(model, name, `could not find a function named "${name.name}"`);
  return refuseAbsent(model, name, `function ${name.name}(${types.join(', ')}) does not exist`);
}

export function alterFunction(model: Model, command: CommandOf<'alterFunction'>): void {
  const routine = findRoutine(model, command.name, command.arguments, false)!;
  if (command.securityDefiner !== undefined) set(model.journal, routine, 'securityDefiner', command.securityDefiner);
  const { resetSettings, setSettings } = command;
  const kept = resetSettings === 'all' ? [] : routine.settings.filter(name => !resetSettings.includes(name));
  const settings = [...kept, ...setSettings.filter(name => !kept.includes(name))];
  set(model.journal, routine, 'settings', settings);
}

export function createTrigger(model: Model, here: Here, command: CommandOf<'createTrigger'>): void {
  const on = requireRelation(model, command.table);
  if (on.is !== 'table' && on.is !== 'view') refuse(`"${command.table.name}" is not a table or view`);
  const trigger: TriggerModel = {
    name: command.name,
    timing: command.timing,
    events: command.events,
    function: triggerFunction(model, here, command.function),
    ...located(here, command.nameSpan, command.span),
  };
  const existing = on.triggers.find(t => t.name === command.name);
  if (!existing) append(model.journal, on.triggers, trigger);
  else if (command.replace) exchange(model.journal, on.triggers, existing, trigger);
  else refuse(`trigger "${command.name}" for relation "${on.name}" already exists`);
}

/** One that is not known is taken as written; with an extension around it may be the extension's. */
function triggerFunction(model: Model, here: Here, name: WrittenName): TriggerModel['function'] {
  const found = findTriggerFunction(model, name);
  if (found) return found;
  if (!systemTriggers.has(name.name) && model.extensions.size === 0) {
    const refusal = () => refuseAbsent(model, name, `function ${written(name)}() does not exist`);
    tolerate(model, here, refusal, () => !findTriggerFunction(model, name));
  }
  return { schema: name.schema ?? 'public', name: name.name };
}

const systemTriggers: ReadonlySet<string> = new Set([
  'suppress_redundant_updates_trigger',
  'tsvector_update_trigger',
  'tsvector_update_trigger_column',
  'lo_manage',
]);

function findTriggerFunction(model: Model, name: WrittenName): RoutineModel | undefined {
  for (const schema of name.schema === undefined ? model.searchPath : [name.schema]) {
    const found = model.spaces
      .get(schema)
      ?.routines.get(name.name)
      ?.find(r => r.arguments.length === 0);
    if (found) return found;
  }
  return undefined;
}

type PolicyCommand = CommandOf<'createPolicy' | 'alterPolicy'>;

export function createPolicy(model: Model, here: Here, command: PolicyCommand): void {
  const table = requireTable(model, command.table);
  if (table.policies.some(policy => policy.name === command.name)) {
    refuse(`policy "${command.name}" for table "${table.name}" already exists`);
  }
  requirePolicyColumns(table, command);
  const policy: Mutable<Policy> = {
    name: command.name,
    command: command.command,
    permissive: command.permissive,
    roles: command.roles,
    ...(command.using && { using: command.using }),
    ...(command.withCheck && { withCheck: command.withCheck }),
    ...located(here, command.nameSpan, command.span),
  };
  append(model.journal, table.policies, policy);
}

function requirePolicyColumns(table: TableModel, { using, withCheck }: PolicyCommand): void {
  if (using) requireColumnsOf(table, using);
  if (withCheck) requireColumnsOf(table, withCheck);
}

export function alterPolicy(model: Model, command: PolicyCommand): void {
  const table = requireTable(model, command.table);
  const policy = table.policies.find(p => p.name === command.name);
  if (!policy) refuseMissing(`policy "${command.name}" for table "${table.name}" does not exist`);
  requirePolicyColumns(table, command);
  if (command.roles.length > 0) set(model.journal, policy, 'roles', command.roles);
  if (command.using) set(model.journal, policy, 'using', command.using);
  if (command.withCheck) set(model.journal, policy, 'withCheck', command.withCheck);
}
