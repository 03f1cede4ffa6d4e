/** JSON Schema 2020-12 in the words of OpenAPI 3.0. https://spec.openapis.org/oas/v3.0.4.html#schema-object */
import type { Json } from './json.js';
import { isObject, type JsonObject, setMember } from './values.js';

/** What 3.0 says in other words, or not at all. */
const newer = new Set([
  ...['prefixItems', 'contains', 'minContains', 'maxContains', 'unevaluatedItems'],
  ...['propertyNames', 'patternProperties', 'unevaluatedProperties', 'dependentRequired', 'dependentSchemas'],
  ...['if', 'then', 'else', 'const', 'examples', 'contentEncoding', 'contentMediaType', 'contentSchema'],
  ...['$defs', '$schema', '$id', '$anchor', '$dynamicAnchor', '$dynamicRef', '$vocabulary', '$comment'],
]);

/** Those of them whose absence lets more values in. */
const dropped = new Set([
  ...['prefixItems', 'contains', 'unevaluatedItems', 'propertyNames', 'patternProperties', 'unevaluatedProperties'],
  ...['dependentRequired', 'dependentSchemas', 'if', '$dynamicRef'],
]);

/** Which keywords say something of one type only. */
const ofType: Readonly<Record<string, readonly string[]>> = {
  string: ['minLength', 'maxLength', 'pattern', 'format'],
  number: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'format'],
  integer: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'format'],
  array: ['items', 'minItems', 'maxItems', 'uniqueItems'],
  object: ['properties', 'required', 'additionalProperties', 'minProperties', 'maxProperties'],
};

/** Allows at least all that the schema allows. `const` becomes `enum`, lists of types `nullable` and `anyOf`. */
export function downgradeSchema(value: Json): Json {
  if (value === true) return {};
  if (value === false) return { not: {} };
  if (!isObject(value)) return value;
  const { $ref, ...beside } = value;
  if (typeof $ref === 'string') {
    // Beside a `$ref`, 3.0 reads nothing.
    return Object.keys(beside).length === 0 ? { $ref } : conjoined(downgradeSchema(beside) as JsonObject, [{ $ref }]);
  }
  const made: Record<string, Json> = {};
  for (const [key, one] of Object.entries(value)) {
    if (newer.has(key) || (key === 'not' && loses(one))) continue;
    if (key === 'required' && Array.isArray(one) && one.length === 0) continue;
    setMember(made, key, keyword(key, one));
  }
  if (value.const !== undefined) made.enum = [value.const];
  if (Array.isArray(value.examples) && value.examples.length > 0) made.example = (value.examples as Json[])[0]!;
  if (value.contentEncoding === 'base64') made.format ??= 'byte';
  else if (typeof value.contentMediaType === 'string' && value.type === 'string') made.format ??= 'binary';
  // What stood in the first places, or under names of a pattern, was not what these say.
  if (value.prefixItems !== undefined) made.items = {};
  if (value.patternProperties !== undefined) delete made.additionalProperties;
  bound(made, 'minimum', 'exclusiveMinimum', (one, other) => one >= other);
  bound(made, 'maximum', 'exclusiveMaximum', (one, other) => one <= other);
  return typed(made);
}

function keyword(key: string, value: Json): Json {
  switch (key) {
    case 'properties':
      return isObject(value)
        ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, downgradeSchema(one)]))
        : value;
    case 'items':
    case 'not':
      return downgradeSchema(value);
    case 'additionalProperties':
      return typeof value === 'boolean' ? value : downgradeSchema(value);
    case 'allOf':
    case 'anyOf':
    case 'oneOf':
      return Array.isArray(value) ? (value as readonly Json[]).map(downgradeSchema) : value;
    default:
      return value;
  }
}

/** Something in it goes: what is not it would be less than before. */
function loses(value: Json): boolean {
  if (Array.isArray(value)) return (value as readonly Json[]).some(loses);
  return isObject(value) && Object.entries(value).some(([key, one]) => dropped.has(key) || loses(one));
}

/** `exclusiveMinimum: 3` → `minimum: 3`, `exclusiveMinimum: true`; the tighter one where both are there. */
function bound(
  made: Record<string, Json>,
  inclusive: 'minimum' | 'maximum',
  exclusive: 'exclusiveMinimum' | 'exclusiveMaximum',
  isTighter: (one: number, other: number) => boolean,
): void {
  const [limit, other] = [made[exclusive], made[inclusive]];
  if (typeof limit !== 'number') return;
  if (typeof other === 'number' && !isTighter(limit, other)) {
    delete made[exclusive];
    return;
  }
  made[inclusive] = limit;
  made[exclusive] = true;
}

function typed(made: Record<string, Json>): JsonObject {
  const { type, ...rest } = made;
  if (type === 'null') return { ...rest, ...nullAlone };
  if (!Array.isArray(type)) return orNull(type === 'array' ? { ...made, items: made.items ?? {} } : made);
  const types = (type as readonly Json[]).filter(one => typeof one === 'string' && one !== 'null') as string[];
  const isNullable = type.includes('null');
  if (types.length === 0) return isNullable ? { ...rest, ...nullAlone } : rest;
  if (types.length === 1) {
    const one = orNull(withItems({ type: types[0]!, ...rest }));
    return isNullable ? { ...one, nullable: true } : one;
  }
  // Each type with what is said of it: a list needs its `items`.
  const ours = new Set(types.flatMap(name => ofType[name] ?? []));
  const branches = types.map(name => {
    const own = Object.entries(rest).filter(([key]) => ofType[name]?.includes(key));
    return { ...withItems({ type: name, ...Object.fromEntries(own) }), ...(isNullable ? { nullable: true } : {}) };
  });
  const shared = Object.fromEntries(Object.entries(rest).filter(([key]) => !ours.has(key)));
  return shared.anyOf === undefined ? { ...shared, anyOf: branches } : conjoined(shared, [{ anyOf: branches }]);
}

function withItems(schema: Record<string, Json>): Record<string, Json> {
  return schema.type === 'array' && schema.items === undefined ? { ...schema, items: {} } : schema;
}

/** Strictly, `nullable` adds null to a `type` beside it and does nothing without one (§4.7.24.2). */
const nullAlone: JsonObject = { type: 'string', nullable: true, enum: [null] };

/** `anyOf: [X, null]` → X with `nullable`, where X says its type; `allOf` or a reference beside `nullable` would forbid null. */
function orNull(made: Record<string, Json>): JsonObject {
  const { anyOf, ...rest } = made;
  if (!Array.isArray(anyOf) || anyOf.length !== 2) return made;
  const [only, ...others] = (anyOf as readonly Json[]).filter(one => !isNullAlone(one));
  if (!isObject(only) || others.length > 0 || typeof only.type !== 'string') return made;
  if (!Object.keys(rest).every(key => annotations.test(key)) || forbidding.some(key => key in only)) return made;
  return { ...only, ...rest, nullable: true };
}

const annotations = /^(?:title|description|deprecated|default|example|readOnly|writeOnly|x-.*)$/;

/** Null does not pass by these just because the type lets it. */
const forbidding = ['enum', 'allOf', 'anyOf', 'oneOf', 'not'];

function isNullAlone(value: Json): boolean {
  return isObject(value) && Array.isArray(value.enum) && value.enum.length === 1 && value.enum[0] === null;
}

function conjoined(schema: JsonObject, more: readonly Json[]): JsonObject {
  const { allOf, ...rest } = schema;
  return { ...rest, allOf: [...more, ...(Array.isArray(allOf) ? (allOf as readonly Json[]) : [])] };
}
