/** A Shape as a Zod 4 expression. `z` is zod and `s` is the generated schema.ts, for what zod cannot say exactly. */
import type { JsonType, Shape, ShapeId } from '../../openapi/api.js';
import type { Json } from '../../openapi/json.js';
import { jsonLiteral, objectKey, stringLiteral } from '../source.js';
import { taggedMembers } from '../types/discriminator.js';
import { type Direction, enterForm, type FormScope, isBinary, type ShapeScope, target } from '../types/shapeIndex.js';
import { isOfType } from '../types/typeText.js';
import { unevaluatedCheck } from './unevaluated.js';
import { arrayExpression, numberExpression, objectExpression, stringExpression } from './zodKinds.js';

export interface ZodContext {
  readonly scope: ShapeScope;
  readonly direction: Direction;
  /** Collects the names of the schemas that are referred to, in a file that has to import them. */
  readonly used?: Set<string>;
  /** Set in a multipart form. */
  readonly form?: FormScope;
  /** The named shape that is being written, while nothing is between it and this place. */
  readonly alias?: ShapeId;
  /** The whole that this shape is a part of, through allOf, anyOf or oneOf: where its properties may be declared. */
  readonly whole?: Shape;
}

export const anything = 'z.unknown()';
const nothing = 'z.never()';

/** An expression that accepts exactly what the shape accepts and returns it unchanged. */
export function zodExpression(shape: Shape, outer: ZodContext, indent: string): string {
  if (shape.always !== undefined) return shape.always ? anything : nothing;
  const isWhole = outer.whole === undefined && (shape.allOf ?? shape.ref) !== undefined;
  const context = isWhole ? { ...outer, whole: shape } : outer;
  const parts: string[] = [];
  if (shape.ref !== undefined) parts.push(reference(shape, context, indent));
  parts.push(...ownExpressions(shape, context, indent));
  const inner = (one: Shape) => zodExpression(one, context, indent);
  for (const one of shape.allOf ?? []) parts.push(inner(one));
  const tagged = taggedMembers(shape, context.scope);
  if (tagged !== undefined) {
    const members = tagged.members.map(([tag, one]) => `${objectKey(tag)}: ${inner(one)}`);
    const otherwise = tagged.fallback === undefined ? '' : `, ${inner(tagged.fallback)}`;
    parts.push(`s.discriminated(${stringLiteral(tagged.property)}, { ${members.join(', ')} }${otherwise})`);
  }
  if (shape.oneOf !== undefined && tagged?.keyword !== 'oneOf') parts.push(oneOf(shape.oneOf, context, inner));
  if (shape.anyOf !== undefined && tagged?.keyword !== 'anyOf') parts.push(alternatives('z.union', shape.anyOf, inner));
  const apart: ZodContext = { ...context, alias: undefined, whole: undefined };
  const other = (one: Shape) => zodExpression(one, apart, indent);
  if (shape.not !== undefined) parts.push(`s.not(${other(shape.not)})`);
  if (shape.if !== undefined && (shape.then !== undefined || shape.else !== undefined)) {
    const branches = [shape.then, shape.else].map(one => (one === undefined ? anything : other(one)));
    parts.push(`s.ifThenElse(${[other(shape.if), ...branches].join(', ')})`);
  }
  const closing = unevaluatedCheck(shape, apart, indent);
  if (closing !== undefined) parts.push(closing);
  return every(parts);
}

function every(all: readonly string[]): string {
  if (all.length === 1) return all[0]!;
  const parts = [...new Set(all)].filter(part => part !== anything);
  if (parts.length === 0) return anything;
  if (parts.includes(nothing)) return nothing;
  return parts.length === 1 ? parts[0]! : `s.allOf(${parts.join(', ')})`;
}

function alternatives(call: string, choice: readonly Shape[], inner: (one: Shape) => string): string {
  if (choice.length === 1) return inner(choice[0]!);
  return `${call}([${choice.map(inner).join(', ')}])`;
}

/** Exactly one. Members of different types cannot both accept a value: a plain union says it, and says it faster. */
function oneOf(choice: readonly Shape[], context: ZodContext, inner: (one: Shape) => string): string {
  const seen = new Set<JsonType>();
  const disjoint = choice.every(member => {
    const types = target(context.scope, member).types;
    return types?.every(type => {
      const kind = type === 'integer' ? 'number' : type;
      return !seen.has(kind) && seen.add(kind);
    });
  });
  return alternatives(disjoint ? 'z.union' : 'z.xor', choice, inner);
}

