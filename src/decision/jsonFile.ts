/** JSON that people write by hand: read, checked, and refused with the line of what is wrong. */
import { findNodeAtLocation, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import * as z from 'zod/mini';
import type { Position } from '../text/finding.js';
import { Problem } from '../text/problem.js';

const most = 1_000_000;

/**
 * @param path absolute: for messages
 * @param what begins sentences: `A profile`
 * @throws Problem with the line: no JSON, a key that is unknown or said twice, a value that the schema does not allow
 */
export function readJsonFile<T extends z.ZodMiniType>(
  path: string,
  text: string,
  schema: T,
  what: string,
): z.output<T> {
  if (text.length > most) throw new Problem(`This file is larger than a megabyte. ${what} is a page long.`, { path });
  const json = text.replace(/^\uFEFF/, '');
  const at = (offset: number) => ({ path, position: positionOf(json, offset) });
  if (json.trim() === '') throw new Problem(`This file is empty. ${what} is a JSON object.`, { path });
  const errors: ParseError[] = [];
  const tree = parseTree(json, errors, { disallowComments: true });
  const broken = errors[0];
  if (broken || !tree) {
    const why = broken ? ` (${printParseErrorCode(broken.error)})` : '';
    throw new Problem(`This is not JSON${why}.`, at(broken?.offset ?? 0));
  }
  const twice = keyTwice(tree);
  if (twice) throw new Problem(`${JSON.stringify(twice.value)} is said twice.`, at(twice.offset));
  const value: unknown = JSON.parse(json);
  const parsed = z.safeParse(schema, value);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  // A misspelt key is also one that is missing: the misspelt one has a line.
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]!;
  const where = [...issue.path, ...(issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [])] as string[];
  throw new Problem(wordsOf(issue, value, schema, what), at(nearestNode(tree, where).offset));
}

function keyTwice(node: Node): Node | undefined {
  const seen = new Set<unknown>();
  for (const child of node.children ?? []) {
    const key = node.type === 'object' ? child.children?.[0] : undefined;
    if (key && seen.has(key.value)) return key;
    seen.add(key?.value);
    const below = keyTwice(child);
    if (below) return below;
  }
  return undefined;
}

/** The node at a path, or the last one on the way to it; for members their key. */
function nearestNode(tree: Node, path: readonly (string | number)[]): Node {
  for (let length = path.length; length > 0; length--) {
    const found = findNodeAtLocation(tree, path.slice(0, length));
    if (found) return found.parent?.type === 'property' ? found.parent : found;
  }
  return tree;
}

/** What zod found, as a sentence. Unions are told by what their description or their parts expect. */
function wordsOf(issue: z.core.$ZodIssue, value: unknown, schema: z.ZodMiniType, what: string): string {
  const name = issue.path.map(String).join('.');
  const given = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], value);
  const subject = name === '' ? what : JSON.stringify(name);
  const not = given === undefined ? '' : `, not ${shown(given)}`;
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = keysAt(schema, issue.path).filter(key => key !== '$schema');
      return `${JSON.stringify(issue.keys[0])} is not known here. There are: ${known.join(', ')}.`;
    }
    case 'invalid_type':
      if (given === undefined && name !== '') return `${subject} is missing.`;
      return `${subject} is ${kinds[issue.expected] ?? issue.expected}${not}.`;
    case 'invalid_value':
      return `${subject} is one of ${issue.values.map(each => JSON.stringify(each)).join(', ')}${not}.`;
    case 'too_small': {
      if (issue.origin !== 'number' && issue.origin !== 'int') return `${subject} is empty.`;
      return `${subject} is ${issue.inclusive ? 'at least' : 'more than'} ${String(issue.minimum)}${not}.`;
    }
    case 'too_big': {
      const unit = issue.origin === 'string' ? ' characters long' : issue.origin === 'array' ? ' entries long' : '';
      const bound = issue.inclusive || unit ? 'at most' : 'less than';
      return `${subject} is ${bound} ${String(issue.maximum)}${unit}${unit ? '' : not}.`;
    }
    case 'invalid_union': {
      const first = issue.errors[0]?.[0];
      return first ? wordsOf({ ...first, path: [...issue.path, ...first.path] }, value, schema, what) : issue.message;
    }
    case 'custom':
      return `${subject}: ${issue.message}`;
    default:
      return `${subject} cannot be ${shown(given)}.${issue.message === 'Invalid input' ? '' : ` ${issue.message}`}`;
  }
}

const kinds: Readonly<Record<string, string>> = {
  object: 'an object: { … }',
  array: 'a list: [ … ]',
  string: 'a text in quotes',
  number: 'a number (without quotes)',
  int: 'a whole number (without quotes)',
  boolean: 'true or false',
};

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
}

function keysAt(schema: z.ZodMiniType, path: readonly PropertyKey[]): readonly string[] {
  let at: JsonSchema | undefined = z.toJSONSchema(schema, { io: 'input' }) as JsonSchema;
  for (const key of path) {
    at = typeof key === 'number' ? at?.items : at?.properties?.[String(key)];
    at = at?.anyOf?.find(({ properties }) => properties) ?? at;
  }
  return Object.keys(at?.properties ?? {});
}

function positionOf(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length - 1, character: offset - (before.lastIndexOf('\n') + 1) };
}
