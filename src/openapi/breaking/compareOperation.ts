import type { Body, Operation, Response } from '../api.js';
import { operationName, quoted } from './apiChange.js';
import type { Direction } from './changeRules.js';
import { compareMedia, type Exchange } from './compareMedia.js';
import { compareHeaders, compareParameters } from './compareParameters.js';
import { compareSecurity } from './compareSecurity.js';
import type { Comparison, DirectChange } from './comparison.js';

/**
 * @param caller who sends the request: the client, or, of webhooks and callbacks, the server; then it is the response that the client
 * sends.
 */
export function compareOperation(
  comparison: Comparison,
  before: Operation,
  after: Operation,
  caller: 'client' | 'server',
): void {
  const note = (change: Omit<DirectChange, 'operation'>) => comparison.direct.push({ ...change, operation: after });
  if (before.id !== undefined && before.id !== after.id && caller === 'client') {
    const text =
      after.id === undefined
        ? `The operationId ${quoted(before.id)} was removed: generated clients call it by that name.`
        : `The operationId changed from ${quoted(before.id)} to ${quoted(after.id)}: generated clients call it by that name.`;
    const at = { path: after.at.path, pointer: `${after.at.pointer}/operationId` };
    note({ rule: 'operation-id-changed', text, about: before.id, at, was: before.at });
  }
  if (after.deprecated && !before.deprecated) {
    const at = { path: after.at.path, pointer: `${after.at.pointer}/deprecated` };
    note({
      rule: 'operation-deprecated',
      text: `${operationName(after)} is deprecated now.`,
      about: '',
      at,
      was: before.at,
    });
  }
  const [sent, answered]: [Direction, Direction] =
    caller === 'client' ? ['request', 'response'] : ['response', 'request'];
  const exchange = { comparison, before, after };
  compareParameters({ ...exchange, direction: sent });
  compareBodies({ ...exchange, direction: sent }, before.body, after.body);
  compareResponses({ ...exchange, direction: answered });
  if (caller === 'client') compareSecurity(comparison, before, after);
}

function compareBodies(exchange: Exchange, before: Body | undefined, after: Body | undefined): void {
  const { comparison, direction, after: operation } = exchange;
  const isSent = direction === 'request';
  const note = (change: Omit<DirectChange, 'operation' | 'about'>) =>
    comparison.direct.push({ ...change, operation, about: 'body' });
  if (!before && !after) return;
  if (!after) {
    note({
      rule: 'request-body-removed',
      text: 'The request body was removed.',
      at: operation.at,
      was: before!.at,
    });
    return;
  }
  if (!before) {
    const rule = after.required && isSent ? 'required-request-body-added' : 'request-body-added';
    const text = after.required
      ? 'There is a request body now, and it is required.'
      : 'There can be a request body now.';
    note({ rule, text, at: after.at });
    return;
  }
  const places = { at: { path: after.at.path, pointer: `${after.at.pointer}/required` }, was: before.at };
  if (after.required && !before.required) {
    const severity = isSent ? {} : ({ severity: 'info' } as const);
    note({ rule: 'request-body-became-required', ...severity, text: 'The request body is required now.', ...places });
  } else if (before.required && !after.required) {
    const severity = isSent ? {} : ({ severity: 'error' } as const);
    const text = 'The request body is not required any more.';
    note({ rule: 'request-body-became-optional', ...severity, text, ...places });
  }
  compareMedia(exchange, before.media, after.media, { what: 'the request body', at: after.at, was: before.at });
}

function compareResponses(exchange: Exchange): void {
  const { comparison, before, after } = exchange;
  const exact = new Map(after.responses.map(response => [response.status, response]));
  const used = new Set<string>();
  for (const old of before.responses) {
    const now = exact.get(old.status);
    const wider = now ? undefined : covering(after.responses, old.status);
    if (now) used.add(now.status);
    if (now) compareResponse(exchange, old, now);
    else if (wider) compareCovered(exchange, old, wider);
    else responseRemoved(exchange, old);
  }
  for (const now of after.responses) {
    if (used.has(now.status)) continue;
    const old = covering(before.responses, now.status);
    if (old) {
      compareCovered(exchange, old, now);
      continue;
    }
    const text =
      now.status === 'default' ? 'There can be a default response now.' : `There can be a response ${now.status} now.`;
    const about = `response ${now.status}`;
    comparison.direct.push({ rule: 'response-added', operation: after, text, about, at: now.at });
  }
}

/** `404` is a `4XX`, and both are `default`, which speaks of errors where there is a response for success. */
function covering(responses: readonly Response[], status: string): Response | undefined {
  if (status === 'default') return undefined;
  const range = responses.find(one => one.status === `${status[0]}XX`);
  const isError = /^[45]/.test(status);
  const saysSuccess = responses.some(one => /^[123]/.test(one.status));
  return range ?? (isError || !saysSuccess ? responses.find(one => one.status === 'default') : undefined);
}

/** A response that is told of by itself now, or no more: what both have is compared. */
function compareCovered(exchange: Exchange, before: Response, after: Response): void {
  const types = new Set(before.media.map(({ type }) => type));
  const shared = new Set(after.media.map(({ type }) => type).filter(type => types.has(type)));
  const kept = (media: Response['media']) => media.filter(({ type }) => shared.has(type));
  const place = { what: `the ${after.status} response`, at: after.at, was: before.at };
  compareMedia(exchange, kept(before.media), kept(after.media), place);
}

function responseRemoved({ comparison, after: operation }: Exchange, { status, at }: Response): void {
  // That a mistake is not told of any more breaks nobody who is ready for it.
  const isError = /^[45]/.test(status) || status === 'default';
  const pointer = `${operation.at.pointer}/responses`;
  comparison.direct.push({
    rule: 'response-removed',
    ...(isError && { severity: 'warning' }),
    operation,
    text: `The response ${status} was removed.`,
    about: `response ${status}`,
    at: { path: operation.at.path, pointer },
    was: at,
  });
}

function compareResponse(exchange: Exchange, before: Response, after: Response): void {
  const what = `the ${after.status} response`;
  compareHeaders(exchange, before, after);
  compareMedia(exchange, before.media, after.media, { what, at: after.at, was: before.at });
}
