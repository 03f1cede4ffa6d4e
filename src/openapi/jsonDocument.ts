import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { Json } from './json.js';
import { duplicateKeys, jsonSpans, measureJson } from './jsonText.js';
import { deepestNesting, type Mistake, type Parsed, type Spans } from './parsed.js';
import { setMember } from './values.js';

type Fail = (message: string, offset?: number) => never;

/**
 * Reads JSON. Valid text goes through `JSON.parse`, and positions are found in the text when they are asked for.
 * Broken text is read by a tolerant parser when `tolerant`, else undefined is returned, so that YAML may try.
 */
export function readJson(text: string, tolerant: boolean, fail: Fail): Parsed | undefined {
  const { deepest, deepestAt, members } = measureJson(text);
  if (deepest > deepestNesting && (tolerant || isJson(text))) {
    fail(`This is nested ${deepest} levels deep; at most ${deepestNesting} are read.`, deepestAt);
  }
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return tolerant ? readBrokenJson(text, fail) : undefined;
  }
  // Comparing two counts is much cheaper than a set of keys for every object.
  const mistakes = countMembers(value) === members ? [] : duplicateKeys(text).map(duplicateKey);
  return { value, mistakes, spansOf: jsonSpans(text, mistakes.length > 0) };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function duplicateKey({ key, span }: { key: string; span: readonly [number, number] }): Mistake {
  const message = `The key ${JSON.stringify(key)} is there twice in the same object; the last one counts.`;
  return { rule: 'duplicate-key', severity: 'error', message, span };
}

function countMembers(value: Json): number {
  if (typeof value !== 'object' || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const element of value as readonly Json[]) count += countMembers(element);
    return count;
  }
  for (const key in value) count += 1 + countMembers((value as { [key: string]: Json })[key]!);
  return count;
}

const wordings: Record<string, string> = {
  InvalidSymbol: 'This word is not JSON: only true, false, null, numbers and "strings" are.',
  InvalidNumberFormat: 'This is not a JSON number.',
  PropertyNameExpected: 'A property name in double quotes is expected here.',
  ValueExpected: 'A value is expected here.',
  ColonExpected: 'A colon is expected here.',
  CommaExpected: 'A comma is expected here.',
  CloseBraceExpected: 'A closing brace is expected here.',
  CloseBracketExpected: 'A closing bracket is expected here.',
  EndOfFileExpected: 'The file should end here.',
  InvalidCommentToken: 'JSON has no comments.',
  UnexpectedEndOfComment: 'This comment does not end.',
  UnexpectedEndOfString: 'This string does not end on its line.',
  UnexpectedEndOfNumber: 'This number is not complete.',
  InvalidUnicode: 'This \\u escape is not complete.',
  InvalidEscapeCharacter: 'This escape is not known in JSON.',
  InvalidCharacter: 'This character must be escaped in a JSON string.',
};

function readBrokenJson(text: string, fail: Fail): Parsed {
  const errors: ParseError[] = [];
  const tree = parseTolerantly(text, errors, fail);
  // At one place the first message says it; the others follow from it.
  const first = errors.filter(({ offset }, index) => offset !== errors[index - 1]?.offset);
  const mistakes: Mistake[] = first.map(({ error, offset, length }) => ({
    rule: 'invalid-json',
    severity: 'error',
    message: wordings[printParseErrorCode(error)] ?? 'This is not JSON.',
    span: [offset, Math.min(text.length, offset + Math.max(1, length))],
  }));
  const value = tree ? treeValue(tree, mistakes) : null;
  return { value, mistakes, spansOf: tokens => (tree ? treeSpans(tree, tokens) : undefined) };
}

function parseTolerantly(text: string, errors: ParseError[], fail: Fail): Node | undefined {
  try {
    return parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  } catch (error) {
    // Broken quotes can hide brackets from the count.
    if (error instanceof RangeError) return fail(`This is nested too deep; at most ${deepestNesting} levels are read.`);
    throw error;
  }
}

function treeValue(node: Node, mistakes: Mistake[]): Json {
  if (node.type === 'array') return (node.children ?? []).map(child => treeValue(child, mistakes));
  if (node.type !== 'object') return (node.value ?? null) as Json;
  const object: Record<string, Json> = {};
  for (const property of node.children ?? []) {
    const [key, value] = property.children ?? [];
    if (!key) continue;
    const name = String(key.value);
    if (Object.hasOwn(object, name)) {
      mistakes.push(duplicateKey({ key: name, span: [key.offset, key.offset + key.length] }));
    }
    setMember(object, name, value ? treeValue(value, mistakes) : null);
  }
  return object;
}

function treeSpans(tree: Node, tokens: readonly string[]): Spans | undefined {
  let spans: Spans = { value: [tree.offset, tree.offset + tree.length] };
  let node: Node | undefined = tree;
  for (const token of tokens) {
    const children: readonly Node[] = node?.children ?? [];
    let key: Node | undefined;
    if (node?.type === 'array') {
      node = /^\d+$/.test(token) ? children[Number(token)] : undefined;
      if (!node) return undefined;
    } else {
      const property: Node | undefined = children.findLast(child => child.children?.[0]?.value === token);
      key = property?.children?.[0];
      if (!key) return undefined;
      node = property?.children?.[1];
    }
    const end = (key?.offset ?? 0) + (key?.length ?? 0);
    spans = {
      value: node ? [node.offset, node.offset + node.length] : [end, end],
      ...(key && { key: [key.offset, end] as const }),
    };
  }
  return spans;
}
