/** `format`, where it says something about the value; `contentEncoding` and `contentMediaType` are the same in later words. */
import type { Facet } from './facets.js';

/** Those that servers check, or that clients make a type of. All others are remarks. */
const checked: Readonly<Record<'string' | 'number', ReadonlySet<string>>> = {
  string: new Set([
    ...['date', 'date-time', 'time', 'duration', 'email', 'idn-email', 'hostname', 'idn-hostname', 'ipv4', 'ipv6'],
    ...['uri', 'uri-reference', 'iri', 'iri-reference', 'uri-template', 'uuid', 'json-pointer', 'regex'],
    ...['byte', 'binary', 'int64', 'decimal'],
  ]),
  number: new Set(['int32', 'int64', 'float', 'double']),
};

/** In order, each once. */
export function formatsOf({ kind, members, isInteger }: Facet): readonly string[] {
  if (kind !== 'string' && kind !== 'number') return [];
  const found = new Set<string>();
  for (const { format, contentEncoding, contentMediaType } of members) {
    if (format !== undefined && checked[kind].has(format)) found.add(format);
    if (kind !== 'string') continue;
    if (contentEncoding === 'base64') found.add('byte');
    else if (contentMediaType === 'application/octet-stream') found.add('binary');
  }
  // A number of 64 bits is what every number is.
  if (kind === 'number' && !isInteger) found.delete('double');
  return [...found].sort();
}

/** Each holds all values of the one before it. */
const wider: readonly (readonly string[])[] = [
  ['int32', 'int64'],
  ['float', 'double'],
];

/** Whether `wide` holds all that `narrow` does. */
export function holds(wide: string, narrow: string): boolean {
  return wider.some(order => order.includes(narrow) && order.indexOf(wide) > order.indexOf(narrow));
}
