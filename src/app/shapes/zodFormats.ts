/** Zod's packages and formats: https://zod.dev/api */
import type { Schema } from './schema.js';

export const zodPackages = new Set([
  ...['zod', 'zod/v4', 'zod/v3', 'zod/mini', 'zod/v4-mini', 'zod/v4/core', '@hono/zod-openapi', '@zod/mini'],
]);

/** Formats by the name of the function or method. */
export const zodFormats: Readonly<Record<string, Schema>> = {
  ...{
    email: { format: 'email' },
    url: { format: 'uri' },
    httpUrl: { format: 'uri' },
    uuid: { format: 'uuid' },
    guid: { format: 'uuid' },
  },
  ...{
    uuidv4: { format: 'uuid' },
    uuidv6: { format: 'uuid' },
    uuidv7: { format: 'uuid' },
    datetime: { format: 'date-time' },
  },
  ...{
    // JSON Schema's times have a zone.
    time: { pattern: '^([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d(\\.\\d+)?)?$' },
    date: { format: 'date' },
    duration: { format: 'duration' },
    ipv4: { format: 'ipv4' },
    ipv6: { format: 'ipv6' },
    ip: {},
  },
  ...{
    hostname: { format: 'hostname' },
    base64: { contentEncoding: 'base64' },
    base64url: { contentEncoding: 'base64url' },
  },
  ...{
    cuid: {},
    cuid2: {},
    ulid: {},
    nanoid: {},
    xid: {},
    ksuid: {},
    emoji: {},
    jwt: {},
    cidr: {},
    cidrv4: {},
    cidrv6: {},
    e164: {},
    hex: {},
  },
};
