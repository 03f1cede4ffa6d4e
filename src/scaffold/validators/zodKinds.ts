/** The keywords of one JSON type each, as Zod expressions. */
import type { Shape } from '../../openapi/api.js';
import { jsonLiteral, numberLiteral, objectKey, regexSource, stringLiteral } from '../source.js';
import { isBinary, isHidden, propertyIn, type ShapeScope, target } from '../types/shapeIndex.js';
import { anything, type ZodContext, zodExpression } from './zod.js';

/** The formats that runtime/schema.ts checks; all others are annotations (JSON Schema 2020-12, validation 7.2.1). */
const formats = new Set(
  (
    'date-time date time duration email idn-email hostname idn-hostname ipv4 ipv6 uri uri-reference iri iri-reference uuid byte regex json-pointer ' +
    'relative-json-pointer uri-template'
  ).split(' '),
);

const called = (name: string, value: number) => `${name}(${numberLiteral(value)})`;
const checked = (checks: readonly string[]) => (checks.length === 0 ? '' : `.check(${checks.join(', ')})`);

/** https://spec.openapis.org/registry/format/: whole numbers of so many bits. */
const wholeNumbers: ReadonlyMap<string, string> = new Map([
  ['int8', '.min(-128).max(127)'],
  ['int16', '.min(-32768).max(32767)'],
  ['uint8', '.min(0).max(255)'],
  ['uint16', '.min(0).max(65535)'],
  ['uint32', '.min(0).max(4294967295)'],
]);

function baseOf({ format }: Shape, type: 'integer' | 'number'): string {
  if (type === 'number') return 'z.number()';
  if (format === 'int32' || format === 'int64') return `s.${format}()`;
  return `s.integer()${wholeNumbers.get(format ?? '') ?? ''}`;
}

export function numberExpression(shape: Shape, type: 'integer' | 'number'): string {
  let text = baseOf(shape, type);
  if (shape.minimum !== undefined) text += called('.min', shape.minimum);
  if (shape.exclusiveMinimum !== undefined) text += called('.gt', shape.exclusiveMinimum);
  if (shape.maximum !== undefined) text += called('.max', shape.maximum);
  if (shape.exclusiveMaximum !== undefined) text += called('.lt', shape.exclusiveMaximum);
  const isStep =
    shape.multipleOf !== undefined && shape.multipleOf > 0 && !(type === 'integer' && shape.multipleOf === 1);
  return isStep ? `${text}.check(${called('s.multipleOf', shape.multipleOf!)})` : text;
}

export function stringExpression(shape: Shape, scope: ShapeScope): string {
  const checks: string[] = [];
  // Zod counts UTF-16 units, JSON Schema characters: the same for "not empty" only.
  const least = shape.minLength ?? 0;
  const notEmpty = least === 1 ? '.min(1)' : '';
  if (least > 1) checks.push(called('s.minLength', least));
  if (shape.maxLength !== undefined) checks.push(called('s.maxLength', shape.maxLength));
  if (shape.pattern !== undefined) {
    const regex = patternSource(shape.pattern, shape, scope);
    if (regex !== undefined) checks.push(`z.regex(${regex})`);
  }
  if (shape.format !== undefined && formats.has(shape.format)) checks.push(`s.format(${stringLiteral(shape.format)})`);
  return `z.string()${notEmpty}${checked(checks)}`;
}

/** ECMA-262 with the `u` flag (JSON Schema 2020-12, core 6.4), without it where only that is valid. */
export function patternSource(pattern: string, shape: Shape, scope: ShapeScope): string | undefined {
  for (const flags of ['u', ''] as const) {
    try {
      new RegExp(pattern, flags);
      return regexSource(pattern, flags);
    } catch {
      // The next flags, or the note.
    }
  }
  scope.notes.push({
    rule: 'invalid-pattern',
    at: shape.at,
    message: `${JSON.stringify(pattern)} is no regular expression: it is not checked.`,
  });
  return undefined;
}

export function arrayExpression(shape: Shape, outer: ZodContext, indent: string): string {
  const context: ZodContext = { ...outer, whole: undefined };
  const items = shape.items === undefined ? anything : zodExpression(shape.items, context, indent);
  const prefix = shape.prefixItems?.map(item => zodExpression(item, context, indent)) ?? [];
  let text = prefix.length === 0 ? `z.array(${items})` : `s.tuple([${prefix.join(', ')}], ${items})`;
  const least = shape.minItems ?? 0;
  if (least > 0) text += called('.min', least);
  if (shape.maxItems !== undefined) text += called('.max', shape.maxItems);
  const checks: string[] = [];
  if (shape.uniqueItems) checks.push('s.uniqueItems');
  if (shape.contains !== undefined) {
    const range = [shape.minContains ?? 1, ...(shape.maxContains === undefined ? [] : [shape.maxContains])];
    checks.push(
      `s.contains(${[zodExpression(shape.contains, context, indent), ...range.map(numberLiteral)].join(', ')})`,
    );
  }
  return text + checked(checks);
}

