/** Bodies of forms: `application/x-www-form-urlencoded` and `multipart/form-data` (RFC 7578). */
import { Problem } from '../../text/problem.js';
import { wellFormed } from './places.js';
import { createRandom, nextHex } from './random.js';
import { escapeTemplate, hasTemplate, mapTemplate } from './template.js';

export interface FilePart {
  readonly name: string;
  readonly fileName: string;
  /** `application/octet-stream` unless given. */
  readonly contentType?: string;
  readonly bytes: Uint8Array;
}

export interface TextPart {
  readonly name: string;
  readonly contentType?: string;
  /** May hold variables. */
  readonly text: string;
}

export type Part = FilePart | TextPart;

/** @param field `name=value`. @throws Problem without a name or a `=`. */
export function splitField(field: string): { readonly name: string; readonly value: string } {
  const equals = field.indexOf('=');
  if (equals > 0) return { name: field.slice(0, equals), value: field.slice(equals + 1) };
  throw new Problem(`${JSON.stringify(field.slice(0, 100))} is not a field of a form. Write name=value.`);
}

/** `a=1&b=x%20y`; variables stay. */
export function formBody(fields: readonly string[]): string {
  const encode = (text: string): string =>
    mapTemplate(text, 'the form', literal => encodeURIComponent(wellFormed(literal)));
  return fields
    .map(splitField)
    .map(({ name, value }) => `${encode(name)}=${encode(value)}`)
    .join('&');
}

/**
 * @param boundary the one of a typed Content-Type; else one is drawn by the seed that no part contains.
 * @returns text when variables may be filled in, else bytes.
 * @throws Problem for variables beside a file that is not text.
 */
export function multipartBody(
  parts: readonly Part[],
  seed: number,
  boundary?: string,
): { readonly boundary: string; readonly body: string | Uint8Array } {
  const contents = parts.map(part => ('bytes' in part ? Buffer.from(part.bytes) : Buffer.from(part.text, 'utf8')));
  const line = boundary ?? drawBoundary(contents, seed);
  const heads = parts.map(part => `--${line}\r\n${headOf(part)}\r\n\r\n`);
  const varies = parts.some(part => 'text' in part && hasTemplate(part.text));
  if (!varies) {
    const chunks = parts.flatMap((_, i) => [Buffer.from(heads[i]!, 'utf8'), contents[i]!, Buffer.from('\r\n')]);
    return { boundary: line, body: Buffer.concat([...chunks, Buffer.from(`--${line}--\r\n`)]) };
  }
  const texts = parts.map((part, i) => `${escapeTemplate(heads[i]!)}${textOf(part)}\r\n`);
  return { boundary: line, body: `${texts.join('')}--${line}--\r\n` };
}

/** Files are sent as they are, whatever braces they hold. */
function textOf(part: Part): string {
  if ('text' in part) return part.text;
  try {
    return escapeTemplate(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(part.bytes));
  } catch {
    throw new Problem(
      `The fields of this form hold variables, but ${part.fileName} is not text. Send the file without variables beside it.`,
    );
  }
}

function headOf(part: Part): string {
  const type = part.contentType ?? ('bytes' in part ? 'application/octet-stream' : undefined);
  if (type !== undefined && /[^\t -~]/.test(type)) {
    throw new Problem(`${JSON.stringify(type)} cannot be the content type of a part.`);
  }
  const file = 'bytes' in part ? `; filename="${quoted(part.fileName)}"` : '';
  const disposition = `Content-Disposition: form-data; name="${quoted(part.name)}"${file}`;
  return type === undefined ? disposition : `${disposition}\r\nContent-Type: ${type}`;
}

/** As browsers do it (https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data). */
function quoted(text: string): string {
  return text.replace(/["\r\n]/g, character => encodeURIComponent(character));
}

function drawBoundary(contents: readonly Buffer[], seed: number): string {
  const random = createRandom(seed, 2);
  for (;;) {
    const boundary = `----SeniorBackend${nextHex(random, 24)}`;
    if (!contents.some(content => content.includes(boundary))) return boundary;
  }
}
