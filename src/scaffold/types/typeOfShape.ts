/** A Shape as a TypeScript type. */
import type { JsonType, Shape, ShapeId } from '../../openapi/api.js';
import { docComment, jsonLiteral, stringLiteral, typeKey } from '../source.js';
import { ownTags, tagsOf } from './discriminator.js';
import {
  type Direction,
  enterForm,
  type FormScope,
  isBinary,
  isHidden,
  propertyIn,
  type ShapeScope,
  speaksOfArrays,
  speaksOfObjects,
} from './shapeIndex.js';
import { allowed, intersection, laidOut, lineWidth, never, simple, type TypeText, union, unknown } from './typeText.js';

export interface TypeContext {
  readonly scope: ShapeScope;
  readonly direction: Direction;
  /** Set in a multipart form. */
  readonly form?: FormScope;
  /** The whole that this shape is a part of, through allOf, anyOf or oneOf: where its properties may be declared. */
  readonly whole?: Shape;
  /** The named shape whose type this is, not a property's or item's of it. */
  readonly alias?: ShapeId;
}

export function typeOfShape(shape: Shape, context: TypeContext, indent: string): TypeText {
  if (shape.always !== undefined) return shape.always ? unknown : never;
  const parts: TypeText[] = [];
  const others = shape.ref !== undefined || shape.allOf !== undefined || shape.anyOf || shape.oneOf;
  const own = ownType(shape, context, indent, others !== undefined);
  if (shape.ref !== undefined) parts.push(reference(shape, context, indent));
  const inner: TypeContext = { ...context, whole: context.whole ?? shape };
  for (const part of shape.allOf ?? []) parts.push(typeOfShape(part, inner, indent));
  if (own !== undefined) parts.push(own);
  for (const choice of [shape.oneOf, shape.anyOf]) {
    if (choice !== undefined) parts.push(choiceType(shape, choice, inner, indent));
  }
  const type = intersection(parts);
  if (type === unknown && context.whole === undefined) noteUnknown(shape, context.scope);
  return type;
}

/** What the shape's own keywords say, without ref, allOf, anyOf and oneOf. */
function ownType(shape: Shape, context: TypeContext, indent: string, composed: boolean): TypeText | undefined {
  if (shape.const !== undefined) return allowed([shape.const.value], shape.types);
  if (shape.enum !== undefined) return allowed(shape.enum, shape.types);
  if (shape.types === undefined) {
    if (speaksOfObjects(shape)) return objectType(shape, context, indent);
    if (speaksOfArrays(shape)) return arrayType(shape, context, indent);
    return undefined;
  }
  // `type: object` next to a $ref or allOf says nothing that the others do not.
  if (composed && shape.types.length === 1 && shape.types[0] === 'object' && !speaksOfObjects(shape)) return undefined;
  const nullLast = [...shape.types].sort((a, b) => Number(a === 'null') - Number(b === 'null'));
  return union(nullLast.map(type => typeOfKind(type, shape, context, indent)));
}

function typeOfKind(type: JsonType, shape: Shape, context: TypeContext, indent: string): TypeText {
  switch (type) {
    case 'null':
    case 'boolean':
      return simple(type);
    case 'integer':
    case 'number':
      return simple('number');
    case 'string':
      return simple(context.form !== undefined && isBinary(shape) ? 'File' : 'string');
    case 'array':
      return arrayType(shape, context, indent);
    case 'object':
      return objectType(shape, context, indent);
  }
}

function reference(shape: Shape, context: TypeContext, indent: string): TypeText {
  const { scope } = context;
  const names = scope.plan.shapes.get(shape.ref!);
  if (names === undefined) {
    scope.notes.push({ rule: 'missing-shape', at: shape.at, message: `Nothing is known of ${shape.ref}: unknown.` });
    return unknown;
  }
  if (context.alias !== undefined && scope.circular.has(context.alias) && scope.circular.has(shape.ref!)) {
    scope.notes.push({
      rule: 'circular-shape',
      at: shape.at,
      message: 'This schema leads back to itself with nothing in between: unknown.',
    });
    return unknown;
  }
  // A named shape's own type says `string` where a form carries a file: it is written out.
  const form = enterForm(scope, context.form, shape);
  if (form !== undefined) {
    return typeOfShape(scope.shapes.get(shape.ref!)!.shape, { ...context, form, whole: undefined }, indent);
  }
  return simple(context.direction === 'request' ? (names.request?.type ?? names.type) : names.type);
}

function choiceType(shape: Shape, choice: readonly Shape[], context: TypeContext, indent: string): TypeText {
  const discriminator = shape.discriminator;
  return union(
    choice.map(member => {
      const type = typeOfShape(member, context, indent);
      if (discriminator === undefined || member.ref === undefined) return type;
      if (member.ref === discriminator.fallback) return type;
      // The member already tells itself apart, or says something else, which then is right.
      if (ownTags(member, discriminator.property, context.scope) !== undefined) return type;
      const values = tagsOf(member, shape, context.scope);
      const tag = union(values.map(value => simple(stringLiteral(value)))).text;
      return intersection([type, simple(`{ ${typeKey(discriminator.property)}: ${tag} }`)]);
    }),
  );
}

