import type { JsonType } from './api.js';
import type { Json } from './json.js';
import { readDiscriminator } from './readDiscriminator.js';
import {
  arrayAt,
  booleanAt,
  child,
  countAt,
  elements,
  isOld,
  numberAt,
  type Reading,
  report,
  stringAt,
  stringsAt,
} from './reading.js';
import { isUsablePattern } from './readPattern.js';
import { type Context, type Draft, isJsonType } from './readShape.js';
import {
  type Reader,
  readBranches,
  readDependents,
  readInner,
  readItems,
  readPatternProperties,
  readProperties,
  readSame,
  set,
} from './readSubschemas.js';
import type { Node } from './resolve.js';
import { checkPrecision } from './valueChecks.js';
import { describeKind, member } from './values.js';

/** Reads every keyword of a schema object except `$ref` and `nullable`. JSON Schema 2020-12, with older forms brought to it. */
export function readKeywords(reading: Reading, node: Node, draft: Draft, context: Context): void {
  const object = node.value as { readonly [key: string]: Json };
  // Most schemas have few keywords: asking for each known one would cost more than looking at those that are there.
  readers ??= makeReaders();
  const done = new Set<Reader>();
  for (const key of Object.keys(object)) {
    const read = readers.get(key);
    if (!read || done.has(read)) continue;
    done.add(read);
    read(reading, node, draft, context);
  }
}

const readStringKeyword =
  (key: 'title' | 'description' | 'format' | 'contentEncoding' | 'contentMediaType'): Reader =>
  (reading, node, draft) =>
    set(draft, key, stringAt(reading, node, key));

const readFlag =
  (key: 'deprecated' | 'readOnly' | 'writeOnly' | 'uniqueItems'): Reader =>
  (reading, node, draft) =>
    set(draft, key, booleanAt(reading, node, key));

const readCount =
  (
    key:
      | 'minLength'
      | 'maxLength'
      | 'minItems'
      | 'maxItems'
      | 'minContains'
      | 'maxContains'
      | 'minProperties'
      | 'maxProperties',
  ): Reader =>
  (reading, node, draft) =>
    set(draft, key, countAt(reading, node, key));

const readTypes: Reader = (reading, node, draft) => {
  const type = child(node, 'type')!;
  if (type.value === 'file' && reading.dialect === '2.0') {
    draft.types = ['string'];
    draft.format ??= 'binary';
    return;
  }
  const listed = Array.isArray(type.value) ? elements({ ...type, value: type.value as readonly Json[] }) : [type];
  const types: JsonType[] = [];
  for (const element of listed) {
    const value = element.value === null ? nullWord(reading, element) : element.value;
    if (isJsonType(value)) {
      if (!types.includes(value)) types.push(value);
      continue;
    }
    const written = typeof value === 'string' ? JSON.stringify(value) : describeKind(value);
    const message = `${written} is not a type; it is left out. Types are string, number, integer, boolean, array, object and null.`;
    report(reading, 'error', 'invalid-value', element, message);
  }
  if (isOld(reading) && (Array.isArray(type.value) || type.value === 'null')) {
    const message = `OpenAPI ${reading.dialect} has no such type; it is read as OpenAPI 3.1 has it. Write nullable: true for null.`;
    report(reading, 'warning', 'unsupported-type', type, message);
  }
  // An empty list would accept nothing; every entry was reported.
  if (types.length > 0) draft.types = types;
};

/** `type: [string, null]` in YAML is JSON's null, not the word. */
function nullWord(reading: Reading, node: Node): string {
  report(
    reading,
    'warning',
    'invalid-value',
    node,
    'The type null is a word: write "null" in quotes. It is read as that.',
  );
  return 'null';
}

const readEnum: Reader = (reading, node, draft) => {
  const list = arrayAt(reading, node, 'enum');
  if (!list) return;
  if (list.value.length === 0) {
    // OpenAPI 3.0 and 2.0 want at least one value; in JSON Schema 2020-12 an empty list accepts none.
    const old = isOld(reading);
    const message = `An empty "enum" ${old ? 'would accept nothing; it is left out.' : 'accepts nothing.'}`;
    report(reading, old ? 'error' : 'warning', 'invalid-value', list, message);
    if (old) return;
  }
  elements(list).forEach(element => void checkPrecision(reading, element));
  draft.enum = list.value;
};

const readLimit =
  (key: 'minimum' | 'maximum', exclusive: 'exclusiveMinimum' | 'exclusiveMaximum'): Reader =>
  (reading, node, draft) => {
    const limit = numberAt(reading, node, key);
    const beyond = member(node.value, exclusive);
    if (typeof beyond === 'boolean') {
      if (reading.dialect === '3.1' || reading.dialect === '3.2') {
        const message = `In OpenAPI ${reading.dialect} "${exclusive}" is a number; it is read together with "${key}".`;
        report(reading, 'warning', 'unsupported-exclusive-limit', child(node, exclusive)!, message);
      }
      if (limit !== undefined) draft[beyond ? exclusive : key] = limit;
      return;
    }
    set(draft, key, limit);
    set(draft, exclusive, numberAt(reading, node, exclusive));
  };

