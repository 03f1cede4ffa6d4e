/** Express 4 and 5: https://expressjs.com/en/5x/api.html */
import { native } from '../interpret/builtins.js';
import type { Site, Value } from '../interpret/value.js';
import { flat, isMethod, isPath, maker, pathsOf, Router, rootPath, routerOf, use } from './router.js';

/** Undefined: another package. `found` hears of every app and router that is made. */
export function expressPackage(name: string, found: (router: Router) => void): Value | undefined {
  const make = (role: Router['role']) =>
    maker(`express.${role}`, (_args, site) => {
      const router = new Router('express', role, site, member);
      found(router);
      return router.self;
    });
  if (name === 'express') {
    const app = make('app');
    const whole = {
      ...app.host,
      get: (key: string) => (key === 'Router' ? make('router') : key === 'default' ? expressValue : undefined),
    };
    const expressValue: Value = { kind: 'host', host: whole };
    return expressValue;
  }
  return name === 'express-promise-router' || name === 'router' ? make('router') : undefined;
}

function member(router: Router, key: string, site: Site): Value | undefined {
  if (isMethod(key) || key === 'all') {
    return native(`${router.name}.${key}`, (args, at) => {
      // `app.get('title')` reads a setting.
      if (args.length < 2) return { kind: 'term', site: at, is: { form: 'unknown', why: 'a setting' } };
      const [path, ...handlers] = args;
      router.entries.push({ kind: 'route', methods: [key], paths: pathsOf(path!), handlers: flat(handlers), site: at });
      return router.self;
    });
  }
  if (key === 'use') {
    return native(`${router.name}.use`, (args, at) => {
      const given = isPath(args[0]) || isUnknownPath(args);
      use(router, given ? pathsOf(args[0]!) : rootPath, given ? args.slice(1) : args, at, routerOf);
      return router.self;
    });
  }
  if (key === 'route') return native(`${router.name}.route`, ([path]) => chain(router, path, site));
  return undefined;
}

/** `app.use(config.basePath, router)`: a path that is known only at run time. */
function isUnknownPath([first, ...others]: readonly Value[]): boolean {
  return first?.kind === 'term' && others.some(one => routerOf(one) !== undefined);
}

/** `router.route('/x').get(…).post(…)` */
function chain(router: Router, path: Value | undefined, site: Site): Value {
  const before: Value[] = [];
  const self: Value = {
    kind: 'host',
    host: {
      name: 'express.route',
      get: key => {
        if (!isMethod(key) && key !== 'all') return undefined;
        return native(`route.${key}`, (args, at) => {
          const paths = path ? pathsOf(path) : rootPath;
          // `route.all(check)` with handlers after it is a middleware of this path.
          if (key === 'all') before.push(...flat(args));
          router.entries.push({
            kind: 'route',
            methods: [key],
            paths,
            handlers: key === 'all' ? flat(args) : [...before, ...flat(args)],
            site: at.node ? at : site,
          });
          return self;
        });
      },
    },
  };
  return self;
}
