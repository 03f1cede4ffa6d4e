/** TypeScript types as JSON Schema: what `JSON.stringify` makes of a value of the type. */
import type { Json } from '../../openapi/json.js';
import { inner, siteOf } from '../interpret/machine.js';
import type { Scope, TypeDeclaration } from '../interpret/value.js';
import type { tree } from '../parse.js';
import { classObject, mayBeAbsent } from './classSchema.js';
import { anyOf } from './combine.js';
import { commented, mergedFields, type NamedField, objectOf } from './field.js';
import type { Reading, Schema } from './schema.js';
import { type TypeOf, utilityType } from './utilityTypes.js';

/** `{}` where the type says nothing, or what is only known to the compiler. */
export function typeSchema(type: tree.TSType, scope: Scope, reading: Reading): Schema {
  return read(type, scope, reading, 0);
}

const deepest = 24;

function read(type: tree.TSType, scope: Scope, reading: Reading, depth: number): Schema {
  if (depth > deepest) return {};
  const of: TypeOf = (inside, at = scope) => read(inside, at, reading, depth + 1);
  switch (type.type) {
    case 'TSStringKeyword':
    case 'TSTemplateLiteralType':
      return { type: 'string' };
    case 'TSNumberKeyword':
      return { type: 'number' };
    case 'TSBigIntKeyword':
      return { type: 'integer' };
    case 'TSBooleanKeyword':
      return { type: 'boolean' };
    case 'TSNullKeyword':
      return { type: 'null' };
    case 'TSObjectKeyword':
      return { type: 'object' };
    case 'TSLiteralType':
      return literalSchema(type);
    case 'TSArrayType':
      return { type: 'array', items: of(type.elementType) };
    case 'TSTupleType': {
      const items = type.elementTypes.map(one => of(one.type === 'TSNamedTupleMember' ? one.elementType : one));
      return { type: 'array', prefixItems: items, minItems: items.length, maxItems: items.length };
    }
    case 'TSOptionalType':
    case 'TSRestType':
    case 'TSParenthesizedType':
      return of(type.typeAnnotation);
    case 'TSTypeOperator':
      return type.operator === 'readonly' ? of(type.typeAnnotation!) : {};
    case 'TSUnionType':
      return union(type.types, of);
    case 'TSIntersectionType':
      return intersection(
        type.types.map(one => of(one)),
        reading,
      );
    case 'TSTypeLiteral':
      return objectSchema(type.members, of, scope, reading);
    case 'TSIndexedAccessType':
      return property(of(type.objectType), type.indexType, reading);
    case 'TSTypeQuery':
      return typeOfValue(type, scope, reading) ?? {};
    case 'TSTypeReference':
      return reference(type, scope, reading, of);
    default:
      return {};
  }
}

function literalSchema({ literal }: tree.TSLiteralType): Schema {
  switch (literal.type) {
    case 'StringLiteral':
    case 'NumericLiteral':
    case 'BooleanLiteral':
      return { const: literal.value };
    case 'TemplateLiteral':
      return { type: 'string' };
    default:
      return {};
  }
}

function isAbsent(type: tree.TSType): boolean {
  return type.type === 'TSUndefinedKeyword' || type.type === 'TSVoidKeyword';
}

function union(types: readonly tree.TSType[], of: TypeOf): Schema {
  const schemas = types.filter(type => !isAbsent(type)).map(type => of(type));
  const values = schemas.map(schema =>
    Object.keys(schema).length === 1 && 'const' in schema ? schema.const : undefined,
  );
  const constants = values.filter(value => value !== undefined) as Json[];
  const rest = schemas.filter((_, index) => values[index] === undefined);
  if (constants.length < 2) return anyOf(schemas);
  const texts = constants.every(value => typeof value === 'string');
  const listed: Schema = { ...(texts ? { type: 'string' } : {}), enum: constants };
  return rest.length === 0 ? listed : { anyOf: [listed, ...rest] };
}

function intersection(schemas: readonly Schema[], reading: Reading): Schema {
  const known = schemas.filter(schema => Object.keys(schema).length > 0);
  if (known.length < 2) return known[0] ?? {};
  const plain = known.every(schema => reading.resolved(schema) === schema && schema.type === 'object' && !schema.allOf);
  if (!plain) return { allOf: known };
  const required = [...new Set(known.flatMap(({ required: names }) => (names ?? []) as readonly string[]))];
  const properties = Object.assign({}, ...known.map(schema => schema.properties ?? {})) as Json;
  return { type: 'object', properties, ...(required.length > 0 ? { required } : {}) };
}

function objectSchema(members: readonly tree.TSTypeElement[], of: TypeOf, scope: Scope, reading: Reading): Schema {
  let fields: NamedField[] = [];
  let additional: Schema | undefined;
  for (const member of members) {
    if (member.type === 'TSIndexSignature') {
      if (member.typeAnnotation) additional = of(member.typeAnnotation.typeAnnotation);
      continue;
    }
    if (member.type !== 'TSPropertySignature' || member.computed) continue;
    const { key, typeAnnotation } = member;
    const name =
      key.type === 'Identifier'
        ? key.name
        : key.type === 'StringLiteral' || key.type === 'NumericLiteral'
          ? String(key.value)
          : undefined;
    const type = typeAnnotation?.typeAnnotation;
    if (name === undefined || type?.type === 'TSFunctionType') continue;
    const schema = commented(type ? of(type) : {}, siteOf(member, scope), reading);
    const optional = Boolean(member.optional) || (type !== undefined && mayBeAbsent(type));
    fields = mergedFields(fields, [{ name, schema, optional }]);
  }
  if (additional)
    return fields.length > 0
      ? objectOf(fields, { additionalProperties: additional })
      : { type: 'object', additionalProperties: additional };
  return objectOf(fields);
}

