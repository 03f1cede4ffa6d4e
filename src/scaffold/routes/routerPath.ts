/** A path as each framework's router wants it, as source. */

import { regexSource, stringLiteral } from '../source.js';
import type { Segment } from './routeTable.js';

/** For Express 5 and @koa/router: a string where the path is plain, a regular expression on the raw path otherwise. */
export function expressPath(segments: readonly Segment[]): string {
  if (segments.every(isPlain)) return stringLiteral(plainPath(segments));
  const pattern = segments.map(segment => segmentPattern(segment, encodable, '[^/]')).join('/');
  return regexSource(`^/${pattern}$`, '');
}

/**
 * For find-my-way: what is not plain becomes a parameter with a regular expression, matched on the decoded segment. Paths that
 * differ in such expressions only are the same to it (`/{id}:start` and `/{id}:stop`): `twins`, how many of them came before,
 * is told by as many parameters that are always empty.
 */
export function fastifyPath(segments: readonly Segment[], twins: number): string {
  const names = parameterNames(segments);
  const last = segments.findLastIndex(segment => !isPlain(segment));
  const empty = Array.from({ length: twins }, (_, count) => `:_${count + 1}(^$)`).join('');
  const path = segments.map((segment, index) => {
    if (isPlain(segment)) return plainSegment(segment, names[index]!);
    return `:p${index + 1}(^${segmentPattern(segment, escaped, '[^]')}$)${index === last ? empty : ''}`;
  });
  return stringLiteral(`/${path.join('/')}`);
}

/** The same for paths that differ in regular expressions only. */
export function shapeOfPath(segments: readonly Segment[]): string {
  return segments.map(segment => (isPlain(segment) ? plainSegment(segment, '') : '()')).join('/');
}

/** A parameter before another one ends at the text between them: with one way to match, matching takes linear time. */
function segmentPattern({ parts }: Segment, write: (text: string) => string, any: string): string {
  return parts
    .map((part, index) => {
      if ('text' in part) return write(part.text);
      const next = parts[index + 1];
      const isLast = !parts.slice(index + 1).some(other => 'parameter' in other);
      if (isLast) return `${any}+?`;
      return next && 'text' in next ? `(?:(?!${write(next.text)})${any})+` : any;
    })
    .join('');
}

/** Only characters that mean nothing to any router, or one parameter. */
function isPlain({ parts }: Segment): boolean {
  return parts.length === 0 || (parts.length === 1 && (!('text' in parts[0]!) || /^[\w.~-]+$/.test(parts[0]!.text)));
}

function plainPath(segments: readonly Segment[]): string {
  const names = parameterNames(segments);
  return `/${segments.map((segment, index) => plainSegment(segment, names[index]!)).join('/')}`;
}

function plainSegment({ parts }: Segment, name: string): string {
  const part = parts[0];
  return part === undefined ? '' : 'text' in part ? part.text : `:${name}`;
}

/** Only for people and metrics: values are read from the raw path. So a name that a router might refuse is `p1`, … */
function parameterNames(segments: readonly Segment[]): readonly string[] {
  const taken = new Set(['__proto__', 'constructor', 'prototype']);
  return segments.map(({ parts }, index) => {
    const part = parts[0];
    const own = part && 'parameter' in part ? part.parameter : '';
    const name = /^[A-Za-z]\w*$/.test(own) && !taken.has(own) ? own : `p${index + 1}`;
    taken.add(name);
    return name;
  });
}

/** Matches the text in a raw path, where some characters are always percent-encoded and all may be. */
function encodable(text: string): string {
  return [...text]
    .map(character => {
      if (/[\w-]/.test(character)) return character;
      const bytes = [...new TextEncoder().encode(character)].map(byte => {
        const hex = byte.toString(16).padStart(2, '0');
        return `%${hex.replace(/[a-f]/g, digit => `[${digit}${digit.toUpperCase()}]`)}`;
      });
      if (!/[!-~]/.test(character)) return bytes.join('');
      return `(?:${character.replace(/[\\^$.*+?()[\]{}|]/, '\\$&')}|${bytes.join('')})`;
    })
    .join('');
}

/** Without any character that means something to a router or a regular expression. */
function escaped(text: string): string {
  return text.replace(/[^\w-]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
