/**
 * Gets loaded files ready for Spectral. Its resolver knows neither our rules about which files may be read nor
 * `$anchor` and `$id`, and it can read anything; so every `$ref` is resolved here, under `resolveRef`'s policy, and is
 * rewritten to a pointer into one of the files that are already in memory. What stays is of no use to anybody.
 */
import type { Finding } from '../../text/finding.js';
import { locateFinding, type SourceDocument } from '../document.js';
import type { Json } from '../json.js';
import type { Loaded } from '../load.js';
import { pointerFrom } from '../pointer.js';
import { resolveRef } from '../resolve.js';
import { isObject, member, setMember } from '../values.js';

export interface PreparedDocument {
  readonly document: SourceDocument;
  /** What Spectral knows the file as; no path of the disk, so that no name can confuse its URL handling. */
  readonly uri: string;
  readonly value: Json;
}

export interface Prepared {
  /** The entry file first. */
  readonly documents: readonly PreparedDocument[];
  /** `$ref`s that lead nowhere, each at its value. */
  readonly missing: readonly Finding[];
  /** Pointers in the entry file that a discriminator's mapping names; Spectral takes no notice of these. */
  readonly mapped: ReadonlySet<string>;
}

interface Rewriting {
  readonly loaded: Loaded;
  readonly uris: ReadonlyMap<SourceDocument, string>;
  readonly missing: Finding[];
  readonly mapped: Set<string>;
  /** Keys from the root to the value at hand. */
  readonly tokens: string[];
}

export function prepareForSpectral(loaded: Loaded): Prepared {
  const uris = new Map([...loaded.documents.values()].map((document, index) => [document, `/document-${index}.json`]));
  const missing: Finding[] = [];
  const mapped = new Set<string>();
  const documents = [...uris].map(([document, uri]) => {
    const rewriting = { loaded, uris, missing, mapped, tokens: [] };
    return { document, uri, value: rewrite(rewriting, document, document.value, false) };
  });
  return { documents, missing, mapped };
}

/** Copies only what changes. `data` is true inside examples and the like, where a `$ref` may be just text. */
function rewrite(rewriting: Rewriting, document: SourceDocument, value: Json, data: boolean): Json {
  if (typeof value !== 'object' || value === null) return value;
  const { tokens } = rewriting;
  if (Array.isArray(value)) {
    let list: Json[] | undefined;
    for (let index = 0; index < value.length; index++) {
      tokens.push(String(index));
      const before = (value as readonly Json[])[index]!;
      const after = rewrite(rewriting, document, before, data);
      if (after !== before) {
        list ??= [...value];
        list[index] = after;
      }
      tokens.pop();
    }
    return list ?? value;
  }
  if (!data) noteMapping(rewriting, document, value);
  const named = namesItsMembers(tokens);
  let object: Record<string, Json> | undefined;
  for (const key of Object.keys(value)) {
    const before = (value as { readonly [key: string]: Json })[key]!;
    tokens.push(key);
    const after =
      key === '$ref' && typeof before === 'string'
        ? rewriteRef(rewriting, document, before, data)
        : rewrite(rewriting, document, before, data || (!named && holdsData(key, before)));
    tokens.pop();
    if (after === before) continue;
    object ??= { ...(value as { readonly [key: string]: Json }) };
    setMember(object, key, after);
  }
  return object ?? value;
}

function rewriteRef(rewriting: Rewriting, document: SourceDocument, ref: string, data: boolean): string {
  const pointer = pointerFrom(rewriting.tokens);
  const resolution = resolveRef(rewriting.loaded, { document, pointer }, ref);
  if ('failure' in resolution) {
    const { rule, message } = resolution.failure;
    if (!data) {
      const range = locateFinding(document, pointer);
      rewriting.missing.push({ rule, severity: 'error', message, path: document.path, range, fixes: [] });
    }
    return ref;
  }
  const { node } = resolution;
  const uri = node.document === document ? '' : rewriting.uris.get(node.document)!;
  if (uri === '' && ref.startsWith('#/')) return ref;
  return `${uri}#${encodeURI(node.pointer).replaceAll('#', '%23').replaceAll('?', '%3F')}`;
}

function noteMapping(rewriting: Rewriting, document: SourceDocument, value: Json): void {
  const mapping = member(member(value, 'discriminator'), 'mapping');
  if (!isObject(mapping)) return;
  for (const target of Object.values(mapping)) {
    if (typeof target !== 'string') continue;
    // OpenAPI 3.1 §4.8.25: a mapping value is the name of a schema or a reference.
    const ref = /^[A-Za-z0-9._-]+$/.test(target) ? `#/components/schemas/${target}` : target;
    const resolution = resolveRef(rewriting.loaded, { document, pointer: pointerFrom(rewriting.tokens) }, ref);
    if ('node' in resolution && resolution.node.document === rewriting.loaded.entry) {
      rewriting.mapped.add(resolution.node.pointer);
    }
  }
}

/** In these objects keys are names that somebody chose, so that `example` is a property called so. */
function namesItsMembers(tokens: readonly string[]): boolean {
  const last = tokens.at(-1);
  if (last === undefined) return false;
  if (/^(?:properties|patternProperties|definitions|\$defs|dependentSchemas|paths|webhooks|callbacks)$/.test(last)) {
    return !namesItsMembers(tokens.slice(0, -1));
  }
  return tokens.length === 2 && tokens[0] === 'components';
}

/** A list of `examples` is a schema's; an object is a media type's, whose entries may be references. */
function holdsData(key: string, value: Json): boolean {
  if (key === 'examples') return Array.isArray(value);
  return /^(?:example|default|enum|const|value|dataValue)$/.test(key) || key.startsWith('x-');
}
