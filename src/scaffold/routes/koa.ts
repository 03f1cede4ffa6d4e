import { callSource } from './callSource.js';
import type { FrameworkIndex } from './indexFile.js';
import { expressPath } from './routerPath.js';

/** Methods that the router has a function for. */
const known = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']);

export const koaIndex: FrameworkIndex = {
  imports: "import Router from '@koa/router';\nimport type Koa from 'koa';\n",
  adapter: ['mount', 'type Routes'],
  helperOf: () => undefined,
  comment: 'Adds every operation to an application.',
  signature: options => `export function register(app: Koa, options: RegisterOptions${options}): void`,
  setUp: '  const router = new Router({ sensitive: true, strict: true });\n  const routes: Routes = router;\n',
  path: (path, { methods, allow }) => {
    const url = expressPath(path.segments);
    const calls = methods.map(({ method, serve }) =>
      known.has(method)
        ? callSource('  ', `routes.${method.toLowerCase()}`, [url, serve])
        : callSource('  ', 'routes.register', [url, `['${method}']`, serve]),
    );
    return [...calls, callSource('  ', 'routes.all', [url, `refuse(${allow})`])].map(call => `${call};\n`).join('');
  },
  tearDown: '  app.use(mount(options.prefix, router));\n',
};
