/** Header fields of a request: checked where they are typed, and again where a variable ends up in one. */
import { Problem } from '../../text/problem.js';

/** RFC 9110 §5.6.2. */
const token = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/;
/** RFC 9110 §5.5: visible characters, spaces, tabs, and bytes above them. */
const controls = /[\0-\x08\n-\x1f\x7f]/;

/** @throws Problem for a name that no header can have. */
export function checkHeaderName(name: string): void {
  if (token.test(name)) return;
  throw new Problem(
    `${JSON.stringify(name)} cannot be the name of a header. Names are letters, digits and "-", like X-Request-Id.`,
  );
}

/** @throws Problem for line breaks and other control characters: they would end the header and begin another. */
export function checkHeaderValue(name: string, value: string): void {
  const found = controls.exec(value);
  if (!found) return;
  const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  throw new Problem(
    `The header ${name} holds a control character (U+${code}), which no header can carry. Take it out.`,
  );
}

/** Methods are tokens; RFC 9110 §9.1. @throws Problem */
export function checkMethod(method: string): void {
  if (token.test(method)) return;
  throw new Problem(`${JSON.stringify(method)} cannot be a method. Methods are like GET, POST or PROPFIND.`);
}

/** A header's text in the bytes of UTF-8, one character a byte, as it goes on the wire. */
export function onTheWire(value: string): string {
  return /^[\0-\x7f]*$/.test(value) ? value : Buffer.from(value, 'utf8').toString('latin1');
}

/** The value of the first header with that name, in a list of pairs. */
export function headerOf(headers: readonly (readonly [string, string])[], name: string): string | undefined {
  const lower = name.toLowerCase();
  return headers.find(([each]) => each.toLowerCase() === lower)?.[1];
}

/** All values of a header in a flat list `name, value, name, value…`. */
export function fieldValues(headers: readonly string[], name: string): string[] {
  const values: string[] = [];
  const lower = name.toLowerCase();
  for (let i = 0; i + 1 < headers.length; i += 2) {
    if (headers[i]!.length === lower.length && headers[i]!.toLowerCase() === lower) values.push(headers[i + 1]!);
  }
  return values;
}
