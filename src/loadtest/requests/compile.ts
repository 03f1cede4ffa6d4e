/** A request as planned, made ready: what does not vary is done once, so that a million requests cost a million sends and no more. */
import { Problem } from '../../text/problem.js';
import type { RequestPlan, Variant } from '../plan.js';
import type { WireRequest } from '../transport/transport.js';
import { expectedTable } from './expected.js';
import { checkHeaderName, checkHeaderValue, checkMethod, headerOf, onTheWire } from './headers.js';
import { type Placed, placeInBody, placeInHeader, placeInPath } from './places.js';
import { hasTemplate, parseTemplate, type Template, variablesOf } from './template.js';

/** Gives the text of an expression for the request at hand. @throws Problem when a variable has no value. */
export type Evaluate = (expression: Exclude<Placed['parts'][number], string>) => string;

export interface CompiledVariant {
  /** Names of the variables that it needs. */
  readonly needs: readonly string[];
  /** Undefined: it is always `fixed`. */
  readonly build?: (evaluate: Evaluate) => WireRequest;
  readonly fixed?: WireRequest;
  /** Names of the cookies that are typed in a Cookie header: a jar does not add them again. */
  readonly typedCookies: readonly string[];
}

export interface CompiledRequest {
  readonly variants: readonly CompiledVariant[];
  /** Of all variants. */
  readonly needs: readonly string[];
  readonly expected: Uint8Array;
  readonly wants: { readonly headers: boolean; readonly body: boolean };
}

/** @throws Problem for headers, methods, templates and expectations that cannot be. */
export function compileRequest(request: RequestPlan, origin: string, keepsHeaders: boolean): CompiledRequest {
  checkMethod(request.method);
  if (request.variants.length === 0) throw new Problem(`The request ${request.name} has nothing to send.`);
  const variants = request.variants.map(variant => compileVariant(request.method, variant, origin));
  return {
    variants,
    needs: [...new Set(variants.flatMap(({ needs }) => needs))],
    expected: expectedTable(request.expect),
    wants: {
      headers: keepsHeaders || request.captures.some(({ from }) => from.kind === 'header'),
      body: request.captures.some(({ from }) => from.kind === 'json'),
    },
  };
}

function compileVariant(method: string, variant: Variant, origin: string): CompiledVariant {
  const path = parseTemplate(variant.path, 'the path');
  const headers = variant.headers.map(([name, value]) => {
    checkHeaderName(name);
    checkHeaderValue(name, value);
    return { name, value, template: parseTemplate(value, `the header ${name}`) };
  });
  const bodyText = typeof variant.body === 'string' && hasTemplate(variant.body) ? variant.body : undefined;
  const body = bodyText === undefined ? undefined : parseTemplate(bodyText, 'the body');
  const bytes = body || variant.body === undefined ? undefined : bytesOf(variant.body);
  const templates = [path, ...headers.map(({ template }) => template), ...(body ? [body] : [])];
  const common = {
    needs: [...new Set(templates.flatMap(variablesOf))],
    typedCookies: cookieNames(headerOf(variant.headers, 'cookie')),
  };
  checkTransferEncoding(variant);
  if (!templates.some(varies)) {
    const wire = frame(method, checkedPath(variant.path), variant.headers, bytes, origin);
    return { ...common, fixed: wire };
  }
  const placedPath = placeInPath(path);
  const placedHeaders = headers.map(({ name, template }) => ({ name, placed: placeInHeader(template) }));
  const placedBody = body && placeInBody(body, headerOf(variant.headers, 'content-type') ?? '');
  const build = (evaluate: Evaluate): WireRequest =>
    frame(
      method,
      checkedPath(fill(placedPath, evaluate)),
      placedHeaders.map(({ name, placed }) => [name, checkedHeader(name, fill(placed, evaluate))] as const),
      placedBody ? bytesOf(fill(placedBody, evaluate)) : bytes,
      origin,
    );
  return { ...common, build };
}

function varies({ parts }: Template): boolean {
  return parts.some(part => typeof part !== 'string');
}

function fill({ parts }: Placed, evaluate: Evaluate): string {
  let text = '';
  for (const part of parts) text += typeof part === 'string' ? part : evaluate(part);
  return text;
}

function bytesOf(body: string | Uint8Array): Uint8Array {
  return typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
}

/** RFC 9112 §3.2: no spaces, no control characters, ASCII. */
function checkedPath(path: string): string {
  if (path === '*' || /^\/[!-~]*$/.test(path)) return path;
  if (/^[!-~]+$/.test(path)) return `/${path}`;
  throw new Problem(`The path ${JSON.stringify(path)} cannot be sent: encode what is not ASCII, and spaces as %20.`);
}

function checkedHeader(name: string, value: string): string {
  checkHeaderValue(name, value);
  return value;
}

function checkTransferEncoding({ headers }: Variant): void {
  if (headerOf(headers, 'transfer-encoding') === undefined) return;
  throw new Problem(
    'Transfer-Encoding cannot be typed: bodies are sent whole, with their Content-Length. Leave it out.',
  );
}

function cookieNames(header: string | undefined): string[] {
  return header === undefined ? [] : header.split(';').map(pair => pair.split('=', 1)[0]!.trim());
}

/** Host first, as servers and proxies like it (RFC 9110 §7.2); Content-Length where there is a body or one is awaited. */
function frame(
  method: string,
  path: string,
  headers: Variant['headers'],
  body: Uint8Array | undefined,
  origin: string,
): WireRequest {
  const fields: string[] = [];
  let length = body ? String(body.length) : ['POST', 'PUT', 'PATCH'].includes(method) ? '0' : undefined;
  if (headerOf(headers, 'host') === undefined) fields.push('Host', new URL(origin).host);
  for (const [name, value] of headers) {
    if (name.toLowerCase() !== 'content-length') fields.push(name, onTheWire(value));
    else if (length !== undefined) {
      // A length that is not the body's would make the server take the next request for a part of this one.
      fields.push(name, length);
      length = undefined;
    }
  }
  if (length !== undefined) fields.push('Content-Length', length);
  return { method, path, headers: fields, ...(body && { body }) };
}
