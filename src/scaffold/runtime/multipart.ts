/**
 * Multipart forms, cut into parts (RFC 7578, RFC 2046 section 5.1). Not the platform's parser: that one makes text of a part
 * that has no file name, whatever its bytes are, and does not know white space after a boundary.
 */
import { HttpError } from './http.js';

export interface FormPart {
  readonly name: string;
  readonly fileName: string | undefined;
  /** As the part's Content-Type has it. */
  readonly type: string | undefined;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What a form's Content-Type says stands between its parts. */
export function boundaryOf(header: string): string | undefined {
  const match = /;\s*boundary=(?:"([^"]+)"|([^\s;"]+))/i.exec(header);
  return match?.[1] ?? match?.[2];
}

/** Of a part's headers, and of parts: what is longer, or more, is an attack. */
const longestHead = 16_384;
const mostParts = 10_000;

/**
 * Undefined when the form is not well-formed or has no part. What stands before and after the parts is for nobody.
 * @throws HttpError 413 when it has more than 10,000
 */
export function splitForm(bytes: Uint8Array<ArrayBuffer>, boundary: string): FormPart[] | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  const begins = text.subarray(0, delimiter.length - 2).equals(delimiter.subarray(2));
  let found = begins ? -2 : text.indexOf(delimiter);
  if (found === -1) return undefined;
  const parts: FormPart[] = [];
  for (;;) {
    let at = found + delimiter.length;
    if (text.toString('latin1', at, at + 2) === '--') return parts.length > 0 ? parts : undefined;
    while (text[at] === 0x20 || text[at] === 0x09) at++;
    const head = text.indexOf('\r\n\r\n', at);
    if (parts.length === mostParts)
      throw new HttpError(413, 'PAYLOAD_TOO_LARGE', `The form has more than ${mostParts} parts.`);
    if (head < 0 || head - at > longestHead || text.toString('latin1', at, at + 2) !== '\r\n') return undefined;
    found = text.indexOf(delimiter, head + 4);
    if (found < 0) return undefined;
    const headers = headersOf(text.toString('utf8', at + 2, Math.max(at + 2, head)));
    const disposition = dispositionOf(headers.get('content-disposition') ?? '');
    if (disposition?.name === undefined) return undefined;
    const { name, fileName } = disposition;
    parts.push({ name, fileName, type: headers.get('content-type'), bytes: bytes.subarray(head + 4, found) });
  }
}

function headersOf(head: string): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of head.replace(/\r\n[ \t]+/g, ' ').split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return headers;
}

/** Undefined for what is no field of a form. */
function dispositionOf(header: string): { name: string | undefined; fileName: string | undefined } | undefined {
  if (!/^form-data(?=[\s;]|$)/i.test(header)) return undefined;
  const parameters = new Map<string, string>();
  for (const [, name, quoted, token] of header.matchAll(/;\s*([\w*.-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))/g)) {
    const value = quoted === undefined ? token! : unquoted(quoted);
    if (!parameters.has(name!.toLowerCase())) parameters.set(name!.toLowerCase(), value);
  }
  return { name: parameters.get('name'), fileName: extended(parameters) ?? parameters.get('filename') };
}

/** curl escapes quotes and backslashes with backslashes; browsers write `%22`, and leave backslashes alone. */
function unquoted(text: string): string {
  return text
    .replace(/\\(["\\])/g, '$1')
    .replace(/%(22|0[AaDd])/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** `filename*=utf-8''na%C3%AFve.txt` (RFC 5987): it has no place in a form, and is sent nevertheless. */
function extended(parameters: ReadonlyMap<string, string>): string | undefined {
  const match = /^utf-8'[^']*'(.*)$/is.exec(parameters.get('filename*') ?? '');
  if (!match) return undefined;
  try {
    return decodeURIComponent(match[1]!);
  } catch {
    return undefined;
  }
}
