import { callSource } from './callSource.js';
import type { FrameworkIndex } from './indexFile.js';
import { expressPath } from './routerPath.js';

/** Methods that Express has a function for, with types. */
const known = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'TRACE']);

export const expressIndex: FrameworkIndex = {
  imports: "import { type IRouter, Router } from 'express';\n",
  adapter: ['errorHandler', 'plainLetters', 'type Routes'],
  helperOf: method => (known.has(method) ? undefined : 'only'),
  comment: 'Adds every operation to an application or a router.',
  signature: options => `export function register(app: IRouter, options: RegisterOptions${options}): void`,
  setUp: '  const router = Router({ caseSensitive: true, strict: true });\n  const routes: Routes = router;\n',
  path: (path, { methods, allow }) => {
    const calls = methods.map(({ method, serve }) =>
      known.has(method)
        ? callSource('    ', `.${method.toLowerCase()}`, [serve])
        : callSource('    ', '.all', [`only('${method}', ${serve})`]),
    );
    const route = callSource('    ', '.route', [expressPath(path.segments)]);
    return `  routes\n${[route, ...calls].map(call => `${call}\n`).join('')}    .all(refuse(${allow}));\n`;
  },
  tearDown: "  router.use(errorHandler);\n  app.use(options.prefix ?? '/', plainLetters, router);\n",
};
