/** What has to be added to a description, and the text edits that add it. */
import type { At } from '../../openapi/api.js';
import type { SourceDocument } from '../../openapi/document.js';
import type { Json } from '../../openapi/json.js';
import { appendElement, insertMembers } from '../../openapi/lint/edits/insert.js';
import { replaceString } from '../../openapi/lint/edits/replace.js';
import { pointerTokens } from '../../openapi/pointer.js';
import { isUrl } from '../../openapi/targets.js';
import { isObject, member, setMember } from '../../openapi/values.js';
import type { TextEdit } from '../../text/finding.js';
import { type Description, documentAt, type JsonObject, valueUnder } from './described.js';
import { whereOf } from './order.js';

export type Change =
  /** `at`: the object that gets the member; what of it is missing is made. */
  | { readonly kind: 'member'; readonly at: At; readonly key: string; readonly value: Json }
  /** `at`: the list that gets the element. */
  | { readonly kind: 'element'; readonly at: At; readonly value: Json }
  /** `at`: the text that becomes another one. */
  | { readonly kind: 'text'; readonly at: At; readonly text: string };

/** Changes of one object that is there. */
interface Growth {
  readonly document: SourceDocument;
  readonly tokens: readonly string[];
  readonly members: Record<string, Json>;
}

/** All changes at once, none of which is made twice. Undefined: one of them cannot be made without touching anything else. */
export function editsOf(description: Description, changes: readonly Change[]): readonly TextEdit[] | undefined {
  const growths = new Map<string, Growth>();
  const edits: (TextEdit | undefined)[] = [];
  const filled = new Set<string>();
  for (const change of changes) {
    const document = documentAt(description, change.at.path);
    if (!document || isUrl(document.path)) return undefined;
    const tokens = pointerTokens(change.at.pointer);
    const there = valueUnder(document.value, tokens);
    if (change.kind === 'text') edits.push(replaceString(document, tokens, change.text));
    else if (change.kind === 'element' && there !== undefined) {
      if (Array.isArray(there) && there.some(one => same(one as Json, change.value))) continue;
      // The first of an empty list stands alone between its brackets.
      if (Array.isArray(there) && there.length === 0 && filled.has(change.at.pointer)) return undefined;
      filled.add(change.at.pointer);
      edits.push(appendElement(document, tokens, change.value));
    } else {
      const [way, value] =
        change.kind === 'element' ? [tokens, [change.value]] : [[...tokens, change.key], change.value];
      if (!grow(growths, document, way, value)) return undefined;
    }
  }
  for (const growth of growths.values()) edits.push(...insertAll(growth));
  if (edits.includes(undefined)) return undefined;
  // Two operations may need the same text in the same place.
  return [...new Map((edits as TextEdit[]).map(edit => [JSON.stringify(edit), edit])).values()];
}

/** False: something else is there already. */
function grow(growths: Map<string, Growth>, document: SourceDocument, way: readonly string[], value: Json): boolean {
  let length = 0;
  while (length < way.length && valueUnder(document.value, way.slice(0, length + 1)) !== undefined) length++;
  const there = valueUnder(document.value, way.slice(0, length));
  if (length === way.length) return same(there, value);
  // What a reference leads to stands in another place.
  if (!isObject(there) || member(there, '$ref') !== undefined) return false;
  const tokens = way.slice(0, length);
  const key = JSON.stringify([document.path, ...tokens]);
  const growth = growths.get(key) ?? { document, tokens, members: {} };
  growths.set(key, growth);
  const whole = way.slice(length).reduceRight<Json>((inner, token) => ({ [token]: inner }), value);
  return isObject(whole) && merge(growth.members, whole);
}

function merge(into: Record<string, Json>, added: JsonObject): boolean {
  return Object.entries(added).every(([key, value]) => {
    const there = member(into, key);
    if (there === undefined) {
      setMember(into, key, Array.isArray(value) ? [...(value as Json[])] : isObject(value) ? { ...value } : value);
      return true;
    }
    if (same(there, value)) return true;
    if (Array.isArray(there) && Array.isArray(value)) {
      const list = there as Json[];
      list.push(...(value as Json[]).filter(one => !list.some(other => same(one, other))));
      return true;
    }
    return isObject(there) && isObject(value) && merge(there as Record<string, Json>, value);
  });
}

function insertAll({ document, tokens, members }: Growth): (TextEdit | undefined)[] {
  const object = valueUnder(document.value, tokens);
  if (isObject(object) && Object.keys(object).length === 0) return [insertMembers(document, tokens, members)];
  return Object.entries(members).map(([key, value]) =>
    insertMembers(document, tokens, { [key]: value }, whereOf(tokens, key, isObject(object) ? object : {})),
  );
}

function same(a: Json | undefined, b: Json | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
