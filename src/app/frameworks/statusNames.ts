/** Packages that give statuses names: http-status, http-status-codes, statuses. */
import { STATUS_CODES } from 'node:http';
import { numberOf } from '../handlers/reply.js';
import { native } from '../interpret/builtins.js';
import { type Host, literal, type Value } from '../interpret/value.js';

const byName = new Map<string, number>();
for (const [status, words] of Object.entries(STATUS_CODES)) {
  byName.set(
    (words ?? '')
      .toUpperCase()
      .replaceAll("'", '')
      .replace(/[^A-Z]+/g, '_'),
    Number(status),
  );
}
byName.set('REQUEST_TOO_LONG', 413);
byName.set('UNPROCESSABLE_ENTITY', 422);
byName.set('REQUEST_HEADER_FIELDS_TOO_LARGE', 431);
byName.set('MOVED_TEMPORARILY', 302);

/** Undefined: another package. */
export function statusPackage(name: string): Value | undefined {
  return /^(http-status|http-status-codes|http-status-codes-ts)$/.test(name)
    ? { kind: 'host', host: statuses }
    : undefined;
}

const statuses: Host = {
  name: 'statuses',
  get: key => {
    if (
      key === 'default' ||
      key === 'StatusCodes' ||
      key === 'ReasonPhrases' ||
      key === 'HttpStatus' ||
      key === 'status'
    ) {
      return { kind: 'host', host: statuses };
    }
    if (key === 'getReasonPhrase' || key === 'getStatusText') {
      return native(key, ([status]) => literal(STATUS_CODES[numberOf(status) ?? 0] ?? 'status'));
    }
    const words = /^\d{3}(_NAME|_MESSAGE)?$/.exec(key) ? STATUS_CODES[key.slice(0, 3)] : undefined;
    if (words !== undefined) return literal(words);
    const status = byName.get(key);
    return status === undefined ? undefined : literal(status);
  },
};
