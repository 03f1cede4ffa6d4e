/** What can be named where one types. */
import nodePath from 'node:path';
import type { Range } from '../../text/finding.js';
import type { SourceDocument } from '../document.js';
import { rangeOf } from '../lines.js';
import { isObject, step } from '../values.js';
import { type Form, formBelow, type Kind, kindOf, sections } from './forms.js';
import { typeWords } from './hoverType.js';
import { inserted } from './insertion.js';
import type { Mention } from './mentions.js';
import { apisOf, encodeToken } from './target.js';
import type { TypingPlace } from './typingPlace.js';
import type { World } from './world.js';

export interface Offer {
  readonly label: string;
  /** `schema`, `file`: what it is. */
  readonly kind: Kind | 'file';
  readonly detail: string;
  readonly insert: string;
  /** What is compared with what was typed. */
  readonly filter: string;
  readonly range: Range;
  readonly rank: number;
}

/** What is typed, and where; the text may be newer than the world's. */
export interface Typing {
  readonly path: string;
  readonly text: string;
  readonly positionAt: SourceDocument['positionAt'];
  readonly place: TypingPlace;
  /** Absolute paths of YAML and JSON files that may be referred to. */
  readonly files: readonly string[];
}

interface Candidate {
  readonly name: string;
  readonly kind: Offer['kind'];
  readonly detail: string;
  readonly rank: number;
}

const most = 3000;

export function offersAt(world: World, typing: Typing): readonly Offer[] {
  const { place, text } = typing;
  const own = world.loaded.documents.get(typing.path);
  const candidates = own ? candidatesFor(world, own, typing) : [];
  const range = rangeOf(typing.positionAt, place.inner);
  return candidates.slice(0, most).map(({ name, kind, detail, rank }) => {
    const isScheme = kind === 'securityScheme' && formAt(world, own!, place) === 'requirement';
    const after = isScheme && place.style === 'plain' && place.on === 'value' ? ': []' : '';
    const insert = inserted(text, place, name) + after;
    return { label: name, kind, detail, insert, filter: name, range, rank };
  });
}

/** The form of what is typed; behind `$ref` the form of what it stands for. */
export function formAt(world: World, own: SourceDocument, { tokens, lists }: TypingPlace): Form {
  const isRef = tokens.at(-1) === '$ref';
  const path = isRef ? tokens.slice(0, -1) : tokens;
  const root = isObject(own.value) ? world.forms.get(own.value) : undefined;
  const form = formBelow(root ?? 'unknown', path, index => lists.has(index));
  if (form !== 'unknown') return form;
  // A part of an API: the references that lead to it say what it is.
  let value: unknown = own.value;
  let known: Form = form;
  path.forEach((token, index) => {
    value = step(value as Parameters<typeof step>[0], token);
    const noted = typeof value === 'object' && value !== null ? world.forms.get(value) : undefined;
    if (noted && noted !== 'unknown') known = formBelow(noted, path.slice(index + 1), at => lists.has(at + index + 1));
  });
  return known;
}

function candidatesFor(world: World, own: SourceDocument, typing: Typing): readonly Candidate[] {
  const { place } = typing;
  const form = formAt(world, own, place);
  if (place.on === 'key') return form === 'requirement' ? schemes(world, own) : [];
  if (place.tokens.at(-1) === '$ref') return references(world, own, form, typing);
  switch (form) {
    case 'requirement':
      return schemes(world, own);
    case 'tagName':
      return named(world, own, ['declaredTag', 'tag'], 'tag');
    case 'operationName':
      return named(world, own, ['declaredOperation'], 'operation');
    case 'operationRef':
      return operations(world, own);
    case 'mappingTarget':
      return [...schemaNames(world, own), ...references(world, own, 'schema', typing)];
    default:
      return [];
  }
}

function schemes(world: World, own: SourceDocument): Candidate[] {
  return apisOf(world, own).flatMap(api => componentsIn(api, 'securityScheme').map(one => ({ ...one, rank: 0 })));
}

function schemaNames(world: World, own: SourceDocument): Candidate[] {
  const all = new Set([own, ...apisOf(world, own)]);
  return [...all].flatMap(document => componentsIn(document, 'schema').map(one => ({ ...one, rank: 0 })));
}