const readMultiple: Reader = (reading, node, draft) => {
  const multiple = numberAt(reading, node, 'multipleOf');
  if (multiple === undefined) return;
  if (multiple > 0) draft.multipleOf = multiple;
  else
    report(
      reading,
      'error',
      'invalid-value',
      child(node, 'multipleOf')!,
      '"multipleOf" must be above 0; it is left out.',
    );
};

const readPattern: Reader = (reading, node, draft) => {
  const pattern = stringAt(reading, node, 'pattern');
  if (pattern === undefined) return;
  if (isUsablePattern(reading, child(node, 'pattern')!, pattern)) draft.pattern = pattern;
};

const readRequired: Reader = (reading, node, draft) => {
  const required = stringsAt(reading, node, 'required');
  if (required && required.length > 0) draft.required = [...new Set(required)];
};

const readExamples: Reader = (reading, node, draft) => {
  const examples: Json[] = [];
  const one = member(node.value, 'example');
  if (one !== undefined) examples.push(one);
  const several = member(node.value, 'examples');
  if (Array.isArray(several)) examples.push(...(several as readonly Json[]));
  else if (several !== undefined) arrayAt(reading, node, 'examples');
  if (examples.length > 0) draft.examples = examples;
};

const readMinimum = readLimit('minimum', 'exclusiveMinimum');
const readMaximum = readLimit('maximum', 'exclusiveMaximum');

/** Made on first use: schemas contain schemas, so these modules import each other. */
let readers: ReadonlyMap<string, Reader> | undefined;

const makeReaders = (): ReadonlyMap<string, Reader> =>
  new Map<string, Reader>([
    ['title', readStringKeyword('title')],
    ['description', readStringKeyword('description')],
    ['format', readStringKeyword('format')],
    ['contentEncoding', readStringKeyword('contentEncoding')],
    ['contentMediaType', readStringKeyword('contentMediaType')],
    ['deprecated', readFlag('deprecated')],
    ['readOnly', readFlag('readOnly')],
    ['writeOnly', readFlag('writeOnly')],
    ['uniqueItems', readFlag('uniqueItems')],
    ['minLength', readCount('minLength')],
    ['maxLength', readCount('maxLength')],
    ['minItems', readCount('minItems')],
    ['maxItems', readCount('maxItems')],
    ['minContains', readCount('minContains')],
    ['maxContains', readCount('maxContains')],
    ['minProperties', readCount('minProperties')],
    ['maxProperties', readCount('maxProperties')],
    ['contains', readInner('contains')],
    ['unevaluatedItems', readInner('unevaluatedItems')],
    ['additionalProperties', readInner('additionalProperties')],
    ['propertyNames', readInner('propertyNames')],
    ['unevaluatedProperties', readInner('unevaluatedProperties')],
    ['not', readSame('not')],
    ['if', readSame('if')],
    ['then', readSame('then')],
    ['else', readSame('else')],
    ['allOf', readBranches('allOf')],
    ['anyOf', readBranches('anyOf')],
    ['oneOf', readBranches('oneOf')],
    ['type', readTypes],
    ['enum', readEnum],
    ['minimum', readMinimum],
    ['exclusiveMinimum', readMinimum],
    ['maximum', readMaximum],
    ['exclusiveMaximum', readMaximum],
    ['multipleOf', readMultiple],
    ['pattern', readPattern],
    ['items', readItems],
    ['prefixItems', readItems],
    ['properties', (reading, node, draft) => set(draft, 'properties', readProperties(reading, node, 'properties'))],
    ['patternProperties', readPatternProperties],
    ['required', readRequired],
    ['dependencies', readDependents],
    ['dependentRequired', readDependents],
    ['dependentSchemas', readDependents],
    ['example', readExamples],
    ['examples', readExamples],
    ['discriminator', (reading, node, draft) => set(draft, 'discriminator', readDiscriminator(reading, node))],
    [
      'contentSchema',
      (reading, node) => {
        const message = '"contentSchema" is not read: the document inside this string is not checked.';
        report(reading, 'warning', 'unsupported-content-schema', child(node, 'contentSchema')!, message, 'key');
      },
    ],
    [
      'const',
      (reading, node, draft) => {
        const constant = child(node, 'const')!;
        checkPrecision(reading, constant);
        draft.const = { value: constant.value };
      },
    ],
    [
      'default',
      (reading, node, draft) => {
        const value = child(node, 'default')!;
        checkPrecision(reading, value);
        draft.default = { value: value.value };
      },
    ],
  ]);
