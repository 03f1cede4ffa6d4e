/**
 * The one place that writes text from a spec into code. Whatever comes in, what comes out is one literal, one property
 * key, one comment or one identifier, and nothing else.
 */
import type { Json } from '../openapi/json.js';

// Format characters (Cf) can be invisible or turn the reading direction (CVE-2021-42574): never written as they are.
const unsafeInString = /[\\\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;
const plainString = /^[\x20-\x26\x28-\x5b\x5d-\x7e]*$/;
const plainKey = /^(?:[A-Za-z_$][\w$]*|0|[1-9]\d{0,8})$/;
/** One line of ASCII without `*` and `@`. */
const harmless = /^[\x20-\x29\x2b-\x3f\x41-\x7e]*$/;
const identifier = /^[$_\p{ID_Start}][$\p{ID_Continue}]*$/u;

/** A string literal in single quotes; in double quotes where that saves escapes. */
export function stringLiteral(text: string): string {
  if (plainString.test(text)) return `'${text}'`;
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let out = '';
  for (const character of text) {
    if (character === quote) out += `\\${quote}`;
    else if (unsafeInString.test(character)) out += escaped(character);
    else out += character;
  }
  return quote + out + quote;
}

function escaped(character: string): string {
  switch (character) {
    case '\\':
      return '\\\\';
    case '\n':
      return '\\n';
    case '\r':
      return '\\r';
    case '\t':
      return '\\t';
  }
  const code = character.codePointAt(0)!;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** A number literal. Throws on NaN and the infinities: they are no JSON. */
export function numberLiteral(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError('Only finite numbers can be written.');
  return Object.is(value, -0) ? '-0' : String(value);
}

/** A JSON value as an expression. */
export function jsonLiteral(value: Json): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return stringLiteral(value);
  if (typeof value === 'number') return numberLiteral(value);
  if (typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `[${value.map(jsonLiteral).join(', ')}]`;
  const entries = Object.entries(value as Record<string, Json>);
  return entries.length === 0
    ? '{}'
    : `{ ${entries.map(([key, one]) => `${objectKey(key)}: ${jsonLiteral(one)}`).join(', ')} }`;
}

/** A key in an object literal. `{ __proto__: x }` sets the prototype; `{ ['__proto__']: x }` is a property. */
export function objectKey(name: string): string {
  if (name === '__proto__') return "['__proto__']";
  return plainKey.test(name) ? name : stringLiteral(name);
}

const inherited = new Set(Object.getOwnPropertyNames(Object.prototype));

/**
 * `key: 'literal'` in what is to be a record of literals. For `constructor` and the like TypeScript thinks of what every
 * object has and takes the literal for any string, unless it is told.
 */
export function literalEntry(name: string, literal: string): string {
  return `${objectKey(name)}: ${literal}${inherited.has(name) ? ' as const' : ''}`;
}

/** A key in a type literal or an interface. */
export function typeKey(name: string): string {
  return plainKey.test(name) ? name : stringLiteral(name);
}

/** `.name` or `['name']`. */
export function memberAccess(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${stringLiteral(name)}]`;
}

/** A regular expression; `flags` is ours, never the spec's. */
export function regexSource(pattern: string, flags: 'u' | ''): string {
  return flags === '' ? `new RegExp(${stringLiteral(pattern)})` : `new RegExp(${stringLiteral(pattern)}, '${flags}')`;
}

/** True for a name that is an identifier by its characters; reserved words are the caller's concern. */
export function isIdentifier(name: string): boolean {
  return identifier.test(name);
}

/** Lines of text that can stand in a comment: nothing in them ends it, and no tool takes a line for a directive. */
function commentLines(text: string): string[] {
  if (harmless.test(text)) return text.trim() === '' ? [] : [text.trimEnd()];
  const lines = text.split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/).map(line =>
    line
      .replace(/\t/g, ' ')
      .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
      .replace(/\*(?=\/)/g, '*\\')
      .replace(/^(\s*)@/, '$1\\@')
      .trimEnd(),
  );
  const first = lines.findIndex(line => line !== '');
  return first < 0 ? [] : lines.slice(first, lines.findLastIndex(line => line !== '') + 1);
}

/**
 * A JSDoc comment, '' when there is nothing to say; ends with a line end. `tags` are `[tag, text]`; a tag's name is ours.
 */
export function docComment(text: string, tags: readonly (readonly [string, string])[], indent: string): string {
  const lines = commentLines(text);
  for (const [tag, value] of tags) {
    const rest = commentLines(value).map(line => line.trim());
    lines.push(`@${tag} ${rest.join(' ')}`.trimEnd());
  }
  if (lines.length === 0) return '';
  if (lines.length === 1 && indent.length + lines[0]!.length < 112) return `${indent}/** ${lines[0]!.trim()} */\n`;
  return `${indent}/**\n${lines.map(line => `${indent} *${line === '' ? '' : ` ${line}`}\n`).join('')}${indent} */\n`;
}

/** One `//` line without its line end. */
export function lineComment(text: string): string {
  return `// ${commentLines(text)
    .map(line => line.trim())
    .join(' ')}`;
}
