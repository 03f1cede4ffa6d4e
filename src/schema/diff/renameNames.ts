/** Names with dots between them, as people type them and as statements write them. */
import { quoteName, truncateName } from '../print.js';
import type { RenamedKind } from './renames.js';

export interface TypedPart {
  /** Without quotes. */
  readonly text: string;
  readonly isQuoted: boolean;
}

export interface TypedName {
  readonly parts: readonly TypedPart[];
  /** Of a routine, with its brackets: `(integer, text)`. */
  readonly arguments?: string;
}

/** Reads the name that a text begins with, up to the end, or to a `=` outside of quotes and brackets. Undefined: it is none. */
export function readName(text: string, from = 0): { readonly name: TypedName; readonly end: number } | undefined {
  const parts: TypedPart[] = [];
  let at = from;
  for (;;) {
    while (/\s/.test(text.charAt(at))) at++;
    if (text.charAt(at) === '"') {
      const [whole = ''] = /^"(?:[^"]|"")+"\s*/.exec(text.slice(at)) ?? [];
      if (whole === '') return undefined;
      parts.push({ text: whole.trimEnd().slice(1, -1).replaceAll('""', '"'), isQuoted: true });
      at += whole.length;
    } else {
      const [word = ''] = /^[^".=()]+/.exec(text.slice(at)) ?? [];
      if (word.trim() === '') return undefined;
      parts.push({ text: word.trim(), isQuoted: false });
      at += word.length;
    }
    const next = text.charAt(at);
    if (next === '.') {
      at++;
      continue;
    }
    if (next === '' || next === '=') return { name: { parts }, end: at };
    const close = next === '(' ? closing(text, at) : -1;
    if (close < 0) return undefined;
    const rest = close + 1 + (/^\s*/.exec(text.slice(close + 1))?.[0].length ?? 0);
    if (rest < text.length && text.charAt(rest) !== '=') return undefined;
    return { name: { parts, arguments: text.slice(at, close + 1) }, end: rest };
  }
}

/** Index of the bracket that closes the one at an index; -1: nothing does. */
function closing(text: string, open: number): number {
  let depth = 0;
  let isQuoted = false;
  for (let at = open; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (char === '(') depth++;
    else if (char === ')' && --depth === 0) return at;
  }
  return -1;
}

/** An address that the product wrote, as names without quotes. */
export function readAddress(address: string): { readonly path: readonly string[]; readonly arguments: string } {
  const read = readName(address);
  return { path: read?.name.parts.map(({ text }) => text) ?? [address], arguments: read?.name.arguments ?? '' };
}

/** `public.users.email`, quoted where SQL wants it. */
export function addressOf(path: readonly string[], args = ''): string {
  return path.map(name => quoteName(name)).join('.') + args;
}

/** How a typed name fits one of the database: `folded` as SQL reads it, `exact` letter by letter, which is for names that nobody quoted. */
export function fitOf({ text, isQuoted }: TypedPart, name: string, isValue = false): 'folded' | 'exact' | undefined {
  const typed = truncateName(text);
  if (isQuoted || isValue) return typed === name ? 'folded' : undefined;
  if (typed.toLowerCase() === name) return 'folded';
  return typed === name ? 'exact' : undefined;
}

const words: Partial<Record<RenamedKind, string>> = {
  foreignTable: 'foreign table',
  materializedView: 'materialized view',
  enumValue: 'enum value',
  domainConstraint: 'constraint',
  enum: 'type',
  composite: 'type',
  range: 'type',
};

/** What people call a kind. */
export function kindWord(kind: RenamedKind): string {
  return words[kind] ?? kind;
}
