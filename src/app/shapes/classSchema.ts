/** Classes as schemas: their fields' types, and what class-validator's decorators say: https://github.com/typestack/class-validator */
import type { Scope, Value } from '../interpret/value.js';
import type { tree } from '../parse.js';
import { chainOf, type Link } from './chain.js';
import { decorated } from './classDecorators.js';
import { commented, type Field, mergedFields, type NamedField, objectOf } from './field.js';
import type { Reading, Schema, SchemaReader } from './schema.js';

/** A class is a schema when it, or one above it, has decorators of class-validator. */
export const readClass: SchemaReader = (value, reading) => {
  if (value.kind !== 'class' || !isValidated(value, reading, 0)) return undefined;
  return classReference(value.node, value.scope, reading);
};

function classReference(node: tree.Class, scope: Scope, reading: Reading): Schema {
  return reading.component(node.id?.name ?? 'Class', node, () => classObject(node, scope, reading));
}

/** What `JSON.stringify` makes of an instance, and what its decorators ask for. */
export function classObject(node: tree.Class, scope: Scope, reading: Reading): Schema {
  const parent = node.superClass ? parentFields(reading.interpreter.evaluate(node.superClass, scope), reading, 0) : [];
  return objectOf(mergedFields(parent, ownFields(node, scope, reading)));
}

const deepest = 12;

function parentFields(value: Value, reading: Reading, depth: number): NamedField[] {
  if (depth > deepest) return [];
  if (value.kind === 'class') {
    const above = value.parent ? parentFields(value.parent, reading, depth + 1) : [];
    return mergedFields(above, ownFields(value.node, value.scope, reading));
  }
  // `extends PartialType(CreateUserDto)` of @nestjs/mapped-types.
  const chain = chainOf(value);
  const last = chain?.links.at(-1);
  if (!last?.called || !/^@nestjs\//.test(chain?.package ?? '')) return [];
  const [first, second] = last.args;
  const fields = first ? parentFields(first, reading, depth + 1) : [];
  const keys = second?.kind === 'list' ? second.items.map(item => (item.kind === 'literal' ? item.value : '')) : [];
  switch (last.name) {
    case 'PartialType':
      return fields.map(field => ({ ...field, optional: true }));
    case 'PickType':
      return fields.filter(field => keys.includes(field.name));
    case 'OmitType':
      return fields.filter(field => !keys.includes(field.name));
    case 'IntersectionType':
      return last.args.map(arg => parentFields(arg, reading, depth + 1)).reduce(mergedFields, []);
    default:
      return [];
  }
}

function ownFields(node: tree.Class, scope: Scope, reading: Reading): NamedField[] {
  const found: NamedField[] = [];
  for (const member of node.body.body) {
    if (member.type !== 'ClassProperty' || member.static || member.computed) continue;
    if (member.accessibility === 'private' || member.accessibility === 'protected') continue;
    const name =
      member.key.type === 'Identifier'
        ? member.key.name
        : member.key.type === 'StringLiteral'
          ? member.key.value
          : undefined;
    const type = member.typeAnnotation?.type === 'TSTypeAnnotation' ? member.typeAnnotation.typeAnnotation : undefined;
    if (name === undefined || type?.type === 'TSFunctionType') continue;
    const decorators = decoratorsOf(member, scope, reading);
    if (!type && decorators.length === 0) continue;
    const site = { path: scope.module.path, node: member };
    const typed: Field = {
      schema: type ? reading.typeSchema(type, scope) : {},
      optional: Boolean(member.optional) || (type !== undefined && mayBeAbsent(type)),
    };
    const field = decorated(typed, decorators, reading);
    if (field) found.push({ name, ...field, schema: commented(field.schema, site, reading) });
  }
  return found;
}

/** `undefined` among the types. */
export function mayBeAbsent(type: tree.TSType): boolean {
  if (type.type === 'TSUndefinedKeyword' || type.type === 'TSVoidKeyword') return true;
  return type.type === 'TSUnionType' && type.types.some(mayBeAbsent);
}

const decorating = new Set(['class-validator', 'class-transformer', '@nestjs/swagger']);

function decoratorsOf(member: tree.ClassProperty, scope: Scope, reading: Reading): Link[] {
  return (member.decorators ?? []).flatMap(({ expression }) => {
    const chain = chainOf(reading.interpreter.evaluate(expression, scope));
    const last = chain && decorating.has(chain.package) ? chain.links.at(-1) : undefined;
    return last?.called ? [last] : [];
  });
}

function isValidated(value: Value, reading: Reading, depth: number): boolean {
  if (value.kind !== 'class' || depth > deepest) return false;
  const own = value.node.body.body.some(
    member => member.type === 'ClassProperty' && decoratorsOf(member, value.scope, reading).length > 0,
  );
  if (own || !value.parent) return own;
  const mapped = chainOf(value.parent)?.links.at(-1)?.args ?? [];
  return [value.parent, ...mapped].some(one => isValidated(one, reading, depth + 1));
}
