/**
 * What SQL files hold that is not SQL: psql's and drivers' variables and the marks of template engines. They are found here and
 * replaced by something of the same length that the parser takes, so that all offsets stay.
 */
import { isWordPart, isWordStart } from './tokens.js';

/** `value`: a parameter or a variable. `name`: part of a name or all of it. `blank`: a comment or a statement of a template engine. */
export interface Placeholder {
  readonly start: number;
  readonly end: number;
  readonly as: 'value' | 'name' | 'blank' | 'quoted';
}

/** What stands before a place: the last token, and whether it is within square brackets. */
export interface Before {
  readonly start: number;
  readonly end: number;
  readonly inBrackets: boolean;
}

/** Codes of the characters that a placeholder can begin with. */
export function mayBePlaceholder(code: number): boolean {
  return code < 128 && beginnings[code] === 1;
}
const beginnings = new Uint8Array(128);
for (const char of ':${<@?%=sSpP') beginnings[char.charCodeAt(0)] = 1;

/** The placeholder at an offset of code (no quotes, no comments); undefined when it is SQL. */
export function placeholderAt(text: string, at: number, before: Before): Placeholder | undefined {
  const next = text.charCodeAt(at + 1);
  switch (text.charCodeAt(at)) {
    case 58:
      return variableAt(text, at, before);
    case 36:
      return next === 123 ? closedBy(text, at, '}', before) : undefined;
    case 123:
      if (next === 123) return closedBy(text, at, '}}', before);
      if (next === 37) return blankUntil(text, at, '%}');
      if (next === 35) return blankUntil(text, at, '#}');
      return isWordStart(next) ? closedBy(text, at, '}', before) : undefined;
    case 60:
      if (next !== 37) return undefined;
      if (text.charCodeAt(at + 2) === 61) return closedBy(text, at, '%>', before);
      return isOperand(text, before) && !isTemplateCode(text, at + 2) ? undefined : blankUntil(text, at, '%>');
    case 64:
      return namedAt(text, at, before);
    case 63:
      return questionAt(text, at, before);
    case 37:
      return formatAt(text, at, before);
    case 61:
      // `=@name` and `=?` are one operator for the tokenizer.
      if (next === 64 && isWordStart(text.charCodeAt(at + 2)))
        return namedAt(text, at + 1, { ...before, start: at, end: at + 1 });
      if (next === 63 && !isOperatorPart(text.charCodeAt(at + 2))) return { start: at + 1, end: at + 2, as: 'value' };
      return undefined;
    default:
      call.lastIndex = at;
      if (next !== 113 && next !== 103) return undefined;
      return call.test(text) ? { start: at, end: call.lastIndex, as: 'value' } : undefined;
  }
}

