/** From the text of paths, queries, headers, cookies and forms to values, as each parameter's style and type say. */
import type { ErrorDetail } from './http.js';
import { allows, itemsOf, objectOf, parseJson, type Tree, typed, type WireType } from './text.js';

/** https://spec.openapis.org/oas/v3.1.1.html#style-values */
export type WireStyle =
  | 'simple'
  | 'label'
  | 'matrix'
  | 'form'
  | 'spaceDelimited'
  | 'pipeDelimited'
  | 'tabDelimited'
  | 'deepObject'
  | 'cookie';

export interface WireParameter {
  readonly name: string;
  readonly type: WireType;
  /** Default: `form` in queries, forms and cookies, `simple` in paths and headers. */
  readonly style?: WireStyle;
  /** Default: true for `form`, `cookie` and `deepObject`. */
  readonly explode?: boolean;
  /** The value is a document: `content: application/json`. `items`: each item is one, or the whole list. */
  readonly json?: boolean | 'items';
  /** The value is the whole query string: `in: querystring` of OpenAPI 3.2. */
  readonly whole?: boolean;
  /** `?flag=` counts as absent: `allowEmptyValue`. */
  readonly emptyIsAbsent?: boolean;
  readonly default?: unknown;
}

/** Raw, undecoded text by name: several when a name is repeated. */
type Pairs = readonly { readonly name: string; readonly raw: string }[];

const mostComplaints = 100;

/** Collects what is wrong instead of stopping at the first. */
export class Decoder {
  readonly part: string;
  readonly details: ErrorDetail[];
  readonly escapes: 'form' | 'percent' | 'none';

  /** @param escapes `form`: percent-encoding, and a plus is a space; only queries and forms write spaces so. */
  constructor(part: string, details: ErrorDetail[], escapes: Decoder['escapes'] = 'percent') {
    this.part = part;
    this.details = details;
    this.escapes = escapes;
  }

  plain(raw: string, field: string): string {
    if (this.escapes === 'none') return raw;
    return this.percent(this.escapes === 'form' ? raw.replaceAll('+', ' ') : raw, field);
  }

  percent(text: string, field: string): string {
    // A request that is refused anyway is not decoded any further: each failure is an exception, which takes its time.
    if (!text.includes('%') || this.details.length >= mostComplaints) return text;
    try {
      return decodeURIComponent(text);
    } catch {
      this.complain(field, 'is not valid percent-encoding');
      return text;
    }
  }

  complain(field: string, message: string): void {
    if (this.details.length < mostComplaints)
      this.details.push({ field: field === '' ? this.part : `${this.part}.${field}`, message });
  }
}

/** The query's parameters; undeclared ones are ignored. `query` is raw, without the question mark. */
export function decodeQuery(
  query: string,
  parameters: readonly WireParameter[],
  details: ErrorDetail[],
  part = 'query',
): Record<string, unknown> {
  const decoder = new Decoder(part, details, 'form');
  const pairs = parsePairs(query, decoder);
  return collect(parameters, parameter => queryValue(query, pairs, parameter, parameters, decoder));
}

