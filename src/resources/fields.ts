/** Columns become fields. */
import type { JsonObject } from '../openapi/values.js';
import type { Bounds, Relation, RelationColumn } from '../schema/relation.js';
import { noteOf, plainComment } from './notes.js';
import { readShapeOf } from './readShapes.js';
import type { Field, ResourceNote } from './resource.js';
import { isSecret } from './secrets.js';
import { orNull, shapeOf } from './shapes.js';

export interface Fields {
  readonly fields: readonly Field[];
  readonly notes: readonly ResourceNote[];
}

/**
 * @param key what names one row in the API
 * @param numbers bigint and numeric become JSON numbers
 */
export function fieldsOf(relation: Relation, key: readonly string[], numbers: boolean): Fields {
  const notes: ResourceNote[] = [];
  const isWritable = relation.allows.insert || relation.allows.update;
  const one = (column: RelationColumn, access: Field['access']): Field => {
    return { ...fieldOf(relation, column, access, numbers), isKey: key.includes(column.name) };
  };
  const fields = relation.columns.flatMap((column): Field[] => {
    const { name } = column;
    if (isSearchOnly(column)) {
      const message = `The column "${name}" is for text search only (${column.type.name}); it is left out of the API.`;
      notes.push(noteOf(relation, 'left-out', 'info', message, name));
      return [];
    }
    const canWrite = isWritable && isGiven(column);
    if (!isSecret(column)) return [one(column, canWrite ? 'readWrite' : 'readOnly')];
    notes.push(noteOf(relation, 'secret-column', 'info', secretMessage(name, canWrite), name));
    return canWrite ? [one(column, 'writeOnly')] : [];
  });
  return { fields, notes };
}

function isSearchOnly({ type }: RelationColumn): boolean {
  return type.kind === 'base' && (type.name === 'tsvector' || type.name === 'tsquery');
}

function secretMessage(name: string, canWrite: boolean): string {
  const how = canWrite ? 'it can be written and is in no response' : 'it is left out of the API';
  return `The column "${name}" looks like a secret: ${how}. If it is none, add it to the schemas of the responses and to the handlers' columns.`;
}

/** A value comes from requests, not from the server. */
function isGiven({ updatable, identity, generated, default: value }: RelationColumn): boolean {
  return updatable && !identity && !generated && !/^nextval\(/i.test(value ?? '');
}

function fieldOf(
  relation: Relation,
  column: RelationColumn,
  access: Field['access'],
  numbers: boolean,
): Omit<Field, 'isKey'> {
  const { name, type, notNull } = column;
  const bounds = boundsOf(relation, name);
  const schemaOf = (shape: JsonObject) => described(notNull ? shape : orNull(shape), column);
  return {
    name,
    type,
    schema: schemaOf(shapeOf(type, bounds, numbers)),
    readSchema: schemaOf(readShapeOf(type, bounds, numbers)),
    access,
    required: access !== 'readOnly' && notNull && column.default === undefined,
    nullable: !notNull,
  };
}

/** Rows that are older than a CHECK may be otherwise: what such a one says is left to the server. */
function boundsOf({ checks }: Relation, name: string): readonly Bounds[] {
  const valid = checks.filter(({ validated }) => validated);
  return valid.flatMap(({ bounds }) => bounds.flatMap(({ column, is }) => (column === name ? [is] : [])));
}

/** The column's comment, or that of its domain, before what is said of the type. */
function described(shape: JsonObject, { comment, type }: RelationColumn): JsonObject {
  const said = comment ?? type.domains.find(domain => domain.comment !== undefined)?.comment;
  const { description: ofType, ...rest } = shape;
  const description = [said && plainComment(said), ofType]
    .filter(one => typeof one === 'string' && one !== '')
    .join('\n\n');
  return description === '' ? rest : { ...rest, description };
}
