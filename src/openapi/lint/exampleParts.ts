/** Checks the examples of a description part by part: again only where a part has changed, or one that it refers to. */
import type { Api } from '../api.js';
import type { Json } from '../json.js';
import { member } from '../values.js';
import { type WrongExample, wrongExamples } from './examples.js';
import { targetOf } from './expand.js';
import { partLength, partsOf, withParts } from './parts.js';
import type { PreparedDocument } from './prepare.js';
import { sameJson } from './sameJson.js';

interface Known {
  readonly value: Json;
  /** Parts that it refers to. */
  readonly refs: ReadonlySet<string>;
  readonly wrong: readonly WrongExample[];
}

/** What was found the last time. It belongs to one entry file. */
export interface ExampleMemory {
  dialect: Api['dialect'] | undefined;
  parts: ReadonlyMap<string, Known>;
}

/** Stands for whatever is in no part, and for parts that are referred to all at once. */
const everything = '';

export function wrongExamplesInParts(
  documents: readonly PreparedDocument[],
  dialect: Api['dialect'],
  memory: ExampleMemory = { dialect, parts: new Map() },
): readonly WrongExample[] {
  const before = memory.dialect === dialect ? memory.parts : new Map<string, Known>();
  const byUri = new Map(documents.map(document => [document.uri, document]));
  const now = new Map<string, Known>();
  const changed = new Set<string>();
  for (const document of documents) {
    for (const { tokens, value } of partsOf(document.value)) {
      const key = keyOf(document.uri, tokens);
      const last = before.get(key);
      if (last && sameJson(last.value, value)) now.set(key, last);
      else {
        changed.add(key);
        now.set(key, { value, refs: new Set(), wrong: [] });
      }
    }
    // What is in no part is little, and is looked at each time.
    const frame = withParts(document.value, () => false);
    const key = keyOf(document.uri, []);
    const last = before.get(key);
    const isSame = last !== undefined && sameJson(last.value, frame);
    if (!isSame) changed.add(everything);
    now.set(key, { value: frame, refs: refsIn(byUri, document, frame), wrong: [] });
    changed.add(key);
  }
  for (const key of before.keys()) if (!now.has(key)) changed.add(key);
  if ([...changed].some(key => key !== everything && !key.endsWith(' []'))) changed.add(everything);

  const dirty = withReferrers(changed, now);
  // What a reference leads to may have become a part, or no part any more.
  for (const document of documents) {
    for (const { tokens, value } of partsOf(document.value)) {
      const key = keyOf(document.uri, tokens);
      const known = now.get(key)!;
      if (dirty.has(key)) now.set(key, { ...known, refs: refsIn(byUri, document, value) });
    }
  }
  const needed = withTargets(dirty, now);
  const pruned = (keys: ReadonlySet<string>) =>
    keys.has(everything) || dirty.size >= now.size
      ? documents
      : documents.map(document => ({
          ...document,
          value: withParts(document.value, tokens => keys.has(keyOf(document.uri, tokens))),
        }));
  const looked = documents.map(document => ({
    ...document,
    value: withParts(document.value, tokens => dirty.has(keyOf(document.uri, tokens))),
  }));
  const fresh = new Map<string, WrongExample[]>();
  for (const one of wrongExamples(pruned(needed), dialect, looked)) {
    const length = partLength(byUri.get(one.from.uri)!.value, one.from.tokens) ?? 0;
    const key = keyOf(one.from.uri, one.from.tokens.slice(0, length));
    fresh.set(key, [...(fresh.get(key) ?? []), one]);
  }
  for (const [key, known] of now) {
    if (dirty.has(key)) now.set(key, { ...known, wrong: fresh.get(key) ?? [] });
  }
  memory.dialect = dialect;
  memory.parts = now;
  return [...now.values()].flatMap(({ wrong }) => wrong);
}

function keyOf(uri: string, tokens: readonly string[]): string {
  return `${uri} ${JSON.stringify(tokens)}`;
}

function refsIn(
  documents: ReadonlyMap<string, PreparedDocument>,
  document: PreparedDocument,
  root: Json,
): ReadonlySet<string> {
  const keys = new Set<string>();
  const visit = (value: Json): void => {
    if (typeof value !== 'object' || value === null) return;
    const ref = member(value, '$ref');
    if (typeof ref === 'string') for (const key of keysOf(documents, document, ref)) keys.add(key);
    for (const inner of Object.values(value)) visit(inner);
  };
  visit(root);
  return keys;
}

/** What leads nowhere may lead somewhere later. */
function keysOf(
  documents: ReadonlyMap<string, PreparedDocument>,
  document: PreparedDocument,
  ref: string,
): readonly string[] {
  const target = targetOf(documents, document, ref);
  if (!target) return [everything];
  const length = partLength(target.document.value, target.tokens);
  return [length === undefined ? everything : keyOf(target.document.uri, target.tokens.slice(0, length))];
}

/** With all that refer to them, be it by others. */
function withReferrers(keys: ReadonlySet<string>, parts: ReadonlyMap<string, Known>): ReadonlySet<string> {
  const back = new Map<string, string[]>();
  for (const [key, { refs }] of parts) {
    for (const ref of refs) {
      const known = back.get(ref);
      if (known) known.push(key);
      else back.set(ref, [key]);
    }
  }
  const found = new Set(keys);
  for (const key of found) for (const referrer of back.get(key) ?? []) found.add(referrer);
  return found;
}

/** With all that they refer to, be it by others. */
function withTargets(keys: ReadonlySet<string>, parts: ReadonlyMap<string, Known>): ReadonlySet<string> {
  const found = new Set([...keys].filter(key => key !== everything));
  for (const key of found) for (const target of parts.get(key)?.refs ?? []) found.add(target);
  return found;
}
