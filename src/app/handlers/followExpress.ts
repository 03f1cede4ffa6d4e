/** Express: handlers one after another, and handlers of errors. */
import { native } from '../interpret/builtins.js';
import { type HostValue, nothing, type Site, type Value } from '../interpret/value.js';
import { type Following, functionsIn, watched } from './following.js';
import { expressRequest } from './request.js';
import { expressResponse } from './response.js';

export function followExpress(following: Following): void {
  const { interpreter, route, usage, reply, phase } = following;
  const request = expressRequest(usage);
  const response = expressResponse(reply);
  const errors: { value: Value; site: Site }[] = [];
  const failed = (value: Value, site: Site) => {
    // `res.status(404); throw new Error(…)`: the handler of errors finds the status there.
    const status = reply.status;
    reply.forget();
    const noted = status && value.kind === 'members' && !value.properties.has('status');
    if (noted) value.properties.set('status', { value: status, site });
    errors.push({ value, site });
  };
  const next = native('next', ([error], site) => {
    const router = error?.kind === 'literal' && error.value === 'route';
    if (error && error.kind !== 'nothing' && !router) {
      interpreter.observe({ kind: 'answer', refuses: true });
      failed(error, site);
    }
    return nothing;
  });
  for (const [index, handler] of route.handlers.entries()) {
    phase.own = index === route.handlers.length - 1;
    for (const fn of functionsIn(handler)) {
      if (fn.node.params.length === 4) continue;
      watched(following, () => void interpreter.call(fn, [request.self, response.self, next], route.site), failed);
      reply.forget();
    }
    if (handler.kind === 'term') usage.calls.push(handler);
  }
  for (const { value, site } of errors.slice(0, 60)) handleError(following, value, site, [request.self, response.self]);
}

/** Gives what was thrown to Express's handlers of errors, those with four parameters. */
function handleError(
  following: Following,
  error: Value,
  site: Site,
  [request, response]: readonly [HostValue, HostValue],
): void {
  const { interpreter, route, usage, reply } = following;
  const before = reply.given.length;
  let current: Value | undefined = error;
  for (const handler of route.after.flatMap(value => functionsIn(value))) {
    if (handler.node.params.length !== 4 || current === undefined) continue;
    const value: Value = current;
    current = undefined;
    const next = native('next', ([passed]) => {
      current = passed ?? value;
      return nothing;
    });
    watched(
      following,
      () => void interpreter.call(handler, [value, request, response, next], route.site),
      () => undefined,
    );
    reply.forget();
  }
  const answered = reply.given.splice(before);
  // Of an error of which nothing is known, all that the handlers can answer is no news.
  const known = error.kind === 'members' || answered.length === 1;
  if (known) reply.given.push(...answered);
  if (!known || answered.length === 0) usage.thrown.push({ value: error, site });
}