function arrayType(shape: Shape, context: TypeContext, indent: string): TypeText {
  const inner: TypeContext = { ...context, whole: undefined, alias: undefined };
  const rest = shape.items === undefined ? unknown : typeOfShape(shape.items, inner, indent);
  const prefix = shape.prefixItems ?? [];
  if (prefix.length === 0) {
    if (rest === never) return simple('[]');
    return simple(rest.binding === 0 ? `${rest.text}[]` : `Array<${rest.text}>`);
  }
  const least = shape.minItems ?? 0;
  const members = prefix.map((item, index) => {
    const type = typeOfShape(item, inner, indent);
    return index < least ? type.text : `${type.binding === 0 ? type.text : `(${type.text})`}?`;
  });
  if (rest !== never && !(shape.maxItems !== undefined && shape.maxItems <= prefix.length)) {
    members.push(`...${rest.binding === 0 ? `${rest.text}[]` : `Array<${rest.text}>`}`);
  }
  return simple(`[${members.join(', ')}]`);
}

function objectType(shape: Shape, context: TypeContext, indent: string): TypeText {
  const members = objectMembers(shape, context, `${indent}  `);
  if (members.length === 0) {
    const closed = shape.additionalProperties?.always === false;
    return simple(closed ? 'Record<string, never>' : 'Record<string, unknown>');
  }
  if (members.every(member => member.doc === '' && !member.text.includes('\n'))) {
    const line = `{ ${members.map(member => member.text).join('; ')} }`;
    if (line.length + indent.length < lineWidth - 40) return simple(line);
  }
  const lines = members.map(member => `${member.doc}${indent}  ${member.text};\n`);
  return simple(`{\n${lines.join('')}${indent}}`);
}

/** One member of an object type: `doc` is whole lines, `text` has neither the indent nor the semicolon. */
export interface Member {
  readonly doc: string;
  readonly text: string;
}

/** The members that an object shape's own keywords give, for an interface or a type literal. */
export function objectMembers(shape: Shape, context: TypeContext, indent: string): Member[] {
  const inner: TypeContext = { ...context, whole: undefined, alias: undefined };
  const required = new Set(shape.required);
  const members: Member[] = [];
  const types = new Set<string>();
  const add = (name: string, type: TypeText, isRequired: boolean, doc: string) => {
    types.add(type.binding === 0 ? type.text : `(${type.text})`);
    if (!isRequired) types.add('undefined');
    members.push({ doc, text: laidOut(`${typeKey(name)}${isRequired ? '' : '?'}:`, type, indent) });
  };
  for (const { name, shape: property } of shape.properties ?? []) {
    const isRequired = required.delete(name);
    if (isHidden(context.scope, property, context.direction)) continue;
    add(name, typeOfShape(property, inner, indent), isRequired, describe(property, indent));
  }
  for (const name of required) {
    const declared = context.whole === undefined ? undefined : propertyIn(context.scope, context.whole, name);
    if (declared !== undefined && isHidden(context.scope, declared, context.direction)) continue;
    add(name, declared === undefined ? openType(shape, inner, indent) : typeOfShape(declared, inner, indent), true, '');
  }
  const index = indexType(shape, inner, types, indent);
  if (index !== undefined) members.push({ doc: '', text: `[key: string]: ${index}` });
  return members;
}

/** The type of a property that is required but not declared. */
function openType(shape: Shape, context: TypeContext, indent: string): TypeText {
  const open = shape.patternProperties === undefined ? shape.additionalProperties : undefined;
  return open === undefined || open.always === false ? unknown : typeOfShape(open, context, indent);
}

/** TypeScript wants every known property to fit the index signature, so it is as wide as all of them. */
function indexType(shape: Shape, context: TypeContext, known: Set<string>, indent: string): string | undefined {
  const open = [...(shape.patternProperties ?? []).map(one => one.shape)];
  if (shape.additionalProperties !== undefined) open.push(shape.additionalProperties);
  const types = open.filter(one => one.always !== false).map(one => typeOfShape(one, context, indent));
  if (types.length === 0) return undefined;
  const patternsOnly = shape.patternProperties !== undefined && shape.additionalProperties?.always !== false;
  if (patternsOnly && shape.additionalProperties === undefined) return 'unknown';
  const wide = new Set([...types.map(type => (type.binding === 2 ? `(${type.text})` : type.text)), ...known]);
  if (wide.has('unknown') || wide.size > 6) return 'unknown';
  return wide.size === 1 ? types[0]!.text : [...wide].join(' | ');
}

/** JSDoc of a property or a type, from its annotations. */
export function describe(shape: Shape, indent: string): string {
  const text =
    shape.title !== undefined && shape.description !== undefined && !shape.description.startsWith(shape.title)
      ? `${shape.title}\n\n${shape.description}`
      : (shape.description ?? shape.title ?? '');
  const tags: [string, string][] = [];
  if (shape.format !== undefined && shape.format !== 'binary') tags.push(['format', shape.format]);
  if (shape.default !== undefined) tags.push(['default', jsonLiteral(shape.default.value)]);
  if (shape.deprecated) tags.push(['deprecated', '']);
  return docComment(text, tags, indent);
}

function noteUnknown(shape: Shape, scope: ShapeScope): void {
  const silent = ['at', 'title', 'description', 'default', 'examples', 'deprecated', 'readOnly', 'writeOnly'];
  const said = Object.keys(shape).filter(key => !silent.includes(key) && shape[key as keyof Shape] !== undefined);
  if (said.length === 0 || shape.ref || shape.allOf || shape.anyOf || shape.oneOf) return;
  scope.notes.push({
    rule: 'untyped-shape',
    at: shape.at,
    message: `No TypeScript type says ${said.join(', ')} without a type: unknown.`,
  });
}
