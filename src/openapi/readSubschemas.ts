import type { PatternProperty, Property, Shape } from './api.js';
import {
  arrayAt,
  asArray,
  atOf,
  child,
  elements,
  entries,
  objectAt,
  type Reading,
  report,
  stringsAt,
} from './reading.js';
import { isUsablePattern } from './readPattern.js';
import { type Context, type Draft, readShape } from './readShape.js';
import type { Node } from './resolve.js';

export type Reader = (reading: Reading, node: Node, draft: Draft, context: Context) => void;

/** Sets a key only when there is a value: shapes have no undefined members. */
export function set<Key extends keyof Draft>(draft: Draft, key: Key, value: Draft[Key] | undefined): void {
  if (value !== undefined) draft[key] = value;
}

/** Schemas that validate another value: a member or an element of this one. */
export const readInner =
  (key: 'contains' | 'unevaluatedItems' | 'additionalProperties' | 'propertyNames' | 'unevaluatedProperties'): Reader =>
  (reading, node, draft) => {
    const inner = child(node, key);
    if (inner) set(draft, key, readShape(reading, inner));
  };

/** Schemas that validate this same value. Where they are cut to break a circle, the whole keyword goes. */
export const readSame =
  (key: 'not' | 'if' | 'then' | 'else'): Reader =>
  (reading, node, draft, context) => {
    const inner = child(node, key);
    const cutChoice = () => {
      delete draft[key];
      if (key === 'if') {
        delete draft.then;
        delete draft.else;
      }
    };
    if (inner) set(draft, key, decisive(reading, readShape(reading, inner, nested(context, cutChoice)), key));
  };

/** A `not` or `if` around a `$ref` that leads nowhere would decide wrongly. */
function decisive(reading: Reading, shape: Shape | undefined, key: string): Shape | undefined {
  return shape && (key === 'not' || key === 'if') && reading.broken.has(shape) ? undefined : shape;
}

function nested(context: Context, cutChoice: () => void): Context {
  return context.inPlaceOf === undefined
    ? {}
    : { inPlaceOf: context.inPlaceOf, cutChoice: context.cutChoice ?? cutChoice };
}

export const readBranches =
  (key: 'allOf' | 'anyOf' | 'oneOf'): Reader =>
  (reading, node, draft, context) => {
    const list = arrayAt(reading, node, key);
    if (!list) return;
    const cutChoice = () => {
      delete draft[key];
    };
    const inner = key === 'allOf' ? context : nested(context, cutChoice);
    const branches: Shape[] = [];
    let undecided = false;
    for (const element of elements(list)) {
      const shape = readShape(reading, element, inner);
      if (shape) branches.push(shape);
      if (!shape || reading.broken.has(shape)) undecided = true;
    }
    // With an unknown branch nobody can say whether exactly one, or any, of them matches.
    if (undecided && key !== 'allOf') {
      const message = `"${key}" is not applied, because one of its schemas cannot be read.`;
      report(reading, 'warning', 'undecidable-choice', list, message, 'key');
    } else if (branches.length > 0) draft[key] = branches;
  };

export const readItems: Reader = (reading, node, draft) => {
  const prefix = arrayAt(reading, node, 'prefixItems');
  const items = child(node, 'items');
  const tuple = items && Array.isArray(items.value) ? asArray(reading, items) : undefined;
  const list = prefix ?? tuple;
  if (list) {
    // A place keeps its number: one that cannot be read accepts anything.
    draft.prefixItems = elements(list).map(element => readShape(reading, element) ?? { at: atOf(element) });
  }
  const rest = tuple ? child(node, 'additionalItems') : items;
  if (rest) set(draft, 'items', readShape(reading, rest));
};

export function readProperties(reading: Reading, node: Node, key: string): Property[] | undefined {
  const object = objectAt(reading, node, key);
  if (!object) return undefined;
  const properties: Property[] = [];
  for (const { key: name, node: inner } of entries(object)) {
    const shape = readShape(reading, inner);
    if (shape) properties.push({ name, shape });
  }
  return properties;
}

export const readPatternProperties: Reader = (reading, node, draft) => {
  const object = objectAt(reading, node, 'patternProperties');
  if (!object) return;
  const found: PatternProperty[] = [];
  for (const { key: pattern, node: inner } of entries(object)) {
    if (!isUsablePattern(reading, inner, pattern)) continue;
    const shape = readShape(reading, inner);
    if (shape) found.push({ pattern, shape });
  }
  draft.patternProperties = found;
};

/** `dependencies` of older drafts is both keywords in one. */
export const readDependents: Reader = (reading, node, draft, context) => {
  const required: { property: string; required: readonly string[] }[] = [];
  const schemas: Property[] = [];
  for (const key of ['dependencies', 'dependentRequired', 'dependentSchemas']) {
    const object = objectAt(reading, node, key);
    for (const { key: property, node: inner } of object ? entries(object) : []) {
      if (key === 'dependentRequired' || Array.isArray(inner.value)) {
        const names = stringsAt(reading, object!, property);
        if (names) required.push({ property, required: names });
        continue;
      }
      const cutChoice = () => {
        delete draft.dependentSchemas;
      };
      const shape = readShape(reading, inner, nested(context, cutChoice));
      if (shape) schemas.push({ name: property, shape });
    }
  }
  if (required.length > 0) draft.dependentRequired = required;
  if (schemas.length > 0) draft.dependentSchemas = schemas;
};