/** An urlencoded body: declared properties as their encoding says, others as text. */
export function decodeForm(
  text: string,
  fields: readonly WireParameter[],
  rest: WireType,
  details: ErrorDetail[],
): Record<string, unknown> {
  const declared = decodeQuery(text, fields, details, 'body');
  const others = new Map<string, Tree>();
  const known = new Set(fields.flatMap(field => fieldNames(field)));
  const decoder = new Decoder('body', details, 'form');
  for (const { name, raw } of parsePairs(text, decoder)) {
    const root = name.replace(/\[.*$/s, '');
    if (
      name !== '__proto__' &&
      !known.has(name) &&
      !fields.some(field => field.style === 'deepObject' && field.name === root)
    ) {
      others.set(name, append(others.get(name), decoder.plain(raw, name)));
    }
  }
  return { ...Object.fromEntries([...others].map(([name, value]) => [name, typed(value, rest)])), ...declared };
}

export function decodeCookies(
  header: string | undefined,
  parameters: readonly WireParameter[],
  details: ErrorDetail[],
): Record<string, unknown> {
  const decoder = new Decoder('cookies', details);
  // The `cookie` style of OpenAPI 3.2 has no percent-encoding at all.
  const raw = new Decoder('cookies', details, 'none');
  const pairs = parseCookies(header);
  return collect(parameters, parameter =>
    queryValue('', pairs, parameter, parameters, parameter.style === 'cookie' ? raw : decoder),
  );
}

export function parseCookies(header: string | undefined): Pairs {
  return (header ?? '').split(';').flatMap(part => {
    const equals = part.indexOf('=');
    if (equals < 0) return [];
    const raw = part.slice(equals + 1).trim();
    return [{ name: part.slice(0, equals).trim(), raw: raw.replace(/^"(.*)"$/s, '$1') }];
  });
}

export function collect(
  parameters: readonly WireParameter[],
  read: (parameter: WireParameter) => unknown,
): Record<string, unknown> {
  // fromEntries defines properties, so that a parameter called `__proto__` is one like any other.
  return Object.fromEntries(
    parameters.flatMap(parameter => {
      const given = read(parameter);
      const value = given === undefined ? structuredClone(parameter.default) : given;
      return value === undefined ? [] : [[parameter.name, value]];
    }),
  );
}

function queryValue(
  query: string,
  pairs: Pairs,
  parameter: WireParameter,
  all: readonly WireParameter[],
  decoder: Decoder,
): unknown {
  const { name, type } = parameter;
  if (parameter.whole) {
    if (query === '') return undefined;
    // A plus is a space in forms only.
    if (parameter.json) return parseDocument(decoder.percent(query, name), name, decoder);
    return typed(treeOfPairs(pairs, decoder), type);
  }
  if (parameter.style === 'deepObject') return deepObject(pairs, parameter, decoder);

  const object = objectOf(type);
  if (object && parameter.explode !== false && !parameter.json && !parameter.style?.endsWith('Delimited')) {
    return explodedObject(pairs, object, name, all, decoder);
  }
  const raws = pairs.filter(pair => pair.name === name).map(pair => pair.raw);
  if (raws.length === 0) return undefined;
  if (parameter.emptyIsAbsent && raws.every(raw => raw === '') && !allows(type, 'string')) return undefined;
  if (parameter.json === 'items')
    return wholeList(raws.map(raw => parseDocument(decoder.plain(raw, name), name, decoder)));
  if (parameter.json) return parseDocument(decoder.plain(raws.at(-1)!, name), name, decoder);

  const decode = (raw: string) => decoder.plain(raw, name);
  const items = itemsOf(type);
  if (!items && !object) return typed(raws.length === 1 ? decode(raws[0]!) : raws.map(decode), type);
  const exploded = parameter.explode ?? !parameter.style?.endsWith('Delimited');
  if (exploded) {
    // `array or string`: one value is the string, several are the array.
    if (raws.length === 1 && Array.isArray(type) && allows(type, 'string')) return typed(decode(raws[0]!), type);
    return typed(raws.map(decode), type);
  }
  const parts = raws.flatMap(raw => (raw === '' ? [] : raw.split(delimiter(parameter.style, items)))).map(decode);
  if (object) return typed(pairUp(parts), type);
  if (parts.length === 1 && Array.isArray(type) && allows(type, 'string')) return typed(parts[0]!, type);
  return typed(parts, type);
}

function delimiter(style: WireStyle | undefined, items: WireType | undefined): RegExp {
  if (style === 'spaceDelimited') return / |\+|%20/;
  if (style === 'pipeDelimited') return /\||%7[Cc]/;
  if (style === 'tabDelimited') return /\t|%09/;
  // An encoded comma is data (RFC 6570) — but never inside a number, and many clients encode the delimiter too.
  return items !== undefined && !allows(items, 'string') ? /,|%2[Cc]/ : /,/;
}

/** `form` with `explode`: the object's properties are parameters themselves. */
function explodedObject(
  pairs: Pairs,
  object: Extract<WireType, { properties: unknown }>,
  name: string,
  all: readonly WireParameter[],
  decoder: Decoder,
): unknown {
  const others = new Set(all.flatMap(parameter => (parameter.name === name ? [] : fieldNames(parameter))));
  const own = pairs.filter(
    pair => Object.hasOwn(object.properties, pair.name) || (object.rest !== undefined && !others.has(pair.name)),
  );
  return own.length === 0 ? undefined : typed(treeOfPairs(own, decoder), object);
}

function fieldNames(parameter: WireParameter): readonly string[] {
  const object = parameter.style === 'deepObject' || parameter.json ? undefined : objectOf(parameter.type);
  return object && parameter.explode !== false ? [parameter.name, ...Object.keys(object.properties)] : [parameter.name];
}

function treeOfPairs(pairs: Pairs, decoder: Decoder): Tree {
  const tree = new Map<string, Tree>();
  for (const { name, raw } of pairs) tree.set(name, append(tree.get(name), decoder.plain(raw, name)));
  return tree;
}

/** `filter[price][gte]=5`, `filter[tags][]=a`, `filter[tags][0]=a`. */
function deepObject(pairs: Pairs, parameter: WireParameter, decoder: Decoder): unknown {
  const root = new Map<string, Tree>();
  for (const { name, raw } of pairs) {
    if (!name.startsWith(`${parameter.name}[`)) continue;
    const rest = name.slice(parameter.name.length);
    const keys = [...rest.matchAll(/\[([^\][]*)\]/g)].map(match => match[1]!);
    if (keys.length > 8 || keys.map(key => `[${key}]`).join('') !== rest) {
      decoder.complain(name, 'is not a well-formed name');
      continue;
    }
    const list = keys.length > 1 && keys.at(-1) === '';
    if (list) keys.pop();
    let node = root;
    for (const key of keys.slice(0, -1)) {
      const next = node.get(key);
      const child = next instanceof Map ? next : new Map<string, Tree>();
      node.set(key, child);
      node = child;
    }
    const last = keys.at(-1)!;
    const value = decoder.plain(raw, name);
    const before = node.get(last);
    node.set(last, list && before === undefined ? [value] : append(before instanceof Map ? undefined : before, value));
  }
  return root.size === 0 ? undefined : typed(root, parameter.type);
}

/** `R,100,G,200` */
export function pairUp(parts: readonly string[]): Tree {
  const tree = new Map<string, Tree>();
  for (let index = 0; index < parts.length; index += 2) tree.set(parts[index]!, parts[index + 1] ?? '');
  return tree;
}

function append(before: Tree | undefined, value: string): Tree {
  if (before === undefined) return value;
  if (!Array.isArray(before)) return [before, value];
  // Not copied: a form may repeat a name a hundred thousand times.
  before.push(value);
  return before;
}

function parsePairs(query: string, decoder: Decoder): Pairs {
  if (query === '') return [];
  return query.split('&').flatMap(part => {
    if (part === '') return [];
    const equals = part.indexOf('=');
    const name = equals < 0 ? part : part.slice(0, equals);
    return [{ name: decoder.plain(name, ''), raw: equals < 0 ? '' : part.slice(equals + 1) }];
  });
}

/** What documents make of a list: each an item, or one that is the list itself. */
export function wholeList(documents: readonly unknown[]): unknown {
  return documents.length === 1 && Array.isArray(documents[0]) ? documents[0] : documents;
}

export function parseDocument(text: string, field: string, decoder: Decoder): unknown {
  try {
    return parseJson(text);
  } catch {
    decoder.complain(field, 'is not valid JSON');
    return undefined;
  }
}