function reference(shape: Shape, context: ZodContext, indent: string): string {
  const { scope } = context;
  const id = shape.ref!;
  const names = scope.plan.shapes.get(id);
  if (names === undefined) {
    scope.notes.push({ rule: 'missing-shape', at: shape.at, message: `Nothing is known of ${id}: anything goes.` });
    return anything;
  }
  if (context.alias !== undefined && scope.circular.has(context.alias) && scope.circular.has(id)) return anything;
  const form = enterForm(scope, context.form, shape);
  if (form !== undefined) {
    return zodExpression(scope.shapes.get(id)!.shape, { ...context, form, whole: undefined }, indent);
  }
  const { validator } = context.direction === 'request' ? (names.request ?? names) : names;
  context.used?.add(validator);
  return validator;
}

/** What the shape's own keywords ask for; all of them hold. */
function ownExpressions(shape: Shape, context: ZodContext, indent: string): string[] {
  const literal = literalExpression(shape);
  if (literal !== undefined) {
    // Other constraints on the listed values are rare, and hold as well.
    return [literal, ...(shape.types === undefined || hasConstraints(shape) ? byKind(shape, context, indent) : [])];
  }
  return byKind(shape, context, indent);
}

function literalExpression(shape: Shape): string | undefined {
  const fixed = shape.const;
  const equals = (value: Json) => fixed === undefined || jsonLiteral(value) === jsonLiteral(fixed.value);
  const listed =
    shape.enum === undefined ? (fixed === undefined ? undefined : [fixed.value]) : shape.enum.filter(equals);
  if (listed === undefined) return undefined;
  const seen = new Set<string>();
  const values = listed.filter(value => {
    const key = jsonLiteral(value);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew && isOfType(value, shape.types);
  });
  if (values.length === 0) return nothing;
  if (values.some(value => typeof value === 'object' && value !== null)) return `s.equal(${jsonLiteral(values)})`;
  const list = values.map(jsonLiteral);
  if (values.length === 1) return `z.literal(${list[0]})`;
  // An enum is an object inside zod, which cannot hold `__proto__`.
  const words = values.every(value => typeof value === 'string' && value !== '__proto__');
  return `z.${words ? 'enum' : 'literal'}([${list.join(', ')}])`;
}

const constraints = [
  ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  ['minLength', 'maxLength', 'pattern'],
  ['items', 'prefixItems', 'contains', 'minItems', 'maxItems', 'uniqueItems'],
  [
    'properties',
    'required',
    'additionalProperties',
    'patternProperties',
    'propertyNames',
    'minProperties',
    'maxProperties',
    'dependentRequired',
    'dependentSchemas',
  ],
] as const;
const [numberKeywords, stringKeywords, arrayKeywords, objectKeywords] = constraints;

function hasConstraints(shape: Shape): boolean {
  return constraints.some(keywords => keywords.some(keyword => shape[keyword] !== undefined));
}

function byKind(shape: Shape, context: ZodContext, indent: string): string[] {
  const inner: ZodContext = { ...context, alias: undefined };
  const of = (type: JsonType): string => {
    switch (type) {
      case 'null':
        return 'z.null()';
      case 'boolean':
        return 'z.boolean()';
      case 'integer':
      case 'number':
        return numberExpression(shape, type);
      case 'string':
        return context.form !== undefined && isBinary(shape) ? 's.file()' : stringExpression(shape, context.scope);
      case 'array':
        return arrayExpression(shape, inner, indent);
      case 'object':
        return objectExpression(shape, inner, indent);
    }
  };
  if (shape.types === undefined) {
    // JSON Schema 2020-12, validation 6: a keyword that speaks of one type says nothing about values of another.
    const kinds: (readonly [JsonType, boolean])[] = [
      ['number', numberKeywords.some(keyword => shape[keyword] !== undefined)],
      ['string', stringKeywords.some(keyword => shape[keyword] !== undefined) || shape.format !== undefined],
      ['array', arrayKeywords.some(keyword => shape[keyword] !== undefined)],
      ['object', objectKeywords.some(keyword => shape[keyword] !== undefined)],
    ];
    return kinds
      .filter(([, speaks]) => speaks)
      .map(([type]) => [type, of(type)] as const)
      .filter(([, text]) => text !== 'z.string()')
      .map(([type, text]) => `s.when('${type}', ${text})`);
  }
  const types = shape.types.filter(type => type !== 'null' && !(type === 'integer' && shape.types?.includes('number')));
  const all = types.map(of);
  const hasNull = shape.types.includes('null');
  if (all.length === 0) return [hasNull ? 'z.null()' : nothing];
  const text = all.length === 1 ? all[0]! : `z.union([${all.join(', ')}])`;
  return [hasNull ? `${text}.nullable()` : text];
}
