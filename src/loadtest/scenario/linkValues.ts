/** Runtime expressions of links become variables of the flow, captured where their values first come by. */
import type { LinkValue, Operation, Parameter } from '../../openapi/api.js';
import type { Json } from '../../openapi/json.js';
import { pointerTokens } from '../../openapi/pointer.js';
import type { RuntimeExpression } from '../../openapi/runtimeExpression.js';
import { step } from '../../openapi/values.js';
import type { Capture } from '../plan.js';
import { escapeTemplate } from '../requests/template.js';
import { wordsOf } from './resources.js';
import { encode, scalarText } from './writeParameter.js';
import type { ParameterValue, RequestParts } from './writeRequest.js';

/** Names for what is captured: one for each place in an operation's answer. */
export interface CaptureNames {
  readonly byPlace: Map<string, Capture>;
  readonly taken: Set<string>;
}

export function createCaptureNames(): CaptureNames {
  return { byPlace: new Map(), taken: new Set() };
}

/** The capture of that place, the same one each time. @param wish the name, if nothing else has it. */
export function captureOf(
  names: CaptureNames,
  source: Operation,
  from: Capture['from'],
  wish = wishFor(source, from),
): Capture {
  const place = JSON.stringify([source.method, source.path, from]);
  const known = names.byPlace.get(place);
  if (known) return known;
  let variable = wish;
  for (let number = 2; names.taken.has(variable); number++) variable = `${wish}.${number}`;
  names.taken.add(variable);
  const capture: Capture = { variable, from };
  names.byPlace.set(place, capture);
  return capture;
}

function wishFor({ path }: Operation, from: Capture['from']): string {
  const last =
    from.kind === 'json'
      ? (pointerTokens(from.pointer).at(-1) ?? 'body')
      : from.kind === 'header'
        ? from.name
        : 'status';
  return wordsOf(path, last);
}

/** What a value is made of: literal text, JSON that is known, or a variable. */
type Piece =
  | { readonly text: string }
  | { readonly value: Json }
  | { readonly capture: Capture }
  /** `isPinned`: it is so in one of several requests only. */
  | { readonly template: string; readonly isPinned?: boolean };

export interface LinkSource {
  readonly operation: Operation;
  /** Its request, when something is taken from that; the same in each iteration. */
  readonly parts: () => RequestParts;
  /** Its address, a template. */
  readonly url: () => string;
  readonly names: CaptureNames;
}

export interface Taken {
  readonly captures: readonly Capture[];
  /** Some of it is known from the request of the source. */
  readonly isPinned: boolean;
}

/** For a parameter; undefined when the source sends no such thing. */
export function parameterValue(
  value: LinkValue,
  parameter: Pick<Parameter, 'in'>,
  source: LinkSource,
): (Taken & { readonly value: ParameterValue }) | undefined {
  if (value.kind === 'constant') return { value: { value: value.value }, captures: [], isPinned: false };
  const pieces = piecesOf(value, source, parameter.in === 'path');
  if (!pieces) return undefined;
  const [only] = pieces;
  if (pieces.length === 1 && only && 'value' in only) return { ...takenOf(pieces), value: { value: only.value } };
  const isEncoded = parameter.in === 'path' || parameter.in === 'query' || parameter.in === 'querystring';
  const literal = (text: string): string =>
    isEncoded ? encode(text) : escapeTemplate(text.replace(/[\0-\x1f\x7f]/g, ' '));
  return { ...takenOf(pieces), value: { template: pieces.map(piece => written(piece, literal)).join('') } };
}

/** For a JSON body: its text. @param isText whether a value that is captured is a string by its schema. */
export function jsonBody(
  value: LinkValue,
  source: LinkSource,
  isText: (pointer: string) => boolean,
): (Taken & { readonly body: string }) | undefined {
  if (value.kind === 'constant') {
    return { body: escapeTemplate(JSON.stringify(value.value)), captures: [], isPinned: false };
  }
  const pieces = piecesOf(value, source, false);
  if (!pieces) return undefined;
  const [only] = pieces;
  const taken = takenOf(pieces);
  if (pieces.length === 1 && only && 'value' in only)
    return { ...taken, body: escapeTemplate(JSON.stringify(only.value)) };
  if (pieces.length === 1 && only && 'capture' in only) {
    const { variable, from } = only.capture;
    if (from.kind === 'json' && !isText(from.pointer)) return { ...taken, body: `{{{${variable}}}}` };
  }
  const literal = (text: string): string => escapeTemplate(JSON.stringify(text).slice(1, -1));
  return { ...taken, body: `"${pieces.map(piece => written(piece, literal)).join('')}"` };
}

function takenOf(pieces: readonly Piece[]): Taken {
  return {
    captures: pieces.flatMap(piece => ('capture' in piece ? [piece.capture] : [])),
    isPinned: pieces.some(piece => 'value' in piece || ('template' in piece && piece.isPinned === true)),
  };
}

function written(piece: Piece, literal: (text: string) => string): string {
  if ('text' in piece) return literal(piece.text);
  if ('value' in piece) return literal(scalarText(piece.value));
  return 'template' in piece ? piece.template : `{{${piece.capture.variable}}}`;
}

/** Undefined: one of them is nothing that the source sends. @param isSegment the whole value goes into a segment of a path. */
function piecesOf(
  { parts }: Extract<LinkValue, { readonly kind: 'expression' }>,
  source: LinkSource,
  isSegment: boolean,
): Piece[] | undefined {
  const pieces = parts.map(part =>
    typeof part === 'string' ? { text: part } : pieceOf(part, source, isSegment && parts.length === 1),
  );
  return pieces.includes(undefined) ? undefined : (pieces as Piece[]);
}

function pieceOf(expression: RuntimeExpression, source: LinkSource, isSegment: boolean): Piece | undefined {
  const capture = (from: Capture['from']): Piece => ({ capture: captureOf(source.names, source.operation, from) });
  switch (expression.kind) {
    case 'url':
      return { template: source.url(), isPinned: true };
    case 'method':
      return { text: source.operation.method.toUpperCase() };
    case 'statusCode':
      return capture({ kind: 'status' });
    case 'body': {
      if (expression.of === 'response') return capture({ kind: 'json', pointer: expression.pointer });
      const value = lookUp(source.parts().body?.value, expression.pointer);
      return value === undefined ? undefined : { value };
    }
    default: {
      if (expression.of === 'response') {
        const { name } = expression;
        // An address is no id, but ends with one: `/users/7`.
        return capture({ kind: 'header', name, ...(isSegment && { lastSegment: true }) });
      }
      return source.parts().parameters.find(([parameter]) => isNamed(parameter, expression))?.[1];
    }
  }
}

function isNamed(
  { in: place, name }: Parameter,
  expression: { readonly kind: string; readonly name: string },
): boolean {
  if (place !== expression.kind) return false;
  return place === 'header' ? name.toLowerCase() === expression.name.toLowerCase() : name === expression.name;
}

function lookUp(document: Json | undefined, pointer: string): Json | undefined {
  return pointerTokens(pointer).reduce<Json | undefined>((value, token) => step(value, token), document);
}
