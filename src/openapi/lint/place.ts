/** Where to underline what Spectral found: it names a node, people want the key or the value that is wrong. */
import type { Range } from '../../text/finding.js';
import { locate, locateFinding, locatePlace, type SourceDocument } from '../document.js';
import type { Json } from '../json.js';
import { pointerFrom } from '../pointer.js';
import { isObject, step } from '../values.js';

/** Rules about a name: the key is wrong, not what stands behind it. */
const aboutKeys = new Set([
  'path-keys-no-trailing-slash',
  'path-declarations-must-exist',
  'path-not-include-query',
  'oas2-unused-definition',
  'oas3-unused-component',
  'no-$ref-siblings',
]);

/** What tells one element of a list from the others. */
const identifying = ['name', '$ref', 'url', 'title'];

/**
 * A scalar is underlined itself, an object or a list by its key; an element of a list, which has none, by its name.
 * `tokens` may lead to nothing: then to the nearest thing around it.
 */
export function placeOf(document: SourceDocument, tokens: readonly string[], rule: string, message: string): Range {
  if (tokens.length === 0) return rootRange(document);
  const twins = /\(items ## (\d+) and (\d+) are identical\)/.exec(message);
  if (twins)
    return locateFinding(document, pointerFrom([...tokens, String(Math.max(Number(twins[1]), Number(twins[2])))]));
  const pointer = pointerFrom(tokens);
  const place = locatePlace(document, pointer);
  if (!place) return locate(document, pointer);
  if (place.key && (aboutKeys.has(rule) || /is not expected to be here|^The name |has no such property$/.test(message)))
    return place.key;
  const value = valueAt(document.value, tokens);
  if (typeof value !== 'object' || value === null) return locateFinding(document, pointer);
  if (place.key) return place.key;
  for (const key of isObject(value) ? [...identifying, ...Object.keys(value)] : []) {
    const inner = locatePlace(document, pointerFrom([...tokens, key]));
    if (inner?.key) return identifying.includes(key) ? inner.value : inner.key;
  }
  return locateFinding(document, pointer);
}

/**
 * Ranges at which one of our own findings would mean the same: the node's key, where its value starts, and what is
 * underlined. For siblings of a `$ref` it is the whole object, whose siblings our finding names all at once.
 */
export function neighbourhood(
  document: SourceDocument,
  tokens: readonly string[],
  rule: string,
  range: Range,
): Range[] {
  const isSibling = rule === 'no-$ref-siblings';
  const place = locatePlace(document, pointerFrom(isSibling ? tokens.slice(0, -1) : tokens));
  if (!place) return [range];
  if (isSibling) return [place.whole];
  const { start } = place.value;
  return [range, { start, end: start }, ...(place.key ? [place.key] : [])];
}

/** The version key stands for the whole description. */
function rootRange(document: SourceDocument): Range {
  for (const key of ['openapi', 'swagger', ...Object.keys(isObject(document.value) ? document.value : {})]) {
    const range = locatePlace(document, pointerFrom([key]))?.key;
    if (range) return range;
  }
  return locateFinding(document, '');
}

function valueAt(root: Json, tokens: readonly string[]): Json | undefined {
  let value: Json | undefined = root;
  for (const token of tokens) value = step(value, token);
  return value;
}
