/** What each virtual user sends, made from a Flow: templates filled, data dealt, cookies kept, values captured. */
import { Problem } from '../../text/problem.js';
import type { Flow, RequestPlan } from '../plan.js';
import type { WireRequest } from '../transport/transport.js';
import type { Moment } from './builtins.js';
import { capture } from './captures.js';
import { type CompiledRequest, type CompiledVariant, compileRequest } from './compile.js';
import { type CookieJar, cookieHeader, createJar, setCookie } from './cookies.js';
import { fieldValues } from './headers.js';
import type { Requests, User } from './iteration.js';
import { type Placed, writes } from './places.js';
import { createRandom, mix, nextFloat, type Random, reseed } from './random.js';
import { follow } from './redirect.js';

interface UserState extends User, Moment {
  readonly random: Random;
  count: number;
  row: Readonly<Record<string, string>> | undefined;
  readonly jar: CookieJar | undefined;
  /** The path that was sent last: cookies are kept by it. */
  path: string;
  /** A fixed request with this user's cookies, until they change. */
  dressed: { readonly variant: CompiledVariant; readonly version: number; readonly wire: WireRequest } | undefined;
}

/**
 * @param seed draws, builtins and data are the same in each run with it, whatever the number of workers.
 * @throws Problem for a request that can never be sent: a variable that nothing provides, a header that is none.
 */
export function createRequests(flow: Flow, origin: string, seed: number): Requests {
  const keepsHeaders = flow.cookies || flow.redirects > 0;
  const all = [...flow.setup, ...flow.requests, ...flow.teardown];
  const compiled = new Map<RequestPlan, CompiledRequest>(
    all.map(request => [request, compileRequest(request, origin, keepsHeaders)]),
  );
  const of = (request: RequestPlan): CompiledRequest => {
    const found = compiled.get(request);
    if (!found) throw new Error(`the request ${request.name} is not one of the flow`);
    return found;
  };
  checkVariables(flow, all, compiled);
  const url = new URL(origin);
  const draw = weightedDraw(flow.requests);
  const singles = flow.requests.map(request => [request]);
  const rowSeed = mix(seed, 1);
  const flowNeedsCaptures = all.some(({ captures }) => captures.length > 0);

  function newUser(index: number): UserState {
    return {
      index,
      userIndex: index,
      variables: new Map(),
      random: createRandom(seed, -1 - index),
      count: index,
      row: rowOf(flow, index, index, rowSeed),
      jar: flow.cookies ? createJar() : undefined,
      path: '/',
      dressed: undefined,
    };
  }

  function begin(user: User, count: number): readonly RequestPlan[] {
    const state = user as UserState;
    state.count = count;
    reseed(state.random, seed, count);
    if (flow.data) state.row = rowOf(flow, user.index, count, rowSeed);
    if (flow.kind === 'sequence') return flow.requests;
    if (singles.length === 1) return singles[0]!;
    const drawn = draw(nextFloat(state.random));
    if (!flowNeedsCaptures) return singles[drawn]!;
    // A request that needs what nothing has captured yet gives way to the next one that can be sent.
    for (let i = 0; i < singles.length; i++) {
      const each = singles[(drawn + i) % singles.length]!;
      if (of(each[0]!).needs.every(name => variableOf(state, name) !== undefined)) return each;
    }
    return singles[drawn]!;
  }

  function variableOf(state: UserState, name: string): string | undefined {
    const own = state.variables.get(name);
    if (own !== undefined) return own;
    if (state.row && Object.hasOwn(state.row, name)) return state.row[name];
    return Object.hasOwn(flow.variables, name) ? flow.variables[name] : undefined;
  }

  function evaluate(state: UserState, { expression, write }: Exclude<Placed['parts'][number], string>): string {
    if ('builtin' in expression) return writes[write](expression.builtin(state));
    const value = variableOf(state, expression.name);
    if (value === undefined) {
      throw new Problem(`{{${expression.name}}} has no value yet: the answer that it comes from has not arrived.`);
    }
    return writes[write](value);
  }

  function wire(request: RequestPlan, user: User): WireRequest {
    const state = user as UserState;
    const { variants } = of(request);
    const variant = variants[state.count % variants.length]!;
    if (!state.jar || state.jar.cookies.size === 0) {
      const plain = variant.fixed ?? variant.build!(part => evaluate(state, part));
      state.path = plain.path;
      return plain;
    }
    const { dressed } = state;
    const plain = variant.fixed ?? variant.build!(part => evaluate(state, part));
    state.path = plain.path;
    const cookies = cookieHeader(state.jar, plain.path, Date.now(), variant.typedCookies);
    if (dressed?.variant === variant && dressed.version === state.jar.version && variant.fixed) return dressed.wire;
    const made = cookies === '' ? plain : withCookies(plain, cookies);
    state.dressed = { variant, version: state.jar.version, wire: made };
    return made;
  }

  function keepCookies(state: UserState, path: string, headers: readonly string[] | undefined): void {
    if (!state.jar || !headers) return;
    for (const header of fieldValues(headers, 'set-cookie')) setCookie(state.jar, header, url, path, Date.now());
  }

  return {
    newUser,
    begin,
    wire,
    wants: request => of(request).wants,
    isExpected: (request, status) => of(request).expected[status] === 1,
    learn(request, user, status, headers, body) {
      const state = user as UserState;
      keepCookies(state, state.path, headers);
      if (request.captures.length === 0 || of(request).expected[status] !== 1) return undefined;
      return capture(request.captures, { status, headers, body }, (variable, value) => {
        if (value !== undefined) state.variables.set(variable, value);
        // A sequence does not go on with what an earlier round had captured.
        else if (flow.kind === 'sequence') state.variables.delete(variable);
      });
    },
    redirect(sent, status, headers, followed, user) {
      if (followed >= flow.redirects) return undefined;
      const next = follow(sent, status, headers, origin);
      if (!next || !user) return next;
      const state = user as UserState;
      keepCookies(state, sent.path, headers);
      state.path = next.path;
      if (!state.jar) return next;
      const cookies = cookieHeader(state.jar, next.path, Date.now());
      return cookies === '' ? next : withCookies(next, cookies);
    },
  };
}