function named(world: World, own: SourceDocument, whats: readonly Mention['what'][], kind: Kind): Candidate[] {
  const apis = apisOf(world, own);
  const found = new Map<string, Candidate>();
  for (const what of whats) {
    for (const mention of world.mentions) {
      if (mention.what !== what || found.has(mention.text) || mention.text === '') continue;
      if (!apisOf(world, mention.document).some(api => apis.includes(api))) continue;
      const detail = kind === 'operation' ? mention.tokens.slice(-3, -1).reverse().join(' ') : '';
      found.set(mention.text, { name: mention.text, kind, detail: detail.trim(), rank: whats.indexOf(what) });
    }
  }
  return [...found.values()];
}

function operations(world: World, own: SourceDocument): Candidate[] {
  return (world.mentionsIn.get(own.path) ?? [])
    .filter(({ what }) => what === 'declaredOperation')
    .map(({ tokens, text }) => {
      const pointer = tokens.slice(0, -1).map(encodeToken).join('/');
      return { name: `#/${pointer}`, kind: 'operation' as const, detail: text, rank: 0 };
    });
}

interface Component extends Omit<Candidate, 'rank'> {
  readonly tokens: readonly string[];
}

function componentsIn(document: SourceDocument, kind: Kind): Component[] {
  const kinds = kind === 'unknown' ? (Object.keys(sections) as Kind[]) : [kind];
  return kinds.flatMap(one =>
    (sections[one] ?? []).flatMap(section => {
      let value: Parameters<typeof step>[0] = document.value;
      for (const token of section) value = step(value, token);
      if (!isObject(value)) return [];
      const entries = value;
      return Object.keys(entries).map(name => {
        const detail = one === 'schema' ? typeWords(entries[name]!, 0) : one;
        return { name, kind: one, detail, tokens: [...section, name] };
      });
    }),
  );
}

/** Components of this file, then of others, then files. */
function references(world: World, own: SourceDocument, form: Form, typing: Typing): Candidate[] {
  const kind = kindOf(form);
  const found: Candidate[] = [];
  const whole = form.endsWith('*');
  for (const document of world.loaded.documents.values()) {
    const isOwn = document === own;
    const resource = isOwn ? '' : relative(own.path, document.path);
    const rank = isOwn ? 0 : 1;
    if (!whole) {
      for (const { tokens, ...one } of [...componentsIn(document, kind), ...partsOf(world, document, kind)]) {
        const name = `${resource}#/${tokens.map(encodeToken).join('/')}`;
        found.push({ ...one, name, rank });
      }
    }
    if (!isOwn && !world.apis.includes(document)) found.push({ name: resource, kind: 'file', detail: '', rank: 2 });
  }
  const known = new Set([...found.map(({ name }) => name), ...world.apis.map(({ path }) => relative(own.path, path))]);
  for (const file of typing.files) {
    const name = relative(own.path, file);
    if (file !== own.path && !known.has(name)) found.push({ name, kind: 'file', detail: '', rank: 3 });
  }
  return found;
}

/** Entries of a file that is a part of an API, where they may be what is wanted. */
function partsOf(world: World, document: SourceDocument, kind: Kind): Component[] {
  if (world.apis.includes(document) || !isObject(document.value)) return [];
  const root = world.forms.get(document.value);
  if (root && root !== 'unknown' && !root.endsWith('*')) return [];
  return Object.entries(document.value).flatMap(([name, value]) => {
    if (!isObject(value)) return [];
    const form = world.forms.get(value) ?? 'unknown';
    const own = kindOf(form);
    if (form.endsWith('*') || own === 'components' || (own !== kind && own !== 'unknown' && kind !== 'unknown'))
      return [];
    return [{ name, kind: own === 'unknown' ? kind : own, detail: '', tokens: [name] }];
  });
}

/** `./shared/pet.yaml`, as a URI reference. */
function relative(from: string, to: string): string {
  const path = nodePath.relative(nodePath.dirname(from), to).split(nodePath.sep).join('/');
  const encoded = encodeURI(path).replace(/[#?]/g, char => (char === '#' ? '%23' : '%3F'));
  return encoded.startsWith('../') ? encoded : `./${encoded}`;
}
