/** COMMENT ON. */
import type { CommandOf } from '../commands.js';
import { set } from './journal.js';
import type { Model, RelationModel } from './model.js';
import { refuse, refuseMissing } from './refusal.js';
import { findConstraint } from './register.js';
import { findRoutine } from './routines.js';
import { findRelation, findType, refuseUnknown, requireType } from './search.js';

type Comment = CommandOf<'comment'>;
interface Commented {
  comment?: string;
}

export function comment(model: Model, command: Comment): void {
  const object = commented(model, command);
  if (object) set(model.journal, object, 'comment', (command.text ?? undefined) as never);
}

function commented(model: Model, command: Comment): Commented | undefined {
  const { name } = command;
  switch (command.object) {
    case 'schema':
      return schemaOf(model, name.name);
    case 'extension':
      return model.extensions.get(name.name) ?? refuseMissing(`extension "${name.name}" does not exist`);
    case 'type':
    case 'domain':
      return requireType(model, name);
    case 'function':
      // Without the argument types, which function is meant cannot be told when there are more.
      return namedOnce(model, name.name) ? findRoutine(model, name, undefined, true) : undefined;
    case 'column':
    case 'constraint':
    case 'trigger':
    case 'policy':
      return member(model, command);
    case 'other':
      return undefined;
    default: {
      const relation = relationOf(model, command);
      return relation && requireKind(relation, command);
    }
  }
}

function schemaOf(model: Model, name: string): Commented | undefined {
  const space = model.spaces.get(name);
  return space ? space.created : refuseMissing(`schema "${name}" does not exist`);
}

function namedOnce(model: Model, name: string): boolean {
  let count = 0;
  for (const space of model.spaces.values()) count += space.routines.get(name)?.length ?? 0;
  return count === 1;
}

function relationOf(model: Model, { name }: Comment): RelationModel | undefined {
  const relation = findRelation(model, name);
  if (!relation) refuseUnknown(model, name);
  return relation;
}

function requireKind(relation: RelationModel, { object, name }: Comment): Commented {
  const fits =
    object === 'view'
      ? relation.is === 'view' && !relation.materialized
      : object === 'materializedView'
        ? relation.is === 'view' && relation.materialized
        : relation.is === object;
  const words = object === 'materializedView' ? 'materialized view' : object;
  return fits ? relation : refuse(`"${name.name}" is not ${object === 'index' ? 'an' : 'a'} ${words}`);
}

function member(model: Model, command: Comment): Commented | undefined {
  const name = command.member ?? '';
  const relation = findRelation(model, command.name);
  if (!relation) {
    // A constraint may be a domain's.
    if (command.object === 'constraint' && findType(model, command.name)) return undefined;
    refuseUnknown(model, command.name);
  }
  if (relation.is === 'view' || relation.is === 'type') {
    const names =
      relation.is === 'view' ? relation.columns : relation.kind === 'composite' ? relation.fields.map(f => f.name) : [];
    const open = relation.is === 'view' && relation.open;
    if (command.object === 'column' && !open && !names.includes(name)) missingColumn(name, relation.name);
    return command.object === 'trigger' && relation.is === 'view'
      ? relation.triggers.find(t => t.name === name)
      : undefined;
  }
  if (relation.is !== 'table') refuse(`"${relation.name}" is not a table`);
  switch (command.object) {
    case 'column':
      return (
        relation.columns.find(c => c.name === name) ?? (relation.open ? undefined : missingColumn(name, relation.name))
      );
    case 'constraint':
      return (
        findConstraint(relation, name) ??
        refuseMissing(`constraint "${name}" for table "${relation.name}" does not exist`)
      );
    case 'trigger':
      return (
        relation.triggers.find(t => t.name === name) ??
        refuseMissing(`trigger "${name}" for table "${relation.name}" does not exist`)
      );
    default:
      return (
        relation.policies.find(p => p.name === name) ??
        refuseMissing(`policy "${name}" for table "${relation.name}" does not exist`)
      );
  }
}

function missingColumn(column: string, relation: string): never {
  return refuseMissing(`column "${column}" of relation "${relation}" does not exist`);
}