/** Cookies from the jar win over those of the same name that a header already has. */
function withCookies(request: WireRequest, cookies: string): WireRequest {
  const typed = fieldValues(request.headers, 'cookie').flatMap(value => value.split(/;\s*/));
  const names = new Set(cookies.split('; ').map(nameOf));
  const kept = typed.filter(pair => !names.has(nameOf(pair)));
  const headers = request.headers.filter((_, i) => request.headers[i - (i % 2)]!.toLowerCase() !== 'cookie');
  const { frame: _, ...rest } = request;
  return { ...rest, headers: [...headers, 'Cookie', [...kept, cookies].join('; ')] };
}

function nameOf(pair: string): string {
  return pair.split('=', 1)[0]!.trim();
}

function rowOf(
  { data }: Flow,
  user: number,
  count: number,
  seed: number,
): Readonly<Record<string, string>> | undefined {
  if (!data || data.rows.length === 0) return undefined;
  const index = data.use === 'perUser' ? user : data.use === 'inOrder' ? count : mix(seed, count);
  return data.rows[index % data.rows.length];
}

/** @returns which one, for a number from 0 to 1. */
function weightedDraw(requests: readonly RequestPlan[]): (at: number) => number {
  let sum = 0;
  const ends = requests.map(({ weight }) => (sum += Math.max(0, weight)));
  return at => {
    const found = ends.findIndex(end => at * sum < end);
    return found < 0 ? 0 : found;
  };
}

function checkVariables(
  flow: Flow,
  all: readonly RequestPlan[],
  compiled: ReadonlyMap<RequestPlan, CompiledRequest>,
): void {
  const known = new Set(Object.keys(flow.variables));
  for (const { captures } of all) for (const { variable } of captures) known.add(variable);
  for (const row of flow.data?.rows ?? []) for (const name of Object.keys(row)) known.add(name);
  for (const request of all) {
    const missing = compiled.get(request)!.needs.find(name => !known.has(name));
    if (missing === undefined) continue;
    const why = missing.startsWith('$env.')
      ? `The environment has no ${missing.slice(5)}. Set it, or give the variable a value.`
      : missing.startsWith('$secret.')
        ? `No secret ${missing.slice(8)} was given.`
        : `Nothing provides it: no data column, no capture, no variable has that name.`;
    throw new Problem(`${request.name} uses {{${missing}}}. ${why}`);
  }
}
