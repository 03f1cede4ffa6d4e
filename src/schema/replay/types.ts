/** Types, domains, sequences, extensions and schemas. */
import type { CommandOf } from '../commands.js';
import { resolveType } from './columns.js';
import { exclude, include, put, set } from './journal.js';
import { located } from './located.js';
import { emptySpace, type Here, isSystemSchema, type Model, type SequenceModel, type TypeModel } from './model.js';
import { refuse, refuseMissing } from './refusal.js';
import { addRelation, addType, nextId, requireFreeName } from './register.js';
import { creationSpace, findRelation, requireRelation, requireType, typeOf } from './search.js';

type CreateType = CommandOf<'createEnum' | 'createDomain' | 'createComposite' | 'createOtherType'>;

export function createType(model: Model, here: Here, command: CreateType): void {
  const { name: schema } = creationSpace(model, command.name.schema);
  const base = {
    is: 'type' as const,
    id: nextId(model),
    schema,
    name: command.name.name,
    ...located(here, command.name.span, command.span),
  };
  addType(model, typeModel(model, command, base));
}

function typeModel(
  model: Model,
  command: CreateType,
  base: Pick<TypeModel, 'is' | 'id' | 'schema' | 'name' | 'place' | 'definition'>,
): TypeModel {
  switch (command.kind) {
    case 'createEnum': {
      const twice = command.values.find((value, at) => command.values.indexOf(value) !== at);
      if (twice !== undefined) refuse('duplicate key value violates unique constraint "pg_enum_typid_label_index"');
      return { ...base, kind: 'enum', values: command.values, uses: [] };
    }
    case 'createDomain': {
      const { type, userType } = resolveType(model, command.base);
      const { notNull, checks } = command;
      return { ...base, kind: 'domain', base: type, notNull, checks, uses: userType ? [userType] : [] };
    }
    case 'createComposite': {
      const uses = command.fields.flatMap(field => typeOf(model, field.type) ?? []);
      return { ...base, kind: 'composite', fields: command.fields, uses };
    }
    case 'createOtherType':
      return { ...base, kind: command.typeKind, uses: [] };
  }
}

/** CREATE TYPE of a base type fills the shell that was made before it. */
export function fillShell(model: Model, command: CreateType): boolean {
  if (command.kind !== 'createOtherType' || command.typeKind === 'shell') return false;
  const shell = model.spaces.get(creationSpace(model, command.name.schema).name)?.types.get(command.name.name);
  if (shell?.kind !== 'shell') return false;
  set(model.journal, shell as { kind: string }, 'kind', command.typeKind);
  return true;
}

export function addEnumValue(model: Model, command: CommandOf<'addEnumValue'>): void {
  const type = requireEnum(model, command.name);
  if (type.values.includes(command.value)) {
    if (command.ifNotExists) return;
    refuse(`enum label "${command.value}" already exists`);
  }
  const neighbour = command.before ?? command.after;
  const at = neighbour === undefined ? type.values.length : type.values.indexOf(neighbour);
  if (at < 0) refuseMissing(`"${neighbour}" is not an existing enum label`);
  const values = [...type.values];
  values.splice(command.after === undefined ? at : at + 1, 0, command.value);
  set(model.journal, type, 'values', values);
}

export function renameEnumValue(model: Model, command: CommandOf<'renameEnumValue'>): void {
  const type = requireEnum(model, command.name);
  if (!type.values.includes(command.from)) refuseMissing(`"${command.from}" is not an existing enum label`);
  if (type.values.includes(command.to)) refuse(`enum label "${command.to}" already exists`);
  set(
    model.journal,
    type,
    'values',
    type.values.map(value => (value === command.from ? command.to : value)),
  );
}

function requireEnum(model: Model, name: CommandOf<'addEnumValue'>['name']): Extract<TypeModel, { kind: 'enum' }> {
  const type = requireType(model, name);
  return type.kind === 'enum' ? type : refuse(`${name.name} is not an enum`);
}

export function createSequence(model: Model, here: Here, command: CommandOf<'createSequence' | 'alterSequence'>): void {
  const { name: schema } = creationSpace(model, command.name.schema);
  if (command.ifNotExists && model.spaces.get(schema)?.relations.has(command.name.name)) return;
  requireFreeName(model, schema, command.name.name, false);
  const sequence: SequenceModel = {
    is: 'sequence',
    id: nextId(model),
    schema,
    name: command.name.name,
    ...(command.type && { type: command.type }),
    ownedBy: undefined,
    identity: false,
    readers: new Map(),
    ...located(here, command.name.span, command.span),
  };
  addRelation(model, sequence);
  if (command.ownedBy) setOwnedBy(model, sequence, command.ownedBy);
}

export function alterSequence(model: Model, command: CommandOf<'createSequence' | 'alterSequence'>): void {
  const found = findRelation(model, command.name);
  if (!found && command.ifExists) return;
  const sequence = found ?? requireRelation(model, command.name);
  if (sequence.is !== 'sequence') refuse(`"${command.name.name}" is not a sequence`);
  if (command.type) set(model.journal, sequence, 'type', command.type);
  if (command.ownedBy) setOwnedBy(model, sequence, command.ownedBy);
}

function setOwnedBy(
  model: Model,
  sequence: SequenceModel,
  ownedBy: NonNullable<CommandOf<'createSequence' | 'alterSequence'>['ownedBy']>,
): void {
  const { journal } = model;
  if (sequence.identity && sequence.ownedBy) refuse('cannot change ownership of identity sequence');
  if (ownedBy === 'none') {
    if (sequence.ownedBy) exclude(journal, sequence.ownedBy.table.owned, sequence);
    set(journal, sequence, 'ownedBy', undefined);
    return;
  }
  const table = requireRelation(model, ownedBy.table);
  if (table.is !== 'table') refuse(`sequence cannot be owned by relation "${ownedBy.table.name}"`);
  if (table.schema !== sequence.schema) refuse('sequence must be in same schema as table it is linked to');
  const column = table.columns.find(c => c.name === ownedBy.column);
  if (!column) refuseMissing(`column "${ownedBy.column}" of relation "${table.name}" does not exist`);
  if (sequence.ownedBy) exclude(journal, sequence.ownedBy.table.owned, sequence);
  set(journal, sequence, 'ownedBy', { table, column });
  include(journal, table.owned, sequence);
}

export function createExtension(model: Model, here: Here, command: CommandOf<'createExtension'>): void {
  if (model.extensions.has(command.name)) {
    if (command.ifNotExists) return;
    refuse(`extension "${command.name}" already exists`);
  }
  put(model.journal, model.extensions, command.name, {
    id: nextId(model),
    name: command.name,
    ...(command.schema !== undefined && { schema: command.schema }),
    ...located(here, command.nameSpan, command.span),
  });
}

export function createSchema(model: Model, here: Here, command: CommandOf<'createSchema'>): void {
  const existing = model.spaces.get(command.name);
  const isOurs = existing?.created !== undefined || command.name === 'public' || isSystemSchema(command.name);
  if (existing && isOurs) {
    if (command.ifNotExists) return;
    refuse(`schema "${command.name}" already exists`);
  }
  if (command.name.startsWith('pg_')) refuse(`unacceptable schema name "${command.name}"`);
  const created = { id: nextId(model), name: command.name, ...located(here, command.nameSpan, command.span) };
  if (existing) set(model.journal, existing, 'created', created);
  else put(model.journal, model.spaces, command.name, { ...emptySpace(command.name), created });
  exclude(model.journal, model.droppedSchemas, command.name);
}