function property(schema: Schema, index: tree.TSType, reading: Reading): Schema {
  const object = reading.resolved(schema);
  if (index.type === 'TSNumberKeyword') return (object.items ?? {}) as Schema;
  const name =
    index.type === 'TSLiteralType' && index.literal.type === 'StringLiteral' ? index.literal.value : undefined;
  const properties = (object.properties ?? {}) as { readonly [name: string]: Schema };
  return name !== undefined && Object.hasOwn(properties, name) ? properties[name]! : {};
}

function reference(type: tree.TSTypeReference, scope: Scope, reading: Reading, of: TypeOf): Schema {
  const args = type.typeParameters?.params ?? [];
  if (type.typeName.type !== 'Identifier') return inferred(type, scope, reading);
  const { name } = type.typeName;
  const declared = reading.interpreter.typeNamed(name, scope);
  if (!declared) return utilityType(name, args, of, reading) ?? {};
  const { node } = declared;
  if (node.type === 'TSEnumDeclaration') return enumSchema(node, declared.scope, reading);
  const parameters =
    'typeParameters' in node && node.typeParameters?.type === 'TSTypeParameterDeclaration'
      ? node.typeParameters.params
      : [];
  const inside = parameters.length > 0 ? filled(declared, parameters, args, scope) : declared.scope;
  const make = () => declaration(node, inside, reading, of);
  // A generic type is another one for each of its arguments.
  const whole = node.type !== 'TSTypeAliasDeclaration' || isObjectType(node.typeAnnotation);
  return whole && parameters.length === 0 ? reading.component(name, node, make) : make();
}

function isObjectType(type: tree.TSType): boolean {
  return type.type === 'TSTypeLiteral' || (type.type === 'TSIntersectionType' && type.types.some(isObjectType));
}

function declaration(node: TypeDeclaration['node'], scope: Scope, reading: Reading, of: TypeOf): Schema {
  if (node.type === 'TSTypeAliasDeclaration') return of(node.typeAnnotation, scope);
  if (node.type === 'TSInterfaceDeclaration') {
    const own = objectSchema(node.body.body, (type, at = scope) => of(type, at), scope, reading);
    const parents = (node.extends ?? []).map(parent => {
      if (parent.type !== 'TSExpressionWithTypeArguments' || parent.expression.type !== 'Identifier') return {};
      const named = {
        type: 'TSTypeReference',
        typeName: parent.expression,
        typeParameters: parent.typeParameters,
      } as tree.TSTypeReference;
      return of(named, scope);
    });
    return parents.length > 0 ? intersection([...parents, own], reading) : own;
  }
  return node.type === 'TSEnumDeclaration' ? {} : classObject(node, scope, reading);
}

/** A scope in which a type's parameters are its arguments. */
function filled(
  declared: TypeDeclaration,
  parameters: readonly tree.TSTypeParameter[],
  args: readonly tree.TSType[],
  scope: Scope,
): Scope {
  const inside = inner(declared.scope);
  parameters.forEach((parameter, index) => {
    const given = args[index] ?? parameter.default;
    if (!given) return;
    const name = parameter.name as unknown as string;
    const node = {
      type: 'TSTypeAliasDeclaration',
      id: { type: 'Identifier', name },
      typeAnnotation: given,
    } as tree.TSTypeAliasDeclaration;
    inside.types.set(name, { node, scope: args[index] ? scope : declared.scope });
  });
  return inside;
}

function enumSchema(node: tree.TSEnumDeclaration, scope: Scope, reading: Reading): Schema {
  const value = scope.bindings.get(node.id.name)?.value;
  const members = value?.kind === 'members' ? [...value.properties.values()] : [];
  const values = members.flatMap(({ value: one }) =>
    one.kind === 'literal' && (typeof one.value === 'string' || typeof one.value === 'number') ? [one.value] : [],
  );
  if (values.length === 0) {
    reading.unclear(siteOf(node, scope), 'The values of this enum are known only at run time.');
    return {};
  }
  return { ...(values.every(one => typeof one === 'string') ? { type: 'string' } : {}), enum: values };
}

/** `z.infer<typeof User>`, `z.input<…>`, `Static<typeof User>` */
function inferred(type: tree.TSTypeReference, scope: Scope, reading: Reading): Schema {
  const [argument] = type.typeParameters?.params ?? [];
  const { typeName } = type;
  if (typeName.type !== 'TSQualifiedName' || !/^(infer|input|output|TypeOf)$/.test(typeName.right.name)) return {};
  return (argument && typeOfValue(argument, scope, reading)) ?? {};
}

/** `typeof User`, where `User` is a schema. */
function typeOfValue(type: tree.TSType, scope: Scope, reading: Reading): Schema | undefined {
  if (type.type !== 'TSTypeQuery' || type.exprName.type !== 'Identifier') return undefined;
  return reading.schemaOf(reading.interpreter.evaluate(type.exprName, scope));
}
