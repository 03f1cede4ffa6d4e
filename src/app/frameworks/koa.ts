/** Koa with @koa/router or koa-router: https://github.com/koajs/router/blob/master/API.md */
import { native } from '../interpret/builtins.js';
import { type Host, type Site, textOf, type Value } from '../interpret/value.js';
import { flat, isMethod, isPath, maker, pathsOf, Router, rootPath, routerOf, use } from './router.js';

/** What `router.routes()` gives: the router, to be mounted. */
class Routes implements Host {
  readonly name = 'koa.routes';
  constructor(readonly router: Router) {}
}

export function koaPackage(name: string, found: (router: Router) => void): Value | undefined {
  const make = (role: Router['role']) =>
    maker(`koa.${role}`, ([options], site) => {
      const router = new Router('koa', role, site, member);
      if (role === 'router' && options?.kind === 'members') router.prefix = options.properties.get('prefix')?.value;
      found(router);
      return router.self;
    });
  if (name === 'koa') return withDefault(make('app'));
  if (name === '@koa/router' || name === 'koa-router') return withDefault(make('router'), 'Router');
  if (name === 'koa-mount') return maker('koa-mount', ([first, second], site) => mount(first, second, site, found));
  if (name === 'koa-compose')
    return maker('koa-compose', ([list], site) => list ?? { kind: 'list', items: [], open: false, site });
  return undefined;
}

function withDefault(value: Value & { kind: 'host' }, also = 'default'): Value {
  const whole: Value = {
    kind: 'host',
    host: { ...value.host, get: key => (key === 'default' || key === also ? value : undefined) },
  };
  return whole;
}

/** `mount('/prefix', app)` */
function mount(
  first: Value | undefined,
  second: Value | undefined,
  site: Site,
  found: (router: Router) => void,
): Value {
  const router = new Router('koa', 'router', site, member);
  const inside = isPath(first) ? second : first;
  found(router);
  if (isPath(first)) router.prefix = first;
  if (inside) use(router, rootPath, [inside], site, mounted);
  return { kind: 'host', host: new Routes(router) };
}

function mounted(value: Value): Router | undefined {
  return value.kind === 'host' && value.host instanceof Routes ? value.host.router : routerOf(value);
}

function member(router: Router, key: string, _site: Site): Value | undefined {
  const name = `${router.name}.${key}`;
  if (key === 'use') {
    return native(name, (args, site) => {
      const given = router.role === 'router' && isPath(args[0]);
      use(router, given ? pathsOf(args[0]!) : rootPath, given ? args.slice(1) : args, site, mounted);
      return router.self;
    });
  }
  if (router.role === 'app') return undefined;
  if (key === 'routes' || key === 'middleware') return native(name, () => ({ kind: 'host', host: new Routes(router) }));
  if (key === 'prefix') {
    return native(name, ([prefix]) => {
      router.prefix = prefix;
      return router.self;
    });
  }
  const method = key === 'del' ? 'delete' : key;
  if (key === 'register') {
    return native(name, ([path, list, ...handlers], site) => {
      const named = list?.kind === 'list' ? list.items.flatMap(item => textOf(item)?.toLowerCase() ?? []) : [];
      if (path)
        router.entries.push({ kind: 'route', methods: named, paths: pathsOf(path), handlers: flat(handlers), site });
      return router.self;
    });
  }
  if (!isMethod(method) && method !== 'all') return undefined;
  return native(name, (args, site) => {
    // `router.get('name', '/path', handler)`: a route may have a name.
    const at = isPath(args[1]) && args.length > 2 ? 1 : 0;
    const [path, ...handlers] = args.slice(at);
    if (isPath(path)) {
      router.entries.push({ kind: 'route', methods: [method], paths: pathsOf(path), handlers: flat(handlers), site });
    }
    return router.self;
  });
}
