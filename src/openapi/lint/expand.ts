/**
 * A description with every `$ref` replaced by what it means, as rules that go through it want to see it. What several
 * places refer to is one object, so that it costs what the description is large, however often it is used.
 */
import type { Json } from '../json.js';
import { pointerTokens } from '../pointer.js';
import { isObject, member, setMember, step } from '../values.js';
import type { PreparedDocument } from './prepare.js';

/** A part of another file than the entry, and the two keys behind which it is used first. */
export interface ForeignPart {
  readonly document: PreparedDocument;
  readonly tokens: readonly string[];
  readonly value: Json;
  readonly usedAs: readonly [string, string];
}

export interface Place {
  readonly document: PreparedDocument;
  readonly tokens: readonly string[];
}

export interface Expansion {
  /** References that lead into themselves stay as they are written. */
  readonly root: Json;
  /** All that is read of other files; none lies inside of another one. */
  readonly foreign: readonly ForeignPart[];
  /** From a place in `root` to where it is written. */
  readonly written: (tokens: readonly string[]) => Place;
}

interface Expanded {
  readonly value: Json;
  /** Levels below it. */
  readonly height: number;
}

interface Expanding {
  readonly schemas: 'expanded' | 'written';
  readonly documents: ReadonlyMap<string, PreparedDocument>;
  readonly done: Map<string, Expanded>;
  /** References that are being replaced, and so lead into themselves when they come again. */
  readonly open: Set<string>;
  readonly foreign: Map<string, ForeignPart>;
}

/** Deeper than this no reference is replaced: walking it must not overflow the stack. */
const deepest = 1000;

/**
 * @param documents made by `prepareForSpectral`: each `$ref` is a pointer into one of them. The entry comes first.
 * @param schemas schemas can be left as they are written: they are nine tenths of what is referred to, and most rules are about the rest.
 */
export function expandReferences(documents: readonly PreparedDocument[], schemas: 'expanded' | 'written'): Expansion {
  const entry = documents[0]!;
  const byUri = new Map(documents.map(document => [document.uri, document]));
  const expanding: Expanding = { schemas, documents: byUri, done: new Map(), open: new Set(), foreign: new Map() };
  const root = expand(expanding, entry, entry.value, [], 0).value;
  return {
    root,
    foreign: outermost([...expanding.foreign.values()]),
    written: tokens => writtenPlace(byUri, entry, root, tokens),
  };
}

function expand(
  expanding: Expanding,
  document: PreparedDocument,
  value: Json,
  tokens: string[],
  depth: number,
): Expanded {
  if (typeof value !== 'object' || value === null) return { value, height: 0 };
  if (expanding.schemas === 'written' && isSchema(tokens)) return { value, height: 0 };
  const ref = member(value, '$ref');
  if (typeof ref === 'string') {
    const found = expandRef(expanding, document, ref, tokens, depth);
    if (found) return found;
  }
  let height = 0;
  let copy: Json[] | Record<string, Json> | undefined;
  for (const key of Object.keys(value)) {
    const before = (value as { readonly [key: string]: Json })[key]!;
    if (typeof before !== 'object' || before === null) continue;
    tokens.push(key);
    const after = expand(expanding, document, before, tokens, depth + 1);
    tokens.pop();
    height = Math.max(height, after.height + 1);
    if (after.value === before) continue;
    copy ??= Array.isArray(value)
      ? [...(value as readonly Json[])]
      : { ...(value as { readonly [key: string]: Json }) };
    if (Array.isArray(copy)) copy[Number(key)] = after.value;
    else setMember(copy, key, after.value);
  }
  return { value: copy ?? value, height };
}

/** In these objects keys are names that somebody chose. */
const named =
  /^(?:paths|webhooks|pathItems|parameters|headers|examples|responses|requestBodies|links|callbacks|securitySchemes|content|encoding|variables|mapping|scopes)$/;

function isSchema(tokens: readonly string[]): boolean {
  const [first, second] = tokens;
  if (tokens.length === 2 && first === 'definitions') return true;
  if (tokens.length === 3 && first === 'components' && second === 'schemas') return true;
  return tokens.at(-1) === 'schema' && !named.test(tokens.at(-2) ?? '');
}

function expandRef(
  expanding: Expanding,
  from: PreparedDocument,
  ref: string,
  tokens: readonly string[],
  depth: number,
): Expanded | undefined {
  const target = targetOf(expanding.documents, from, ref);
  if (!target) return undefined;
  const { document, value } = target;
  const key = `${document.uri}#${JSON.stringify(target.tokens)}`;
  let found = expanding.done.get(key);
  if (!found) {
    if (depth > deepest || expanding.open.has(key)) return undefined;
    if (document.uri !== expanding.documents.keys().next().value) {
      const usedAs = [tokens.at(-2) ?? '', tokens.at(-1) ?? ''] as const;
      expanding.foreign.set(key, { document, tokens: target.tokens, value, usedAs });
    }
    expanding.open.add(key);
    found = expand(expanding, document, value, [...target.tokens], depth + 1);
    expanding.open.delete(key);
    expanding.done.set(key, found);
  }
  return depth + found.height > deepest * 1.5 ? undefined : found;
}

/** What a prepared `$ref` leads to. */
export function targetOf(
  documents: ReadonlyMap<string, PreparedDocument>,
  from: PreparedDocument,
  ref: string,
): (Place & { readonly value: Json }) | undefined {
  const hash = ref.indexOf('#');
  const uri = hash < 0 ? ref : ref.slice(0, hash);
  const document = uri === '' ? from : documents.get(uri);
  if (!document) return undefined;
  const tokens = pointerTokens(hash < 0 ? '' : decoded(ref.slice(hash + 1)));
  let value: Json | undefined = document.value;
  for (const token of tokens) value = step(value, token);
  return value === undefined ? undefined : { document, tokens, value };
}

function decoded(fragment: string): string {
  if (!fragment.includes('%')) return fragment;
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

function outermost(parts: readonly ForeignPart[]): ForeignPart[] {
  const all = new Set(parts.map(({ document, tokens }) => `${document.uri}#${JSON.stringify(tokens)}`));
  return parts.filter(({ document, tokens }) => {
    for (let length = 0; length < tokens.length; length++) {
      if (all.has(`${document.uri}#${JSON.stringify(tokens.slice(0, length))}`)) return false;
    }
    return true;
  });
}

function writtenPlace(
  documents: ReadonlyMap<string, PreparedDocument>,
  entry: PreparedDocument,
  root: Json,
  tokens: readonly string[],
): Place {
  let place: Place & { readonly value: Json | undefined } = { document: entry, tokens: [], value: entry.value };
  let expanded: Json | undefined = root;
  const follow = () => {
    for (let hops = 0; hops < 50; hops++) {
      const ref: Json | undefined = member(place.value, '$ref');
      // One that is there still was not replaced.
      if (typeof ref !== 'string' || (isObject(expanded) && member(expanded, '$ref') === ref)) return;
      const target = targetOf(documents, place.document, ref);
      if (!target) return;
      place = target;
    }
  };
  follow();
  for (const token of tokens) {
    place = { document: place.document, tokens: [...place.tokens, token], value: step(place.value, token) };
    expanded = step(expanded, token);
    follow();
  }
  return place;
}
