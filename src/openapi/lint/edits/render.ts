/** Values as text of JSON or YAML, in the manner of the file that they go into. */
import type { Json } from '../../json.js';
import { isObject } from '../../values.js';
import type { Manner } from './manner.js';

/** What follows the colon of a block mapping, or the dash of a list: ` text`, or lines that begin with a line end. */
function blockValue(value: Json, indent: string, manner: Manner): string {
  if (isObject(value) && Object.keys(value).length > 0) {
    return manner.eol + blockMembers(value, indent + manner.step, manner).join(manner.eol);
  }
  if (Array.isArray(value) && value.length > 0) {
    const inner = manner.indentedLists ? indent + manner.step : indent;
    return (value as readonly Json[]).map(one => manner.eol + blockElement(one, inner, manner)).join('');
  }
  return ` ${typeof value === 'string' ? plainOrQuoted(value, false, manner.quote) : flowValue(value, manner, true)}`;
}

/** The lines of an object's members, each with its indentation. */
export function blockMembers(members: { readonly [key: string]: Json }, indent: string, manner: Manner): string[] {
  return Object.entries(members).map(
    ([key, value]) => `${indent}${plainOrQuoted(key, false, manner.quote)}:${blockValue(value, indent, manner)}`,
  );
}

/** `- value`, with its indentation. */
export function blockElement(value: Json, indent: string, manner: Manner): string {
  if (!isObject(value) || Object.keys(value).length === 0) return `${indent}-${blockValue(value, indent, manner)}`;
  const lines = blockMembers(value, `${indent}  `, manner);
  return `${indent}- ${lines.join(manner.eol).slice(indent.length + 2)}`;
}

/** One line: JSON, or flow YAML. `padded`: `{ a: 1 }` instead of `{a: 1}`. */
export function flowValue(value: Json, manner: Manner, padded: boolean): string {
  const comma = `,${manner.gap}`;
  if (Array.isArray(value))
    return `[${(value as readonly Json[]).map(one => flowValue(one, manner, padded)).join(comma)}]`;
  if (isObject(value)) {
    const members = Object.entries(value).map(([key, inner]) => flowMember(key, inner, manner, padded));
    const pad = padded ? ' ' : '';
    return members.length === 0 ? '{}' : `{${pad}${members.join(comma)}${pad}}`;
  }
  if (typeof value !== 'string') return JSON.stringify(value);
  return manner.quoted ? JSON.stringify(value) : plainOrQuoted(value, true, manner.quote);
}

export function flowMember(key: string, value: Json, manner: Manner, padded: boolean): string {
  const name = manner.quoted ? JSON.stringify(key) : plainOrQuoted(key, true, manner.quote);
  return `${name}:${manner.gap}${flowValue(value, manner, padded)}`;
}

/** JSON over several lines, each but the first with its indentation. */
export function jsonLines(value: Json, indent: string, manner: Manner): string {
  return JSON.stringify(value, undefined, manner.step).replaceAll('\n', manner.eol + indent);
}

/** A YAML scalar that is read back as this text. */
export function plainOrQuoted(text: string, inFlow: boolean, quote: Manner['quote']): string {
  const isPlain =
    /^[A-Za-z_/$.](?:[\w\-/$.@+{}() ]*[\w\-/$.@+{})(])?$/.test(text) &&
    !(inFlow && /[{}]/.test(text)) &&
    !/^(?:true|false|null|yes|no|on|off|y|n|\.inf|\.nan|~|\.\d.*)$/i.test(text);
  return isPlain ? text : inQuotes(text, quote);
}

/** Single quotes where they are usual and nothing has to be escaped. */
function inQuotes(text: string, quote: Manner['quote']): string {
  const single = quote === "'" && /^[\u0020-\u007e\u00a0-\ud7ff]*$/.test(text) && !text.includes("'");
  return single ? `'${text}'` : JSON.stringify(text);
}
