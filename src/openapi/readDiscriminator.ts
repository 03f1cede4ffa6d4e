import type { Discriminator } from './api.js';
import type { SourceDocument } from './document.js';
import { childPointer } from './pointer.js';
import { child, entries, objectAt, type Reading, report, stringAt } from './reading.js';
import { refId, requestShape } from './readShape.js';
import { type Node, nearestHint } from './resolve.js';
import { isObject, type JsonObject, member } from './values.js';

/** Undefined when it cannot be read, which is reported. Swagger 2.0's is the name of a property. */
export function readDiscriminator(reading: Reading, node: Node): Discriminator | undefined {
  if (reading.dialect === '2.0') {
    const property = stringAt(reading, node, 'discriminator');
    return property === undefined ? undefined : { property, mapping: [] };
  }
  const object = objectAt(reading, node, 'discriminator');
  if (!object) return undefined;
  const property = stringAt(reading, object, 'propertyName');
  if (property === undefined) {
    const message = 'A discriminator needs a "propertyName"; this one is left out.';
    report(reading, 'error', 'invalid-value', object, message);
    return undefined;
  }
  const targets = objectAt(reading, object, 'mapping');
  const mapping: Discriminator['mapping'][number][] = [];
  for (const { key: value, node: target } of targets ? entries(targets) : []) {
    const shape = mappingTarget(reading, target);
    if (shape !== undefined) mapping.push({ value, shape });
  }
  const written = child(object, 'defaultMapping');
  const fallback = written && mappingTarget(reading, written);
  return { property, mapping, ...(fallback !== undefined && { fallback }) };
}

/** A schema's name or a reference (3.1.1 §4.8.25.4: a name is meant where both are possible). */
function mappingTarget(reading: Reading, target: Node) {
  if (typeof target.value !== 'string') {
    report(
      reading,
      'error',
      'invalid-value',
      target,
      'A mapping entry must be the name of a schema or a reference; it is left out.',
    );
    return undefined;
  }
  for (const document of new Set([target.document, reading.loaded.entry])) {
    const named = member(schemasOf(document), target.value);
    const pointer = childPointer('/components/schemas', target.value);
    if (named !== undefined) return requestShape(reading, { document, pointer, value: named });
  }
  if (/^[\w.-]+$/.test(target.value) && !/\.(?:json|ya?ml)$/i.test(target.value)) {
    const hint = nearestHint(reading.loaded, target.value, Object.keys(schemasOf(reading.loaded.entry)));
    report(
      reading,
      'warning',
      'missing-reference',
      target,
      `There is no schema ${JSON.stringify(target.value)}.${hint}`,
    );
    return undefined;
  }
  return refId(reading, target, target.value, 'warning');
}

function schemasOf(document: SourceDocument): JsonObject {
  const schemas = member(member(document.value, 'components'), 'schemas');
  return isObject(schemas) ? schemas : {};
}