/** Functions that sqlc and pggen take for parameters. */
const call = /(?:sqlc\.(?:n?arg|slice)|pggen\.arg)\(\s*[\w'"]*\s*\)/iy;

/** `:name`, `:'name'`, `:"name"`. Not `::`, `:=`, slices `[1:n]` and keys of JSON objects. */
function variableAt(text: string, at: number, before: Before): Placeholder | undefined {
  const next = text.charCodeAt(at + 1);
  if (next === 58 || next === 61 || text.charCodeAt(at - 1) === 58) return undefined;
  const attached = before.end === at;
  if ((attached || before.inBrackets) && isOperand(text, before)) return undefined;
  if (next === 39 || next === 34) {
    quotedVariable.lastIndex = at + 1;
    const found = quotedVariable.exec(text);
    return found ? { start: at, end: at + 1 + found[0].length, as: 'quoted' } : undefined;
  }
  if (!isWordPart(next)) return undefined;
  if (before.inBrackets && !isWordStart(next)) return undefined;
  const end = wordPartsEnd(text, at + 1);
  return { start: at, end, as: roleOf(text, at, end, before) };
}

const quotedVariable = /'\w{1,63}'|"\w{1,63}"/y;

/** sqlc's and others' `@name`, and `@name@` of build tools. `@` before a blank, a bracket or a number is PostgreSQL's absolute value. */
function namedAt(text: string, at: number, before: Before): Placeholder | undefined {
  if (!isWordStart(text.charCodeAt(at + 1)) || (before.end === at && isOperand(text, before))) return undefined;
  const end = wordPartsEnd(text, at + 1);
  if (text.charCodeAt(end) === 64) return { start: at, end: end + 1, as: roleOf(text, at, end + 1, before) };
  return { start: at, end, as: roleOf(text, at, end, before) };
}

/** `?` and `?1` of drivers where a value is due; the operators of jsonb stand behind one. */
function questionAt(text: string, at: number, before: Before): Placeholder | undefined {
  if (isOperand(text, before)) return undefined;
  let end = at + 1;
  while (text.charCodeAt(end) >= 48 && text.charCodeAt(end) <= 57) end++;
  return { start: at, end, as: 'value' };
}

/** `%s` and `%(name)s` where a value is due. */
function formatAt(text: string, at: number, before: Before): Placeholder | undefined {
  if (isOperand(text, before)) return undefined;
  format.lastIndex = at;
  const found = format.exec(text);
  return found
    ? { start: at, end: at + found[0].length, as: roleOf(text, at, at + found[0].length, before) }
    : undefined;
}
const format = /%(?:\(\w+\))?[sdib](?!\w)/y;

/** Behind a value, `<%` may be pg_trgm's operator. */
function isTemplateCode(text: string, at: number): boolean {
  templateCode.lastIndex = at;
  return templateCode.test(text);
}
const templateCode =
  /[-_]?\s*(?:if|else|elsif|elseif|end|unless|for|foreach|while|do|case|when|begin|[{}#@]|[\w.@]+\.each)(?!\w)/y;

function closedBy(text: string, at: number, mark: string, before: Before): Placeholder | undefined {
  const end = markEnd(text, at, mark);
  return end === undefined ? undefined : { start: at, end, as: roleOf(text, at, end, before) };
}

function blankUntil(text: string, at: number, mark: string): Placeholder | undefined {
  const end = markEnd(text, at, mark);
  return end === undefined ? undefined : { start: at, end, as: 'blank' };
}

/** Further away, a mark belongs to something else. */
export const placeholderReach = 1000;

function markEnd(text: string, at: number, mark: string): number | undefined {
  const close = text.slice(at + 2, at + placeholderReach).indexOf(mark);
  return close < 0 ? undefined : at + 2 + close + mark.length;
}

function roleOf(text: string, start: number, end: number, before: Before): 'value' | 'name' {
  const glued = before.end === start && isWordPart(text.charCodeAt(start - 1));
  const next = text.charCodeAt(end);
  if (glued || next === 46 || isWordPart(next) || next === 123 || text.charCodeAt(start - 1) === 46) return 'name';
  return nameWords.has(text.slice(before.start, before.end).toLowerCase()) ? 'name' : 'value';
}

/** A value, a name or a closing bracket: what follows is an operator. */
function isOperand(text: string, { start, end }: Before): boolean {
  if (end <= start) return false;
  const code = text.charCodeAt(end - 1);
  if (code === 41 || code === 93 || code === 39 || code === 34) return true;
  if (code === 36) return end > start + 1;
  return isWordPart(code) && !valueWords.has(text.slice(start, end).toLowerCase()) && !isNameWord(text, start, end);
}

function isNameWord(text: string, start: number, end: number): boolean {
  return nameWords.has(text.slice(start, end).toLowerCase());
}

function isOperatorPart(code: number): boolean {
  return code < 128 && '+-*/<>=~!@#%^&|`?'.includes(String.fromCharCode(code));
}

function wordPartsEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && isWordPart(text.charCodeAt(at))) at++;
  return at;
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));
/** A name comes next. */
const nameWords = words(
  'from join into update table schema view index to role user database extension exists only sequence type function procedure trigger policy references column constraint as concurrently truncate materialized domain owner publication subscription server tablespace language collate drop create alter rename',
);
/** A value comes next. */
const valueWords = words(
  'select where and or not in like ilike similar between values set limit offset then else when case on having by returning any all some is using interval default check with distinct escape fetch first next return call execute date time timestamp call filter over union except intersect array row for copy stdin password valid until increment start restart minvalue maxvalue cache',
);

/** A value of one character has no place for `$1`: this is a name that nobody uses; `parsers.ts` makes a parameter of it again. */
export const shortParameter = '¿';

/** How placeholders are filled in; the first way that parses is taken. */
export type Filling = 'asFound' | 'names' | 'numbers';

/** The text with every placeholder replaced at equal length; line breaks stay. `offset` is where `text` begins in the placeholders' text. */
export function fillPlaceholders(
  text: string,
  placeholders: readonly Placeholder[],
  offset: number,
  filling: Filling,
): string {
  let filled = '';
  let done = 0;
  for (const { start, end, as } of placeholders) {
    const written = text.slice(start - offset, end - offset);
    filled += text.slice(done, start - offset) + fill(written, as, filling);
    done = end - offset;
  }
  return filled + text.slice(done);
}

function fill(written: string, as: Placeholder['as'], filling: Filling): string {
  if (as === 'blank') return blanked(written);
  if (as === 'quoted') return `${written[1]}_${written.slice(2)}`;
  if (filling === 'numbers' && as === 'value') return `1${blanked(written.slice(1))}`;
  if (filling === 'names' || as === 'name') return named(written);
  return written.length === 1 ? shortParameter : `$1${blanked(written.slice(2))}`;
}

function blanked(text: string): string {
  return text.replace(/[^\r\n]/g, ' ');
}

/** Anything that no name can hold becomes an underscore; behind a line break there is nothing but blanks. */
function named(written: string): string {
  const stop = written.search(/[\r\n]/);
  const line = stop < 0 ? written : written.slice(0, stop);
  const name = line.replace(/[^A-Za-z0-9_\u0080-\ufefe]/g, '_');
  return stop < 0 ? name : name + blanked(written.slice(stop));
}
