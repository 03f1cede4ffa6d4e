/** Values taken from an answer for the requests after it. */
import type { Json } from '../../openapi/json.js';
import { pointerTokens } from '../../openapi/pointer.js';
import { step } from '../../openapi/values.js';
import type { Capture } from '../plan.js';
import { fieldValues } from './headers.js';

export interface Answer {
  readonly status: number;
  readonly headers: readonly string[] | undefined;
  readonly body: Uint8Array | undefined;
}

/**
 * Calls `found` for each value; objects and lists come as JSON text.
 * @returns why one was not there; the first one found missing.
 */
export function capture(
  captures: readonly Capture[],
  answer: Answer,
  found: (variable: string, value: string | undefined) => void,
): string | undefined {
  let missing: string | undefined;
  let document: { readonly value: Json | undefined } | undefined;
  for (const { variable, from } of captures) {
    let value: string | undefined;
    let why = '';
    if (from.kind === 'status') value = String(answer.status);
    else if (from.kind === 'header') {
      value = fieldValues(answer.headers ?? [], from.name)[0];
      if (value !== undefined && from.lastSegment) value = lastSegment(value);
      why = `the answer has no header ${from.name}`;
    } else {
      document ??= { value: parseBody(answer.body) };
      value = textOf(lookUp(document.value, from.pointer));
      why =
        document.value === undefined
          ? 'the body of the answer is not JSON'
          : `nothing is at ${JSON.stringify(from.pointer)} in the answer`;
    }
    found(variable, value);
    if (value === undefined) missing ??= `{{${variable}}} was not captured: ${why}`;
  }
  return missing;
}

/** Of an address, absolute or not; a value without a slash is one by itself. */
function lastSegment(address: string): string | undefined {
  const path = address.replace(/[?#].*$/s, '').replace(/\/+$/, '');
  const last = path.slice(path.lastIndexOf('/') + 1);
  if (last === '') return undefined;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

function parseBody(body: Uint8Array | undefined): Json | undefined {
  if (!body || body.length === 0) return undefined;
  try {
    return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8')) as Json;
  } catch {
    return undefined;
  }
}

/** `''` is the whole document; own members only. */
function lookUp(document: Json | undefined, pointer: string): Json | undefined {
  let value = document;
  for (const token of pointerTokens(pointer)) {
    value = step(value, token);
    if (value === undefined) return undefined;
  }
  return value;
}

/** null counts as nothing: a token that is null is no token. */
function textOf(value: Json | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
