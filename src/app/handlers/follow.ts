/** Follows the handlers of a route as if a request had come, and notes what they take and give. */
import type { FoundRoute } from '../frameworks/flatten.js';
import type { Interpreter } from '../interpret/interpreter.js';
import { followExpress } from './followExpress.js';
import { followFastify } from './followFastify.js';
import { followKoa } from './followKoa.js';
import { Part, type PartRole } from './part.js';
import { Reply } from './reply.js';
import type { Usage } from './usage.js';

export function followRoute(interpreter: Interpreter, route: FoundRoute): Usage {
  const phase = { own: false };
  const part = (role: PartRole) => new Part(interpreter, role, [], route.site, undefined, phase);
  const reply = new Reply(interpreter);
  const usage: Usage = {
    ...{ params: part('params'), query: part('query'), headers: part('headers'), cookies: part('cookies') },
    ...{
      body: part('body'),
      files: part('files'),
      responses: reply.given,
      exhausted: false,
      thrown: [],
      calls: [],
      types: [],
    },
  };
  const run = { express: followExpress, fastify: followFastify, koa: followKoa }[route.framework];
  run({ interpreter, route, usage, reply, phase });
  return usage;
}
