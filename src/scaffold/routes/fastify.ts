import { callSource } from './callSource.js';
import type { FrameworkIndex } from './indexFile.js';
import { fastifyPath } from './routerPath.js';

/** Methods that Fastify has a function for. */
const known = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'TRACE']);

export const fastifyIndex: FrameworkIndex = {
  imports: "import type { FastifyInstance } from 'fastify';\n",
  adapter: ['leaveBodiesUnread', 'type Routes'],
  helperOf: method => (known.has(method) ? undefined : 'addMethods'),
  comment: 'A plugin with every operation: `await app.register(register, { … })`.',
  signature: options =>
    `export async function register(app: FastifyInstance, options: RegisterOptions${options}): Promise<void>`,
  setUp: '  leaveBodiesUnread(app);\n  const routes = app as unknown as Routes;\n',
  path: (path, { methods, allow, twins }) => {
    const url = fastifyPath(path.segments, twins);
    // Fastify adds a HEAD route to each GET, unless there is one.
    const ordered = [...methods].sort((a, b) => Number(b.method === 'HEAD') - Number(a.method === 'HEAD'));
    const calls = ordered.map(({ method, serve }) =>
      known.has(method)
        ? callSource('  ', `routes.${method.toLowerCase()}`, [url, serve])
        : callSource('  ', 'routes.route', [`{ method: '${method}', url: ${url}, handler: ${serve} }`]),
    );
    return [...calls, callSource('  ', 'routes.route', [`{ url: ${url}, ...refuse(${allow}) }`])]
      .map(call => `${call};\n`)
      .join('');
  },
  tearDown: '',
};
