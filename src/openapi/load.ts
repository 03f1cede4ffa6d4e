/** Brings in every file that a description refers to, so that reading it afterwards needs no waiting. */
import type { ReadFile } from '../text/files.js';
import { Problem } from '../text/problem.js';
import { readDocument, type SourceDocument } from './document.js';
import type { Json } from './json.js';
import { childPointer } from './pointer.js';
import { linkGuard } from './symbolicLinks.js';
import { isUrl, type RefPolicy, refTarget } from './targets.js';
import { isObject, member } from './values.js';

export interface LoadOptions {
  readonly readFile: ReadFile;
  readonly policy: RefPolicy;
  readonly fetchText?: (url: string) => Promise<string>;
  readonly readDocument?: typeof readDocument;
}

/** A file that could not be brought in; the finding stands at each `$ref` that needs it. */
export interface LoadFailure {
  readonly rule: string;
  readonly message: string;
}

export interface Loaded {
  readonly entry: SourceDocument;
  readonly policy: RefPolicy;
  /** By absolute path or URL. */
  readonly documents: ReadonlyMap<string, SourceDocument>;
  readonly failures: ReadonlyMap<string, LoadFailure>;
  /** What `$id`, `$self`, `$anchor` and `$dynamicAnchor` name. */
  readonly names: Names;
  /** How many names may still be compared to find the one that was meant: a broken file can miss thousands. */
  readonly hints: { left: number };
}

export interface Names {
  /** Absolute URI without fragment → where it is. */
  readonly ids: Map<string, { readonly document: SourceDocument; readonly pointer: string }>;
  /** By document path: `#anchor` → pointers; each schema with an `$id` may have one of the name. */
  readonly anchors: Map<string, Map<string, string[]>>;
  /** By document path: pointers of the schemas that have an `$id`, with the absolute URI. */
  readonly bases: Map<string, { readonly pointer: string; readonly uri: string }[]>;
}

/** Of one name in one file: more are a mistake, and each is looked at. */
const mostAnchors = 100;

/** A remote server could answer with ever new references. */
const mostFiles = 1000;

/** @throws Problem when the entry file cannot be read. */
export async function load(entry: SourceDocument, options: LoadOptions): Promise<Loaded> {
  const documents = new Map([[entry.path, entry]]);
  const failures = new Map<string, LoadFailure>();
  const names: Names = { ids: new Map(), anchors: new Map(), bases: new Map() };
  const refusalOf = linkGuard(options.policy);
  const waiting = [entry];
  for (let document = waiting.pop(); document; document = waiting.pop()) {
    noteNames(document, names);
    for (const ref of externalRefs(document.value)) {
      const target = refTarget(ref, document.path, options.policy);
      if (target.kind === 'refused' || documents.has(target.path) || failures.has(target.path)) continue;
      const refusal = target.kind === 'file' ? await refusalOf(target.path) : undefined;
      const next = refusal ?? (await bringIn(target.path, documents.size, options));
      if ('rule' in next) failures.set(target.path, next);
      else {
        documents.set(target.path, next);
        waiting.push(next);
      }
    }
  }
  return { entry, policy: options.policy, documents, failures, names, hints: { left: 100_000 } };
}

async function bringIn(path: string, count: number, options: LoadOptions): Promise<SourceDocument | LoadFailure> {
  if (count >= mostFiles) {
    return { rule: 'missing-reference', message: `More than ${mostFiles} files are referred to; ${path} is not read.` };
  }
  try {
    const text = isUrl(path) ? await options.fetchText?.(path) : await options.readFile(path);
    if (text === undefined) return { rule: 'missing-reference', message: `There is no file ${path}.` };
    return (options.readDocument ?? readDocument)(path, text);
  } catch (error) {
    if (error instanceof Problem || isUrl(path)) {
      const line = error instanceof Problem && error.place?.position ? ` (line ${error.place.position.line + 1})` : '';
      const message = `${path} cannot be read${line}: ${error instanceof Error ? error.message : String(error)}`;
      return { rule: isUrl(path) ? 'remote-reference' : 'missing-reference', message };
    }
    throw error;
  }
}

/** Everything that may name another file: `$ref`s, and discriminator mappings that look like one. */
export function externalRefs(root: Json): Set<string> {
  const refs = new Set<string>();
  const visit = (value: Json): void => {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      for (const element of value as readonly Json[]) visit(element);
      return;
    }
    for (const key of Object.keys(value)) {
      const inner = (value as { readonly [key: string]: Json })[key]!;
      if (key === '$ref' || key === '$dynamicRef') {
        if (typeof inner === 'string' && !inner.startsWith('#')) refs.add(inner);
      } else if (key === 'discriminator') {
        const mapping = member(inner, 'mapping');
        if (isObject(mapping)) {
          for (const target of Object.values(mapping)) {
            if (typeof target === 'string' && /^[^#].*[#/]|\.(?:ya?ml|json)$/i.test(target)) refs.add(target);
          }
        }
      }
      visit(inner);
    }
  };
  visit(root);
  return refs;
}

/** Notes what `$id`, `$self`, `$anchor` and `$dynamicAnchor` of a document name. */
export function noteNames(document: SourceDocument, names: Names): void {
  if (!/\$(?:id|self|anchor|dynamicAnchor)\b/.test(document.text)) return;
  const anchors = new Map<string, string[]>();
  const bases: { pointer: string; uri: string }[] = [];
  names.anchors.set(document.path, anchors);
  names.bases.set(document.path, bases);
  const visit = (value: Json, pointer: string, base: string | undefined): void => {
    if (Array.isArray(value)) {
      (value as readonly Json[]).forEach((element, index) => void visit(element, childPointer(pointer, index), base));
    }
    if (!isObject(value)) return;
    const id = member(value, '$id') ?? (pointer === '' ? member(value, '$self') : undefined);
    let inner = base;
    if (typeof id === 'string' && URL.canParse(id, base)) {
      const url = new URL(id, base);
      url.hash = '';
      inner = url.href;
      if (!names.ids.has(inner)) names.ids.set(inner, { document, pointer });
      bases.push({ pointer, uri: inner });
    }
    for (const keyword of ['$anchor', '$dynamicAnchor']) {
      const anchor = member(value, keyword);
      if (typeof anchor === 'string')
        anchors.set(anchor, [...(anchors.get(anchor) ?? []), pointer].slice(0, mostAnchors));
    }
    for (const key of Object.keys(value)) visit(value[key]!, childPointer(pointer, key), inner);
  };
  visit(document.value, '', isUrl(document.path) ? document.path : undefined);
}
