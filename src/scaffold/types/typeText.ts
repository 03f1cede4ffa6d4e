/** TypeScript types as text: unions, intersections and literals that read well and bind right. */
import type { JsonType } from '../../openapi/api.js';
import type { Json } from '../../openapi/json.js';
import { jsonLiteral, typeKey } from '../source.js';

/** A type's text, and how loosely it binds: 0 can stand anywhere, 1 is an intersection, 2 a union. */
export interface TypeText {
  readonly text: string;
  readonly binding: 0 | 1 | 2;
  /** The members of a union. */
  readonly members?: readonly string[];
}

export const simple = (text: string): TypeText => ({ text, binding: 0 });
export const unknown = simple('unknown');
export const never = simple('never');
export const lineWidth = 120;

/** The members of an enum that the types allow too. */
export function allowed(values: readonly Json[], types: readonly JsonType[] | undefined): TypeText {
  return union(values.filter(value => isOfType(value, types)).map(literalType));
}

/** True when a value is of one of the types; 1.0 is an integer (JSON Schema 2020-12, validation 6.1.1). */
export function isOfType(value: Json, types: readonly JsonType[] | undefined): boolean {
  if (types === undefined) return true;
  if (value === null) return types.includes('null');
  if (Array.isArray(value)) return types.includes('array');
  if (typeof value === 'number') {
    return types.includes('number') || (types.includes('integer') && Number.isInteger(value));
  }
  return types.includes(typeof value as JsonType);
}

function literalType(value: Json): TypeText {
  if (value === null || typeof value !== 'object') {
    // Not every parser reads `-1[]`.
    return {
      text: jsonLiteral(value),
      binding: typeof value === 'number' && (value < 0 || Object.is(value, -0)) ? 1 : 0,
    };
  }
  if (Array.isArray(value)) return simple(`[${value.map(one => literalType(one).text).join(', ')}]`);
  const entries = Object.entries(value as Record<string, Json>);
  if (entries.length === 0) return simple('Record<string, never>');
  return simple(`{ ${entries.map(([key, one]) => `${typeKey(key)}: ${literalType(one).text}`).join('; ')} }`);
}

/** `head type`, with one line for each member of a union that is too long for one. */
export function laidOut(head: string, type: TypeText, indent: string): string {
  if (type.members === undefined || indent.length + head.length + type.text.length < lineWidth - 2) {
    return `${head} ${type.text}`;
  }
  return `${head}\n${type.members.map(member => `${indent}  | ${member}`).join('\n')}`;
}

export function union(members: readonly TypeText[]): TypeText {
  if (members.length === 1) return members[0]!;
  const texts = new Map<string, TypeText>();
  for (const member of members) {
    if (member === unknown) return unknown;
    if (member !== never) texts.set(member.text, member);
  }
  if (texts.size === 0) return never;
  if (texts.size === 1) return [...texts.values()][0]!;
  const all = [...texts.values()].flatMap(
    type => type.members ?? [type.binding === 1 && type.text.includes(' & ') ? `(${type.text})` : type.text],
  );
  const distinct = [...new Set(all)];
  return { text: distinct.join(' | '), binding: 2, members: distinct };
}

export function intersection(members: readonly TypeText[]): TypeText {
  if (members.length === 1) return members[0]!;
  const texts = new Map<string, TypeText>();
  for (const member of members) {
    if (member === never) return never;
    if (member !== unknown) texts.set(member.text, member);
  }
  if (texts.size === 0) return unknown;
  if (texts.size === 1) return [...texts.values()][0]!;
  const parts = [...texts.values()].map(({ text, binding }) => (binding === 2 ? `(${text})` : text));
  return { text: parts.join(' & '), binding: 1 };
}
