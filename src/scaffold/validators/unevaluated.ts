/** unevaluatedProperties and unevaluatedItems (JSON Schema 2020-12, core 11). */
import type { Shape } from '../../openapi/api.js';
import { stringLiteral } from '../source.js';
import type { ShapeScope } from '../types/shapeIndex.js';
import { anything, type ZodContext, zodExpression } from './zod.js';
import { patternSource } from './zodKinds.js';

/** The check for what no other keyword has looked at, as an expression; undefined when the shape asks for none. */
export function unevaluatedCheck(shape: Shape, context: ZodContext, indent: string): string | undefined {
  const { unevaluatedProperties: properties, unevaluatedItems: items } = shape;
  if (properties === undefined && items === undefined) return undefined;
  const parts: string[] = [];
  const budget = { left: longest, isSaid: false };
  if (properties !== undefined && properties.always !== true) {
    const rest = zodExpression(properties, context, indent);
    if (rest !== anything)
      parts.push(`s.unevaluatedProperties(${seenProperties(shape, context, indent, true, 0, budget)}, ${rest})`);
  }
  if (items !== undefined && items.always !== true) {
    const rest = zodExpression(items, context, indent);
    if (rest !== anything)
      parts.push(`s.unevaluatedItems(${seenItems(shape, context, indent, true, 0, budget)}, ${rest})`);
  }
  if (parts.length === 0) return undefined;
  return parts.length === 1 ? parts[0] : `s.allOf(${parts.join(', ')})`;
}

/** Characters of one check: of ten subschemas that refer to ten others each, eight deep, or of checks in conditions of checks. */
const longest = 100_000;

const conditions = new WeakMap<ShapeScope, Record<ZodContext['direction'], Map<Shape, Condition>>>();

interface Condition {
  readonly text: string;
  /** The schemas that it refers to. */
  readonly used: Set<string>;
}

/** A subschema that is a condition too, worked out once: the conditions of conditions would take exponential time. */
function conditionOf(shape: Shape, context: ZodContext, indent: string): string {
  if (context.form !== undefined) return zodExpression(shape, context, indent);
  const known = conditions.get(context.scope) ?? { request: new Map(), response: new Map() };
  conditions.set(context.scope, known);
  const texts = known[context.direction];
  let condition = texts.get(shape);
  if (condition === undefined) {
    const used = new Set<string>();
    condition = { text: zodExpression(shape, { ...context, used }, indent), used };
    texts.set(shape, condition);
  }
  for (const name of condition.used) context.used?.add(name);
  return condition.text;
}

/** What is left of `longest`, about; and whether a note says that it is used up. */
interface Budget {
  left: number;
  isSaid: boolean;
}

type Seen = (
  shape: Shape,
  context: ZodContext,
  indent: string,
  isRoot: boolean,
  depth: number,
  budget: Budget,
) => string;

/** `{ names, patterns, all, when: [[validator, seen], …] }`: what a shape's keywords look at in a value. */
const seenProperties: Seen = (shape, context, indent, isRoot, depth, budget) => {
  const fields: string[] = [];
  const names = shape.properties?.map(({ name }) => stringLiteral(name)) ?? [];
  if (names.length > 0) fields.push(`names: [${names.join(', ')}]`);
  const patterns = shape.patternProperties?.map(({ pattern, shape: at }) => patternSource(pattern, at, context.scope));
  const valid = patterns?.filter(pattern => pattern !== undefined) ?? [];
  if (valid.length > 0) fields.push(`patterns: [${valid.join(', ')}]`);
  if (shape.additionalProperties !== undefined || (!isRoot && shape.unevaluatedProperties !== undefined)) {
    fields.push('all: true');
  }
  return record(fields, branches(shape, context, indent, depth, budget, seenProperties));
};

/** `{ count, all, contains, when }`. */
const seenItems: Seen = (shape, context, indent, isRoot, depth, budget) => {
  const fields: string[] = [];
  if (shape.prefixItems !== undefined) fields.push(`count: ${shape.prefixItems.length}`);
  if (shape.items !== undefined || (!isRoot && shape.unevaluatedItems !== undefined)) fields.push('all: true');
  if (shape.contains !== undefined) fields.push(`contains: ${zodExpression(shape.contains, context, indent)}`);
  return record(fields, branches(shape, context, indent, depth, budget, seenItems));
};

function record(fields: readonly string[], when: readonly string[]): string {
  const all = when.length === 0 ? fields : [...fields, `when: [${when.join(', ')}]`];
  return all.length === 0 ? '{}' : `{ ${all.join(', ')} }`;
}

/** Subschemas that look at the same value: they count where they accept it. */
function branches(
  shape: Shape,
  context: ZodContext,
  indent: string,
  depth: number,
  budget: Budget,
  seen: Seen,
): string[] {
  budget.left -= 100;
  if (depth > 8 || budget.left < 0) {
    sayOnce(shape, context.scope, budget);
    return ['[z.unknown(), { all: true }]'];
  }
  const of = (one: Shape) => seen(one, context, indent, false, depth + 1, budget);
  const pairs: string[] = [];
  const add = (condition: string, what: string) => {
    if (what === '{}') return;
    budget.left -= condition.length;
    if (budget.left >= 0) {
      pairs.push(`[${condition}, ${what}]`);
    } else {
      sayOnce(shape, context.scope, budget);
      pairs.push('[z.unknown(), { all: true }]');
    }
  };
  const referred = shape.ref === undefined ? undefined : context.scope.shapes.get(shape.ref)?.shape;
  // What has to hold anyway needs no condition.
  for (const one of [...(referred === undefined ? [] : [referred]), ...(shape.allOf ?? [])])
    add('z.unknown()', of(one));
  for (const one of [...(shape.anyOf ?? []), ...(shape.oneOf ?? [])]) {
    add(conditionOf(one, context, indent), of(one));
  }
  if (shape.if !== undefined) {
    const condition = conditionOf(shape.if, context, indent);
    add(condition, of(shape.if));
    if (shape.then !== undefined) add(condition, of(shape.then));
    if (shape.else !== undefined) add(`s.not(${condition})`, of(shape.else));
  }
  for (const { name, shape: dependent } of shape.dependentSchemas ?? []) {
    add(`s.has(${stringLiteral(name)})`, of(dependent));
  }
  return pairs;
}

function sayOnce(shape: Shape, scope: ShapeScope, budget: Budget): void {
  if (budget.isSaid) return;
  budget.isSaid = true;
  scope.notes.push({
    rule: 'unevaluated-too-deep',
    at: shape.at,
    message: 'What is left unevaluated here is too deep to be followed: nothing below is refused.',
  });
}
