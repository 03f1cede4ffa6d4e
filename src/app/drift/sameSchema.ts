/** Whether a schema that a person wrote says what the program's says. */
import { canonical } from '../../openapi/breaking/canonical.js';
import type { SourceDocument } from '../../openapi/document.js';
import type { Json } from '../../openapi/json.js';
import { pointerTokens } from '../../openapi/pointer.js';
import { resolveRef } from '../../openapi/resolve.js';
import { isObject, member } from '../../openapi/values.js';
import { type Description, type JsonObject, valueUnder } from './described.js';

/** Says nothing about values. */
const annotations = new Set([
  ...['title', 'description', 'summary', 'example', 'examples', 'deprecated', 'externalDocs', 'xml', '$comment'],
]);

/** What people know of values and programs do not always say. */
const narrowing = new Set([
  ...['format', 'enum', 'const', 'pattern', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  ...['minLength', 'maxLength', 'minItems', 'maxItems', 'uniqueItems', 'minProperties', 'maxProperties', 'default'],
  ...['readOnly', 'writeOnly', 'additionalProperties', 'contentEncoding', 'contentMediaType', 'discriminator'],
]);

/** A value of the description, and where it stands. */
export interface Written {
  readonly document: SourceDocument;
  readonly pointer: string;
  readonly value: Json;
}

/** `program`: the document that `said` is from. Descriptions and examples aside; the written one may say more of values. */
export function saysTheSame(
  said: Json,
  written: Written,
  program: JsonObject,
  description: Description,
  assumed = new Set<string>(),
): boolean {
  const again = (one: Json, value: Json, token: string) => {
    const pointer = `${written.pointer}/${token}`;
    return saysTheSame(one, { document: written.document, pointer, value }, program, description, assumed);
  };
  if (!isObject(said) || !isObject(written.value)) return canonical(said) === canonical(written.value);
  const [ref, there] = [member(said, '$ref'), member(written.value, '$ref')];
  if (typeof ref === 'string' || typeof there === 'string') {
    if (hasMore(said) || hasMore(written.value)) return false;
    const [target, found] = [endOfSaid(said, program), endOfWritten(written, description)];
    if (target === undefined || found === undefined) return false;
    const pair = JSON.stringify([canonical(target), found.document.path, found.pointer]);
    // What refers to itself is the same unless something else tells it apart.
    if (assumed.has(pair)) return true;
    assumed.add(pair);
    return saysTheSame(target, found, program, description, assumed);
  }
  const value = written.value;
  const saidKeys = Object.keys(said).filter(key => !isAnnotation(key));
  const more = Object.keys(value).filter(key => !isAnnotation(key) && member(said, key) === undefined);
  if (!more.every(key => narrowing.has(key))) return false;
  return saidKeys.every(key => {
    const [one, other] = [said[key]!, member(value, key)];
    if (other === undefined) return false;
    if (['properties', 'patternProperties', '$defs'].includes(key)) return sameMembers(one, other, key, again);
    if (['type', 'required', 'enum'].includes(key)) return sameSet(one, other);
    if (Array.isArray(one) && Array.isArray(other)) {
      return one.length === other.length && one.every((part, index) => again(part as Json, other[index] as Json, key));
    }
    return again(one, other, key);
  });
}

/** Something beside a reference that is more than words about it. */
function hasMore(value: JsonObject): boolean {
  return typeof value.$ref === 'string' && Object.keys(value).some(key => key !== '$ref' && !isAnnotation(key));
}

const mostHops = 20;

/** Where a chain of references ends; undefined when it leads nowhere or round in a circle. */
function endOfSaid(said: Json, program: JsonObject): Json | undefined {
  let found: Json | undefined = said;
  for (let hops = 0; hops < mostHops; hops++) {
    const ref = member(found, '$ref');
    if (typeof ref !== 'string') return found;
    found = valueUnder(program, pointerTokens(ref.slice(1)));
  }
  return undefined;
}

function endOfWritten(written: Written, { loaded }: Description): Written | undefined {
  let found = written;
  for (let hops = 0; hops < mostHops; hops++) {
    const ref = member(found.value, '$ref');
    if (typeof ref !== 'string') return found;
    const next = resolveRef(loaded, found, ref);
    if (!('node' in next)) return undefined;
    found = next.node;
  }
  return undefined;
}

function sameMembers(
  one: Json,
  other: Json,
  key: string,
  again: (one: Json, other: Json, token: string) => boolean,
): boolean {
  if (!isObject(one) || !isObject(other)) return false;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every(name => {
      const inside = member(other, name);
      return inside !== undefined && again(one[name]!, inside, key);
    })
  );
}

function sameSet(one: Json, other: Json): boolean {
  const texts = (value: Json) => [value].flat().map(part => canonical(part as Json));
  return canonical(texts(one).sort()) === canonical(texts(other).sort());
}

function isAnnotation(key: string): boolean {
  return annotations.has(key) || key.startsWith('x-');
}