export function objectExpression(shape: Shape, outer: ZodContext, indent: string): string {
  const context: ZodContext = { ...outer, whole: undefined };
  const deep = `${indent}  `;
  const required = new Set(shape.required);
  const entries = new Map<string, string>();
  const more = shape.additionalProperties;
  const isOpen = more === undefined || more.always === true;
  for (const { name, shape: property } of shape.properties ?? []) {
    const isRequired = required.delete(name);
    if (isHidden(context.scope, property, context.direction)) {
      // Without the value of a discriminator nobody could tell what is sent.
      const isTag = context.scope.discriminators.has(name);
      if (!isTag) entries.set(name, context.direction === 'request' ? 's.readOnly' : 's.writeOnly');
      else if (!isOpen) entries.set(name, `${anything}.optional()`);
      continue;
    }
    const text = zodExpression(property, context, deep);
    entries.set(name, isRequired ? text : optionalExpression(text, property, context));
  }
  for (const name of required) {
    const declared = outer.whole === undefined ? undefined : propertyIn(context.scope, outer.whole, name);
    if (declared !== undefined && isHidden(context.scope, declared, context.direction)) required.delete(name);
  }
  const patterns = (shape.patternProperties ?? []).flatMap(({ pattern, shape: property }) => {
    const regex = patternSource(pattern, property, context.scope);
    return regex === undefined ? [] : [`[${regex}, ${zodExpression(property, context, deep)}]`];
  });
  const rest = more === undefined ? anything : zodExpression(more, context, deep);
  const plain = patterns.length === 0 && ![...entries.keys(), ...required].some(isInherited);
  if (plain) for (const name of required) entries.set(name, rest);
  const checks = objectChecks(shape, context, indent);
  if (!plain) {
    const parts = [
      `properties: ${block(entries, indent)}`,
      ...(patterns.length === 0 ? [] : [`patterns: [${patterns.join(', ')}]`]),
      ...(isOpen ? [] : [`additional: ${rest}`]),
      ...(required.size === 0 ? [] : [`required: [${[...required].map(stringLiteral).join(', ')}]`]),
    ];
    return `s.object({ ${parts.join(', ')} })${checked(checks)}`;
  }
  if (isOpen) return `z.looseObject(${block(entries, indent)})${checked(checks)}`;
  if (more.always === false) return `z.strictObject(${block(entries, indent)})${checked(checks)}`;
  if (entries.size === 0) return `z.record(z.string(), ${rest})${checked(checks)}`;
  return `z.object(${block(entries, indent)}).catchall(${rest})${checked(checks)}`;
}

/** Absent properties of requests get their default (runtime/defaults.ts). A file has none. */
function optionalExpression(text: string, shape: Shape, { scope, form }: ZodContext): string {
  const preset = shape.default ?? target(scope, shape).default;
  if (preset === undefined || (form !== undefined && isBinary(shape))) return optional(text);
  return `s.optional(${text}, ${jsonLiteral(preset.value)})`;
}

/** A method of a named schema would have tsc look into the type of each: seconds for a thousand of them. */
export function optional(text: string): string {
  return /^[$\w]+$/.test(text) ? `z.optional(${text})` : `${text}.optional()`;
}

/** Zod reads `value.constructor` where nobody sent one. */
function isInherited(name: string): boolean {
  return name in Object.prototype;
}

export function block(entries: ReadonlyMap<string, string>, indent: string): string {
  if (entries.size === 0) return '{}';
  const members = [...entries].map(([name, text]) => `${objectKey(name)}: ${text}`);
  const line = `{ ${members.join(', ')} }`;
  if (line.length + indent.length < 90 && !line.includes('\n')) return line;
  return `{\n${members.map(member => `${indent}  ${member},\n`).join('')}${indent}}`;
}

function objectChecks(shape: Shape, context: ZodContext, indent: string): string[] {
  const checks: string[] = [];
  if ((shape.minProperties ?? 0) > 0) checks.push(called('s.minProperties', shape.minProperties!));
  if (shape.maxProperties !== undefined) checks.push(called('s.maxProperties', shape.maxProperties));
  if (shape.propertyNames !== undefined) {
    checks.push(`s.propertyNames(${zodExpression(shape.propertyNames, context, indent)})`);
  }
  for (const { property, required } of shape.dependentRequired ?? []) {
    if (required.length === 0) continue;
    checks.push(`s.dependentRequired(${stringLiteral(property)}, [${required.map(stringLiteral).join(', ')}])`);
  }
  for (const { name, shape: dependent } of shape.dependentSchemas ?? []) {
    checks.push(`s.dependentSchema(${stringLiteral(name)}, ${zodExpression(dependent, context, indent)})`);
  }
  return checks;
}
