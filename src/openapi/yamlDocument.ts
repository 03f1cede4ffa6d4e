import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  parseDocument,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Json } from './json.js';
import { deepestNesting, type Mistake, type Parsed, type Span, type Spans } from './parsed.js';
import { readPlainYaml } from './plainYaml.js';
import { setMember } from './values.js';

type Fail = (message: string, offset?: number) => never;
type YamlNode = Scalar | YAMLMap | YAMLSeq | Alias;

/** Aliases may repeat this many values in all: far above real files, far below an alias bomb. */
const mostRepeated = 300_000;

interface Conversion {
  readonly mistakes: Mistake[];
  readonly fail: Fail;
  readonly anchors: Map<string, YamlNode>;
  /** What each alias repeats: the last node before it with that anchor. */
  readonly targets: Map<Alias, YamlNode>;
  /** Values of anchored nodes and how many values they hold; undefined while a node is being converted. */
  readonly anchored: Map<YamlNode, { value: Json; size: number } | undefined>;
  size: number;
  repeated: number;
}

/** Reads YAML 1.2 (core schema) with merge keys; what is broken is reported and the rest is kept. */
export function readYaml(text: string, fail: Fail): Parsed {
  return readPlainYaml(text) ?? readAnyYaml(text, fail);
}

/** The same by the tolerant parser alone, which knows all of YAML. */
export function readAnyYaml(text: string, fail: Fail): Parsed {
  const document = parse(text, fail);
  const mistakes: Mistake[] = document.errors.map(({ code, message, pos }) => ({
    rule: 'invalid-yaml',
    severity: 'error',
    message:
      code === 'MULTIPLE_DOCS' ? 'A second YAML document begins here; only the first is read.' : sentence(message),
    span: [pos[0], Math.min(text.length, Math.max(pos[0] + 1, pos[1]))],
  }));
  for (const { message, pos } of document.warnings) {
    mistakes.push({ rule: 'invalid-yaml', severity: 'warning', message: sentence(message), span: [pos[0], pos[1]] });
  }
  const conversion: Conversion = {
    mistakes,
    fail,
    anchors: new Map(),
    targets: new Map(),
    anchored: new Map(),
    size: 0,
    repeated: 0,
  };
  const root = document.contents as YamlNode | null;
  const value = root ? convert(conversion, root, 0) : null;
  const keyed = new WeakMap<YAMLMap, Map<string, Pair>>();
  return { value, mistakes, spansOf: tokens => spansOf(conversion, keyed, root, tokens) };
}

function parse(text: string, fail: Fail): Document {
  // The parser takes seconds to overflow on a hundred thousand brackets.
  const brackets = text.search(/[[{]{1000}/);
  if (brackets >= 0) fail(`This is nested too deep; at most ${deepestNesting} levels are read.`, brackets);
  try {
    // Duplicate keys are found below: the parser's own check takes quadratic time.
    return parseDocument(text, {
      version: '1.2',
      schema: 'core',
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'error',
    });
  } catch (error) {
    if (error instanceof RangeError) return fail(`This is nested too deep; at most ${deepestNesting} levels are read.`);
    throw error;
  }
}

function sentence(message: string): string {
  const first = message.split('\n')[0]!.trim();
  return /[.!?]$/.test(first) ? first : `${first}.`;
}

function convert(conversion: Conversion, node: YamlNode | null, depth: number): Json {
  if (!node) return null;
  if (depth > deepestNesting) {
    conversion.fail(`This is nested too deep; at most ${deepestNesting} levels are read.`, node.range?.[0]);
  }
  if (isAlias(node)) return convertAlias(conversion, node);
  const before = conversion.size;
  noteAnchor(conversion, node);
  conversion.size++;
  const value = isMap(node)
    ? convertMap(conversion, node, depth)
    : isSeq(node)
      ? node.items.map(item => convert(conversion, item as YamlNode | null, depth + 1))
      : scalarValue(conversion, node);
  if (node.anchor) conversion.anchored.set(node, { value, size: conversion.size - before });
  return value;
}

function noteAnchor(conversion: Conversion, node: YamlNode): void {
  if (isAlias(node) || !node.anchor) return;
  conversion.anchors.set(node.anchor, node);
  conversion.anchored.set(node, undefined);
}

function convertAlias(conversion: Conversion, alias: Alias): Json {
  const target = conversion.anchors.get(alias.source);
  if (target) conversion.targets.set(alias, target);
  const span: Span = [alias.range![0], alias.range![1]];
  const known = target && conversion.anchored.get(target);
  if (!known) {
    const why = target ? 'stands inside the node that it repeats' : 'has no anchor before it';
    const message = `The alias *${alias.source} ${why}; it is read as null.`;
    conversion.mistakes.push({ rule: 'invalid-yaml', severity: 'error', message, span });
    return null;
  }
  conversion.size += known.size;
  conversion.repeated += known.size;
  if (conversion.repeated > mostRepeated) {
    conversion.fail('The aliases in this file repeat more values than can be read. Replace them by $ref.', span[0]);
  }
  return known.value;
}

function convertMap(conversion: Conversion, map: YAMLMap, depth: number): Json {
  const object: Record<string, Json> = {};
  const merged: Json[] = [];
  for (const pair of map.items as Pair<YamlNode, YamlNode | null>[]) {
    const key = keyText(conversion, pair.key);
    if (key === undefined) {
      const message = 'Only scalars can be keys here; this entry is left out.';
      conversion.mistakes.push({ rule: 'invalid-yaml', severity: 'error', message, span: spanOf(pair.key) });
      continue;
    }
    const value = convert(conversion, pair.value, depth + 1);
    if (isMergeKey(pair.key)) {
      merged.push(...(Array.isArray(value) ? (value as readonly Json[]) : [value]));
      continue;
    }
    if (Object.hasOwn(object, key)) {
      const message = `The key ${JSON.stringify(key)} is there twice in the same object; the last one counts.`;
      conversion.mistakes.push({ rule: 'duplicate-key', severity: 'error', message, span: spanOf(pair.key) });
    }
    setMember(object, key, value);
  }
  return merged.length === 0 ? object : mergeInto(object, merged);
}

/** Own keys win over merged ones, earlier merges over later ones (https://yaml.org/type/merge.html). */
function mergeInto(own: Record<string, Json>, merged: readonly Json[]): Json {
  const object: Record<string, Json> = {};
  for (const source of [own, ...merged]) {
    if (typeof source !== 'object' || source === null || Array.isArray(source)) continue;
    for (const [key, value] of Object.entries(source)) if (!Object.hasOwn(object, key)) setMember(object, key, value);
  }
  return object;
}

function resolved(conversion: Conversion, node: YamlNode | null | undefined): YamlNode | null | undefined {
  return isAlias(node) ? (conversion.targets.get(node) ?? conversion.anchors.get(node.source)) : node;
}

function isMergeKey(key: YamlNode | null): boolean {
  return isScalar(key) && key.type === 'PLAIN' && key.source === '<<';
}

/** Keys are text as written: `200:` is '200', `1.0:` is '1.0', `null:` is 'null'. */
function keyText(conversion: Conversion, key: YamlNode | null): string | undefined {
  if (!key) return '';
  const node = resolved(conversion, key);
  if (!isScalar(node)) return undefined;
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value ?? ''));
}

