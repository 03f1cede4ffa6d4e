/** Koa: middlewares around each other. */
import { native } from '../interpret/builtins.js';
import { nothing, type Site, unknown, type Value } from '../interpret/value.js';
import { type Following, functionsIn, watched } from './following.js';
import { Carrier, koaRequestMember } from './request.js';
import { KoaReply } from './response.js';

export function followKoa(following: Following): void {
  const { interpreter, route, usage, reply, phase } = following;
  const said = new KoaReply(reply);
  const change = (key: string, value: Value, site: Site) => said.set(key, value, site);
  const response = new Carrier('response', key => said.member(key), change);
  const request = new Carrier(
    'request',
    (key, site) => koaRequestMember(usage, key, site),
    key => key === 'body' || key === 'query',
  );
  const fail = native('ctx.throw', (args, site) => {
    const error: Value = { kind: 'members', properties: new Map(), open: true, site };
    const status = args.find(arg => arg.kind === 'literal' && typeof arg.value === 'number');
    if (status) error.properties.set('status', { value: status, site });
    interpreter.observe({ kind: 'throw', value: status ? error : (args[0] ?? error), site });
    return nothing;
  });
  const assert = native('ctx.assert', ([wanted, status], site) => {
    const { refusing } = interpreter;
    if (wanted && interpreter.depth === 0 && refusing.certain) refusing.needs.push(wanted);
    const error: Value = { kind: 'members', properties: new Map(), open: true, site };
    if (status) error.properties.set('status', { value: status, site });
    interpreter.observe({ kind: 'throw', value: error, site });
    return nothing;
  });
  const context: Carrier = new Carrier(
    'context',
    (key, site) => {
      if (key === 'request') return request.self;
      if (key === 'response') return response.self;
      if (key === 'throw') return fail;
      if (key === 'app') return route.app;
      if (key === 'assert') return assert;
      // `ctx.body` is the response's.
      return (key === 'body' ? undefined : koaRequestMember(usage, key, site)) ?? said.member(key);
    },
    change,
  );
  const state: Value = { kind: 'members', properties: new Map(), open: true, site: route.site };
  context.set('state', state, route.site);
  const failed = (value: Value, site: Site) => void usage.thrown.push({ value, site });
  const runFrom = (index: number): void => {
    const handler = route.handlers[index];
    if (!handler) return;
    const before = phase.own;
    const { depth, refusing } = interpreter;
    const { certain } = refusing;
    // Whatever made a middleware go on: from here on it is certain.
    interpreter.depth = 0;
    refusing.certain = true;
    phase.own = index === route.handlers.length - 1;
    if (handler.kind === 'term') usage.calls.push(handler);
    let passed = false;
    const next = native('next', (_args, site) => {
      if (!passed) {
        passed = true;
        runFrom(index + 1);
      }
      return unknown('the rest', site);
    });
    const functions = functionsIn(handler);
    for (const fn of functions) interpreter.call(fn, [context.self, next], route.site);
    // A package's middleware passes on what it lets through.
    if (functions.length === 0) runFrom(index + 1);
    else said.flush(route.site);
    phase.own = before;
    interpreter.depth = depth;
    refusing.certain = certain;
  };
  watched(following, () => runFrom(0), failed);
  said.flush(route.site);
}
