/**
 * The rules `oas2-schema` and `oas3-schema`: the specification's own JSON Schemas, compiled by Spectral. Spectral's
 * wording of what they find leaves out which property is meant, names the same mistake several times, and refuses
 * `$ref` in path items of 3.1, which OpenAPI 3.1.1 §4.8.9.1 allows; so the errors are read here.
 */
import type { Json } from '../json.js';
import { nearestName } from '../nearest.js';
import { pointerTokens } from '../pointer.js';
import { step } from '../values.js';

export interface StructureError {
  readonly message: string;
  readonly path: string[];
}

/** What Ajv says. */
interface AjvError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly message?: string;
  readonly propertyName?: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** A schema compiled by Ajv: the errors of the last call are a property of the function. */
export type Validator = ((value: Json) => boolean) & { errors?: readonly AjvError[] | null };

/** Every place where the description breaks the structure that its version of the specification demands. */
export function structureErrors(root: Json, validator: Validator): StructureError[] {
  if (validator(root)) return [];
  const errors = validator.errors ?? [];
  return errors.filter(error => isWorthSaying(error, errors)).map(error => worded(error, errors, root));
}

function isWorthSaying(error: AjvError, all: readonly AjvError[]): boolean {
  const { keyword, instancePath, schemaPath, params } = error;
  if (keyword === 'if') return false;
  // Said by the `propertyNames` error.
  if (error.propertyName !== undefined) return false;
  if (keyword === 'unevaluatedProperties') {
    if (params['unevaluatedProperty'] === '$ref' && isPathItem(instancePath)) return false;
    // What else an object may hold depends on these; without a right value everything else in it looks wrong.
    return !all.some(other => /^\/(?:type|in|style)$/.test(below(instancePath, other.instancePath) ?? ''));
  }
  if (isChoice(keyword)) {
    return !all.some(other => other !== error && /^\/./.test(below(instancePath, other.instancePath) ?? ''));
  }
  // One branch of a choice: the choice itself says it.
  if (/\/(?:oneOf|anyOf)\/\d+\//.test(schemaPath)) {
    return !all.some(other => isChoice(other.keyword) && other.instancePath === instancePath);
  }
  return true;
}

function isChoice(keyword: string): boolean {
  return keyword === 'oneOf' || keyword === 'anyOf';
}

function isPathItem(instancePath: string): boolean {
  return /^\/(?:paths|webhooks|components\/pathItems)\/[^/]+$|\/callbacks\/[^/]+\/[^/]+$/.test(instancePath);
}

/** The rest of `inner` below `outer`; undefined when it is not below it. */
function below(outer: string, inner: string): string | undefined {
  return inner === outer || inner.startsWith(`${outer}/`) ? inner.slice(outer.length) : undefined;
}

function worded(error: AjvError, all: readonly AjvError[], root: Json): StructureError {
  const { keyword, instancePath, params } = error;
  const path = pointerTokens(instancePath);
  const last = path.at(-1);
  const subject =
    last === undefined ? 'The description' : /^\d+$/.test(last) && isInList(root, path) ? 'This' : JSON.stringify(last);
  const extra = params['unevaluatedProperty'] ?? params['additionalProperty'];
  if (typeof extra === 'string') {
    return { message: `Property "${extra}" is not expected to be here`, path: [...path, extra] };
  }
  if (keyword === 'propertyNames') {
    const name = String(params['propertyName']);
    const inner = all.find(other => other.propertyName === name && other.instancePath === instancePath);
    return {
      message: `The name ${JSON.stringify(name)} ${plain(inner?.message ?? 'is not allowed here')}`,
      path: [...path, name],
    };
  }
  if (keyword === 'required') {
    return { message: `${subject} must have a ${JSON.stringify(params['missingProperty'])}`, path };
  }
  if (isChoice(keyword)) return { message: `${subject} ${choiceMessage(error, all)}`, path };
  if (keyword === 'enum') return { message: `${subject} ${enumMessage(error, root, path)}`, path };
  if (keyword === 'errorMessage') return { message: plain(error.message ?? '').replace(/\.$/, ''), path };
  return { message: `${subject} ${plain(error.message ?? 'is not right')}`, path };
}

function isInList(root: Json, path: readonly string[]): boolean {
  let value: Json | undefined = root;
  for (const token of path.slice(0, -1)) value = step(value, token);
  return Array.isArray(value);
}

function choiceMessage(error: AjvError, all: readonly AjvError[]): string {
  const missing = all
    .filter(other => other.instancePath === error.instancePath && other.keyword === 'required')
    .filter(other => /\/(?:oneOf|anyOf)\/\d+\//.test(other.schemaPath))
    .map(other => JSON.stringify(other.params['missingProperty']));
  if (missing.length > 0) return `must have ${[...new Set(missing)].sort().join(' or ')}`;
  return plain(error.message ?? 'is not right');
}

function enumMessage(error: AjvError, root: Json, path: readonly string[]): string {
  const allowed = (error.params['allowedValues'] ?? []) as readonly Json[];
  let value: Json | undefined = root;
  for (const token of path) value = step(value, token);
  const names = allowed.filter(name => typeof name === 'string');
  const nearest = typeof value === 'string' ? nearestName(value, names) : undefined;
  const hint = nearest === undefined ? '' : `. Did you mean ${JSON.stringify(nearest)}?`;
  return `must be one of ${allowed.map(name => JSON.stringify(name)).join(', ')}${hint}`;
}

function plain(message: string): string {
  return message.replaceAll("'", '"').replaceAll('NOT', 'not');
}