function scalarValue(conversion: Conversion, node: Scalar): Json {
  const { value } = node;
  if (typeof value === 'number' && !Number.isFinite(value)) {
    const message = `${node.source ?? value} is not a JSON number; it is read as null.`;
    conversion.mistakes.push({ rule: 'invalid-yaml', severity: 'error', message, span: spanOf(node) });
    return null;
  }
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')
    return value;
  return node.source ?? String(value);
}

function spansOf(
  conversion: Conversion,
  keyed: WeakMap<YAMLMap, Map<string, Pair>>,
  root: YamlNode | null,
  tokens: readonly string[],
): Spans | undefined {
  let node: YamlNode | null | undefined = root;
  let spans: Spans = { value: spanOf(root) };
  for (const token of tokens) {
    node = resolved(conversion, node);
    if (isSeq(node)) {
      if (!/^\d+$/.test(token) || Number(token) >= node.items.length) return undefined;
      node = node.items[Number(token)] as YamlNode | null;
      spans = { value: spanOf(node) };
    } else if (isMap(node)) {
      const pair = findPair(conversion, keyed, node, token);
      if (!pair) return undefined;
      node = pair.value as YamlNode | null;
      const key = spanOf(pair.key as YamlNode | null);
      spans = { key, value: node ? spanOf(node) : [key[1], key[1]] };
    } else return undefined;
  }
  return spans;
}

function findPair(
  conversion: Conversion,
  keyed: WeakMap<YAMLMap, Map<string, Pair>>,
  map: YAMLMap,
  token: string,
): Pair | undefined {
  let pairs = keyed.get(map);
  if (!pairs) {
    pairs = new Map();
    keyed.set(map, pairs);
    const mergedPairs = new Map<string, Pair>();
    for (const pair of map.items as Pair<YamlNode, YamlNode | null>[]) {
      if (isMergeKey(pair.key)) {
        for (const source of mergeSources(conversion, pair.value)) {
          findPair(conversion, keyed, source, '');
          for (const [key, found] of keyed.get(source) ?? []) if (!mergedPairs.has(key)) mergedPairs.set(key, found);
        }
        continue;
      }
      const key = keyText(conversion, pair.key);
      if (key !== undefined) pairs.set(key, pair);
    }
    for (const [key, found] of mergedPairs) if (!pairs.has(key)) pairs.set(key, found);
  }
  return pairs.get(token);
}

function mergeSources(conversion: Conversion, value: YamlNode | null): YAMLMap[] {
  const node = resolved(conversion, value);
  if (isMap(node)) return [node];
  if (!isSeq(node)) return [];
  // One level, as mergeInto reads it: a list may hold an alias of itself.
  return node.items.map(item => resolved(conversion, item as YamlNode | null)).filter(item => isMap(item));
}

/** Block collections end with their last value; the parser's own ranges run on over blank lines and comments. */
function spanOf(node: YamlNode | null): Span {
  if (!node?.range) return [0, 0];
  return [node.range[0], endOf(node)];
}

function endOf(node: YamlNode): number {
  const [start, end] = node.range!;
  if (isMap(node) && !node.flow) {
    const last = node.items.at(-1) as Pair<YamlNode, YamlNode | null> | undefined;
    const lastNode = last?.value?.range && last.value.range[1] > last.value.range[0] ? last.value : last?.key;
    return lastNode?.range ? Math.max(start, endOf(lastNode)) : end;
  }
  if (isSeq(node) && !node.flow) {
    const last = node.items.at(-1) as YamlNode | null | undefined;
    return last?.range ? Math.max(start, endOf(last)) : end;
  }
  return end;
}
