/** What is asked for between a click and a run. Plain data without secrets: it is remembered, and crosses the thread. */

export type LoadTestKind = 'path' | 'fuzz' | 'api';

/** `get` and `/users/{id}`, as the description writes them. */
export interface OperationName {
  readonly method: string;
  readonly path: string;
  /** `operationId`: thresholds may be named by it. */
  readonly id?: string;
}

/** `closed`: so many connections, each as fast as it is answered. `open`: so many requests a second. */
export type LoadProfile =
  | { readonly model: 'closed'; readonly connections: number; readonly seconds: number }
  | { readonly model: 'open'; readonly rate: number; readonly seconds: number };

export interface LoadTestRequest {
  readonly kind: LoadTestKind;
  /** Absolute path of the description. */
  readonly spec: string;
  /** Absent for `api`. */
  readonly operation?: OperationName;
  /** One; several are compared. */
  readonly servers: readonly string[];
  readonly profile: LoadProfile;
}

/** What a path's runs are remembered by. */
export type Subject = Pick<LoadTestRequest, 'kind' | 'spec' | 'operation'>;

export function subjectKey({ kind, spec, operation }: Subject): string {
  return JSON.stringify([kind, spec, operation?.method ?? '', operation?.path ?? '']);
}

/** `GET /users/{id}`, `GET /users/{id} (fuzzed)`, `API`. */
export function subjectTitle({ kind, operation }: Subject): string {
  if (!operation) return 'API';
  const name = `${operation.method.toUpperCase()} ${operation.path}`;
  return kind === 'fuzz' ? `${name} (fuzzed)` : name;
}

/** `10 connections for 10 s`, `200 requests a second for 30 s`. */
export function profileText(profile: LoadProfile): string {
  const time = `for ${profile.seconds} s`;
  if (profile.model === 'open') return `${profile.rate.toLocaleString('en-US')} requests a second ${time}`;
  const { connections } = profile;
  return `${connections.toLocaleString('en-US')} ${connections === 1 ? 'connection' : 'connections'} ${time}`;
}

/** A day is more than anybody means. */
const mostSeconds = 86_400;

/** `50 x 30s`, `50 connections for 1 min`, `200/s 30s`, `200 rps for 10`. @returns undefined for what is neither. */
export function parseProfile(typed: string): LoadProfile | undefined {
  const form =
    /^\s*(\d{1,7}(?:\.\d{1,3})?)\s*(x|×|c|connections?|\/\s*s|rps|requests?\s+(?:a|per)\s+second)\s*(?:,|for)?\s*(\d{1,6}(?:\.\d{1,3})?)\s*(s|sec|seconds?|m|min|minutes?)?\s*$/i;
  const [, amount, what, time, unit = 's'] = form.exec(typed) ?? [];
  if (amount === undefined || what === undefined || time === undefined) return undefined;
  const seconds = Number(time) * (/^m/i.test(unit) ? 60 : 1);
  if (!(Number(amount) > 0) || !(seconds > 0) || seconds > mostSeconds) return undefined;
  if (/^(?:\/|r)/i.test(what)) return { model: 'open', rate: Number(amount), seconds };
  return Number.isInteger(Number(amount)) ? { model: 'closed', connections: Number(amount), seconds } : undefined;
}

/** Outside bytes: what was stored by an older version, and what other extensions pass. */
export function isProfile(value: unknown): value is LoadProfile {
  const { model, connections, rate, seconds } = (value ?? {}) as Record<string, unknown>;
  const amount = model === 'closed' ? connections : rate;
  const isAmount = typeof amount === 'number' && amount > 0 && Number.isFinite(amount);
  if (model === 'closed' && !Number.isInteger(amount)) return false;
  return (model === 'closed' || model === 'open') && isAmount && typeof seconds === 'number' && seconds > 0;
}

export function isOperation(value: unknown): value is OperationName {
  const { method, path, id } = (value ?? {}) as Record<string, unknown>;
  return typeof method === 'string' && typeof path === 'string' && (id === undefined || typeof id === 'string');
}

/**
 * `localhost:3000` as `http://localhost:3000`, without a slash at its end. Users and passwords are no part of an address here.
 * @returns undefined for what is no http or https address.
 */
export function serverFrom(typed: string): string | undefined {
  const text = typed.trim();
  if (!text || /\s/.test(text)) return undefined;
  const whole = /^https?:\/\//i.test(text) ? text : `http://${text}`;
  const isHost = /^https?:\/\/(?:localhost|\[[\da-f:.]+\]|[\w.-]+\.[\w-]+|[\w.-]+:\d+)(?:[:/]|$)/i.test(whole);
  if (!isHost || !URL.canParse(whole)) return undefined;
  const { origin, pathname } = new URL(whole);
  return `${origin}${pathname}`.replace(/\/+$/, '');
}

/** Outside bytes, as above. */
export function isRequest(value: unknown): value is LoadTestRequest {
  const { kind, spec, operation, servers, profile } = (value ?? {}) as Partial<LoadTestRequest>;
  return (
    (kind === 'api' || ((kind === 'path' || kind === 'fuzz') && isOperation(operation))) &&
    typeof spec === 'string' &&
    Array.isArray(servers) &&
    servers.length > 0 &&
    servers.every(server => typeof server === 'string' && URL.canParse(server) && /^https?:/.test(server)) &&
    isProfile(profile)
  );
}

/** Secrets are kept and sent by it: `https://api.example.com`. */
export function originOf(server: string): string {
  return new URL(server).origin;
}
