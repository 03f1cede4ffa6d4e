/**
 * The rules about examples and defaults. Spectral compiles a validator for every single one, out of a schema with all
 * references expanded, which takes minutes on large descriptions; here every schema is compiled once.
 */
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Api } from '../api.js';
import { plainSchemas } from '../exampleSchemas.js';
import type { Json } from '../json.js';
import { pointerFrom, pointerTokens } from '../pointer.js';
import { isObject, type JsonObject, member, step } from '../values.js';
import type { PreparedDocument } from './prepare.js';

export interface WrongExample {
  readonly rule: string;
  readonly uri: string;
  /** The value inside the example that is wrong. */
  readonly tokens: readonly string[];
  readonly message: string;
  /** Where the example is used: there, or at a reference that leads there. */
  readonly from: { readonly uri: string; readonly tokens: readonly string[] };
}

interface Checking {
  readonly documents: readonly PreparedDocument[];
  readonly version: '2' | '3';
  readonly ajv: Ajv2020;
  readonly validators: Map<string, ValidateFunction | undefined>;
  readonly wrong: WrongExample[];
}

/** In these objects keys are names that somebody chose. */
const named = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas', 'schemas']);
const data = new Set(['example', 'default', 'enum', 'const', 'value', 'dataValue', 'x-example']);

/**
 * Checks every example and default against its schema. A schema that cannot be compiled is somebody else's finding.
 * @param looked the same documents with the parts alone whose examples are checked.
 */
export function wrongExamples(
  documents: readonly PreparedDocument[],
  dialect: Api['dialect'],
  looked: readonly PreparedDocument[],
): WrongExample[] {
  const ajv = new Ajv2020({
    strict: false,
    allErrors: false,
    inlineRefs: false,
    validateSchema: false,
    logger: false,
    addUsedSchema: false,
    meta: false,
    // Compiling is what takes time, not running.
    code: { optimize: false },
  });
  addFormats.default(ajv);
  for (const { uri, value } of documents) ajv.addSchema(plainSchemas(value, dialect) as JsonObject, uri);
  const version = dialect === '2.0' ? '2' : '3';
  const checking: Checking = { documents, version, ajv, validators: new Map(), wrong: [] };
  for (const [index, document] of documents.entries()) visit(checking, document, looked[index]!.value, [], false);
  return checking.wrong;
}

function visit(checking: Checking, document: PreparedDocument, value: Json, tokens: string[], inNames: boolean): void {
  if (Array.isArray(value)) {
    (value as readonly Json[]).forEach((element, index) => {
      tokens.push(String(index));
      visit(checking, document, element, tokens, false);
      tokens.pop();
    });
  }
  if (!isObject(value)) return;
  if (!inNames) checkObject(checking, document, value, tokens);
  for (const key of Object.keys(value)) {
    const inner = value[key]!;
    if (!inNames && (data.has(key) || key.startsWith('x-') || (key === 'examples' && Array.isArray(inner)))) continue;
    tokens.push(key);
    visit(checking, document, inner, tokens, !inNames && named.has(key));
    tokens.pop();
  }
}

function checkObject(
  checking: Checking,
  document: PreparedDocument,
  value: JsonObject,
  tokens: readonly string[],
): void {
  const isSchema = ['enum', 'type', 'format', '$ref', 'properties', 'items', 'allOf', 'oneOf', 'anyOf'].some(key =>
    Object.hasOwn(value, key),
  );
  if (isSchema) {
    for (const key of ['example', 'default', ...(checking.version === '2' ? ['x-example'] : [])]) {
      check(checking, 'schema', document, tokens, [...tokens, key]);
    }
    const list = member(value, 'examples');
    if (Array.isArray(list))
      list.forEach(
        (_, index) => void check(checking, 'schema', document, tokens, [...tokens, 'examples', String(index)]),
      );
  }
  if (!isObject(member(value, 'schema'))) return;
  const schema = [...tokens, 'schema'];
  check(checking, 'media', document, schema, [...tokens, 'example']);
  const examples = member(value, 'examples');
  for (const name of isObject(examples) ? Object.keys(examples) : []) {
    const own = [...tokens, 'examples', name];
    check(checking, 'media', document, schema, checking.version === '2' ? own : [...own, 'value']);
  }
}

function check(
  checking: Checking,
  kind: 'schema' | 'media',
  document: PreparedDocument,
  schema: readonly string[],
  at: readonly string[],
): void {
  const found = follow(checking, document, at);
  if (!found) return;
  const validate = validatorOf(
    checking,
    `${document.uri}#${encodeURI(pointerFrom(schema)).replaceAll('#', '%23').replaceAll('?', '%3F')}`,
  );
  if (!validate || isValid(validate, found.value)) return;
  const error = validate.errors?.[0];
  if (!error) return;
  checking.wrong.push({
    rule: `oas${checking.version}-valid-${kind}-example`,
    uri: found.document.uri,
    tokens: [...found.tokens, ...placeInValue(error)],
    message: worded(error, at.at(-1) === 'default' ? 'The default' : 'The example'),
    from: { uri: document.uri, tokens: at },
  });
}

/** The value at a place, through the `$ref` of an entry of `examples`. */
function follow(checking: Checking, document: PreparedDocument, tokens: readonly string[]) {
  let value: Json | undefined = document.value;
  for (const [index, token] of tokens.entries()) {
    const ref: Json | undefined = member(value, '$ref');
    if (typeof ref === 'string' && token === 'value' && index === tokens.length - 1) {
      const [uri, pointer = ''] = ref.split('#');
      const other = uri === '' ? document : checking.documents.find(candidate => candidate.uri === uri);
      if (!other || !URL.canParse(`x:${ref}`)) return undefined;
      return follow(checking, other, [...pointerTokens(safeDecode(pointer)), 'value']);
    }
    value = step(value, token);
    if (value === undefined) return undefined;
  }
  return { document, tokens, value: value as Json };
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function validatorOf({ ajv, validators }: Checking, ref: string): ValidateFunction | undefined {
  if (!validators.has(ref)) {
    let validate: ValidateFunction | undefined;
    try {
      validate = ajv.getSchema(ref);
    } catch {
      validate = undefined;
    }
    validators.set(ref, validate);
  }
  return validators.get(ref);
}

/** A schema of which a part could not be compiled fails when it gets there: then nothing is known. */
function isValid(validate: ValidateFunction, value: Json): boolean {
  try {
    return validate(value);
  } catch {
    return true;
  }
}

function placeInValue({ keyword, instancePath, params }: ErrorObject): string[] {
  const tokens = pointerTokens(instancePath);
  const extra = keyword === 'additionalProperties' ? params['additionalProperty'] : params['unevaluatedProperty'];
  return typeof extra === 'string' ? [...tokens, extra] : tokens;
}

function worded({ keyword, instancePath, params, message = 'is wrong' }: ErrorObject, what: string): string {
  const inside = pointerTokens(instancePath).join('.');
  const subject = inside === '' ? what : `${what}'s ${JSON.stringify(inside)}`;
  if (keyword === 'enum')
    return `${subject} must be one of ${JSON.stringify(params['allowedValues']).slice(1, -1).replaceAll(',', ', ')}`;
  const extra = params['additionalProperty'] ?? params['unevaluatedProperty'];
  if (extra !== undefined) return `${subject} must not have ${JSON.stringify(extra)}: its schema has no such property`;
  return `${subject} ${message.replaceAll("'", '"')}`;
}
