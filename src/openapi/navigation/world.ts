/** All files that have to do with each other, and what is named in them. */
import { looksLikeApi } from '../detect.js';
import type { SourceDocument } from '../document.js';
import type { Json } from '../json.js';
import { externalRefs, type Loaded, type LoadFailure, type Names, noteNames } from '../load.js';
import { pointerTokens } from '../pointer.js';
import { resolveRef } from '../resolve.js';
import { linkGuard } from '../symbolicLinks.js';
import { type RefPolicy, refTarget } from '../targets.js';
import { type Mention, type Walked, walk } from './mentions.js';

export interface World extends Walked {
  readonly loaded: Loaded;
  /** Those with a version key. */
  readonly apis: readonly SourceDocument[];
  /** By path: the APIs that a file belongs to; an API belongs to itself. */
  readonly entries: ReadonlyMap<string, readonly SourceDocument[]>;
  /** By path. */
  readonly mentionsIn: ReadonlyMap<string, readonly Mention[]>;
}

/** Reads a file that a description refers to; nothing when it cannot be read. */
export type ReadSource = (path: string) => Promise<SourceDocument | LoadFailure>;

/** More than any real description has. */
const mostFiles = 2000;

/**
 * Brings together some documents and all files that they refer to.
 * @param policy decides which of them may be read. Nothing is fetched: `allowRemote` must be false.
 */
export async function gatherWorld(
  documents: readonly SourceDocument[],
  policy: RefPolicy,
  read: ReadSource,
): Promise<World> {
  const known = new Map(documents.map(document => [document.path, document]));
  const failures = new Map<string, LoadFailure>();
  const names: Names = { ids: new Map(), anchors: new Map(), bases: new Map() };
  const edges = new Map<string, Set<string>>();
  const refusalOf = linkGuard(policy);
  const waiting = [...documents];
  for (let document = waiting.pop(); document; document = waiting.pop()) {
    noteNames(document, names);
    const next = new Set<string>();
    edges.set(document.path, next);
    for (const ref of externalRefs(document.value)) {
      const target = refTarget(ref, document.path, policy);
      if (target.kind !== 'file') continue;
      next.add(target.path);
      if (known.has(target.path) || failures.has(target.path) || known.size >= mostFiles) continue;
      const found = (await refusalOf(target.path)) ?? (await read(target.path));
      if ('rule' in found) failures.set(target.path, found);
      else {
        known.set(target.path, found);
        waiting.push(found);
      }
    }
  }
  const loaded: Loaded = {
    entry: documents[0]!,
    policy,
    documents: known,
    failures,
    names,
    // Nobody reads these messages.
    hints: { left: 0 },
  };
  return walkWorld(loaded, edges);
}

function walkWorld(loaded: Loaded, edges: ReadonlyMap<string, ReadonlySet<string>>): World {
  const walked: Walked = { mentions: [], forms: new Map() };
  const documents = [...loaded.documents.values()];
  const apis = documents.filter(isApi);
  let followed = 0;
  // What a reference leads to is what the place of the reference says, wherever it stands.
  const follow = () => {
    for (; followed < walked.mentions.length; followed++) {
      const { what, document, tokens, text, form } = walked.mentions[followed]!;
      if (what !== 'ref' || form === 'unknown') continue;
      const resolution = resolveRef(loaded, { document, pointer: pointerOf(tokens) }, text);
      if ('failure' in resolution) continue;
      const { node } = resolution;
      walk(walked, node.document, { value: node.value, tokens: pointerTokens(node.pointer), form });
    }
  };
  for (const document of apis) walk(walked, document, { value: document.value, tokens: [], form: 'api' });
  follow();
  for (const document of documents) walk(walked, document, { value: document.value, tokens: [], form: 'unknown' });
  follow();
  const mentionsIn = new Map<string, Mention[]>();
  for (const mention of walked.mentions) {
    const own = mentionsIn.get(mention.document.path);
    if (own) own.push(mention);
    else mentionsIn.set(mention.document.path, [mention]);
  }
  return { ...walked, loaded, apis, entries: entriesOf(loaded, apis, edges), mentionsIn };
}

/** Whether a file is a description of its own, and no part of one. */
export function isApi({ value, text }: SourceDocument): boolean {
  const root = value as { readonly [key: string]: Json } | null;
  const has = (key: string) => typeof root === 'object' && root !== null && Object.hasOwn(root, key);
  return has('openapi') || has('swagger') || looksLikeApi(text);
}

function entriesOf(
  loaded: Loaded,
  apis: readonly SourceDocument[],
  edges: ReadonlyMap<string, ReadonlySet<string>>,
): Map<string, readonly SourceDocument[]> {
  const entries = new Map<string, SourceDocument[]>();
  for (const api of apis) {
    const seen = new Set<string>([api.path]);
    for (const path of seen) {
      const own = path === api.path || !isApi(loaded.documents.get(path)!);
      if (own) entries.set(path, [...(entries.get(path) ?? []), api]);
      for (const next of edges.get(path) ?? []) if (loaded.documents.has(next)) seen.add(next);
    }
  }
  return entries;
}

const escapable = /[~/]/;

/** As `pointerFrom`, of tokens that seldom need escaping: this runs for each reference. */
export function pointerOf(tokens: readonly string[]): string {
  let pointer = '';
  for (const token of tokens) {
    pointer += `/${escapable.test(token) ? token.replaceAll('~', '~0').replaceAll('/', '~1') : token}`;
  }
  return pointer;
}
