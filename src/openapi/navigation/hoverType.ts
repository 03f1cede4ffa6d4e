/** A schema's type in a few words. */
import type { Json } from '../json.js';
import { pointerTokens } from '../pointer.js';
import { isObject, member } from '../values.js';

const mostWords = 120;

/** `string`, `integer (int64)`, `Pet[]`, `"a" | "b"`; at most a line. */
export function typeWords(schema: Json, depth: number): string {
  const words = wordsOf(schema, depth);
  return words.length > mostWords ? `${words.slice(0, mostWords)}…` : words;
}

function wordsOf(schema: Json, depth: number): string {
  if (schema === true) return 'anything';
  if (schema === false) return 'nothing';
  if (!isObject(schema) || depth > 4) return '…';
  const ref = member(schema, '$ref');
  if (typeof ref === 'string') return nameOf(ref);
  if (Object.hasOwn(schema, 'const')) return JSON.stringify(schema['const']);
  for (const [key, sign] of [
    ['oneOf', ' | '],
    ['anyOf', ' | '],
    ['allOf', ' & '],
  ] as const) {
    const parts = member(schema, key);
    if (!Array.isArray(parts) || parts.length === 0) continue;
    return (parts as readonly Json[])
      .slice(0, 8)
      .map(part => wordsOf(part, depth + 1))
      .join(sign);
  }
  const type = member(schema, 'type');
  const values = member(schema, 'enum');
  if (Array.isArray(values) && values.length > 0) {
    const some = (values as readonly Json[]).slice(0, 8).map(value => JSON.stringify(value));
    return [...some, ...(values.length > 8 ? ['…'] : [])].join(' | ');
  }
  const types = Array.isArray(type) ? (type as readonly Json[]) : [type];
  const nullable = member(schema, 'nullable') === true ? ' | null' : '';
  return (
    types
      .slice(0, 8)
      .map(one => oneType(schema, one, depth))
      .join(' | ') + nullable
  );
}

function oneType(schema: Json, type: Json | undefined, depth: number): string {
  const items = member(schema, 'items');
  if (type === 'array' || (type === undefined && items !== undefined)) {
    const inner = items === undefined ? 'anything' : wordsOf(items, depth + 1);
    return / [|&] /.test(inner) ? `(${inner})[]` : `${inner}[]`;
  }
  if (type === undefined) return member(schema, 'properties') === undefined ? 'anything' : 'object';
  const format = member(schema, 'format');
  return typeof format === 'string' ? `${String(type)} (${format})` : String(type);
}

function nameOf(ref: string): string {
  const fragment = ref.slice(ref.indexOf('#') + 1);
  return pointerTokens(fragment).at(-1) || ref;
}

/** Inline code on one line. Text may hold backticks: the fence is longer than any run of them. */
export function code(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 || line === '' ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}
