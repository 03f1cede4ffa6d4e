/** The status of what is thrown. */
import { alternatives, type Term, type Value } from '../interpret/value.js';
import { numberOf } from './reply.js';

/** http-errors, @hapi/boom, @fastify/sensible and their like name a status by what it means. */
const byName: Readonly<Record<string, number>> = {
  ...{ badRequest: 400, unauthorized: 401, paymentRequired: 402, forbidden: 403, notFound: 404, methodNotAllowed: 405 },
  ...{ notAcceptable: 406, requestTimeout: 408, clientTimeout: 408, conflict: 409, gone: 410, resourceGone: 410 },
  ...{ preconditionFailed: 412, payloadTooLarge: 413, entityTooLarge: 413, unsupportedMediaType: 415, teapot: 418 },
  ...{ unprocessableEntity: 422, badData: 422, locked: 423, tooManyRequests: 429, internalServerError: 500 },
  ...{
    internal: 500,
    badImplementation: 500,
    notImplemented: 501,
    badGateway: 502,
    serviceUnavailable: 503,
    gatewayTimeout: 504,
  },
};

/** Undefined: it is not known. */
export function statusOf(value: Value): number | undefined {
  for (const one of alternatives(value)) {
    const found = one.kind === 'members' ? statusOfMembers(one) : one.kind === 'term' ? statusOfTerm(one) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function statusOfMembers(value: Extract<Value, { kind: 'members' }>): number | undefined {
  for (const key of ['status', 'statusCode', 'httpStatus', 'httpCode', 'httpStatusCode', 'code']) {
    const number = numberOf(value.properties.get(key)?.value);
    if (number !== undefined && number >= 400 && number <= 599) return number;
  }
  const output = value.properties.get('output')?.value;
  return output?.kind === 'members' ? statusOfMembers(output) : undefined;
}

function statusOfTerm({ is }: Term): number | undefined {
  if (is.form !== 'call') return undefined;
  const name = is.callee.kind === 'term' ? lastName(is.callee) : undefined;
  const key = lowerFirst(name?.replace(/(Error|Exception)$/, '') ?? '');
  const named = Object.hasOwn(byName, key) ? byName[key] : undefined;
  if (named !== undefined) return named;
  const number = numberOf(is.args[0]);
  return number !== undefined && number >= 400 && number <= 599 ? number : undefined;
}

function lastName({ is }: Term): string | undefined {
  return is.form === 'member' ? is.name : undefined;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
