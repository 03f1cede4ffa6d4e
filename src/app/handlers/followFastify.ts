/** Fastify: hooks, then the handler, whose result is the answer. */
import { native } from '../interpret/builtins.js';
import { siteOf } from '../interpret/machine.js';
import { nothing, type Site, type Value } from '../interpret/value.js';
import { type Following, functionsIn, watched } from './following.js';
import { fastifyRequest } from './request.js';
import { fastifyReply } from './response.js';

export function followFastify(following: Following): void {
  const { interpreter, route, usage, reply, phase } = following;
  const request = fastifyRequest(usage);
  const response = fastifyReply(reply);
  const failed = (value: Value, site: Site) => void usage.thrown.push({ value, site });
  const done = native('done', ([error], site) => {
    if (error && error.kind !== 'nothing') {
      interpreter.observe({ kind: 'answer', refuses: true });
      failed(error, site);
    }
    return nothing;
  });
  route.handlers.forEach((handler, index) => {
    phase.own = index === route.handlers.length - 1;
    const last = index === route.handlers.length - 1;
    for (const fn of functionsIn(handler)) {
      watched(
        following,
        () => {
          const before = reply.given.length;
          const result = interpreter.call(fn, [request.self, response.self, done], route.site);
          const sent = result.kind === 'host' || result.kind === 'nothing';
          // `return body` is `reply.send(body)`.
          const values =
            result.kind === 'choice'
              ? result.values.filter(one => one.kind !== 'host' && one.kind !== 'nothing')
              : [result];
          if (last && !sent) for (const value of values) reply.send(value, siteOf(fn.node, fn.scope));
          else if (last && reply.status && reply.given.length === before) reply.send(undefined, route.site);
        },
        failed,
      );
      reply.forget();
    }
    if (handler.kind === 'term') usage.calls.push(handler);
  });
}
