/** Fastify 4 and 5: https://fastify.dev/docs/latest/Reference/Routes/ and …/Plugins/ */
import { native } from '../interpret/builtins.js';
import type { Machine } from '../interpret/machine.js';
import { alternatives, type Members, type Site, textOf, unknown, type Value } from '../interpret/value.js';
import { autoloaded } from './fastifyAutoload.js';
import { flat, isMethod, maker, Router, rootPath } from './router.js';

/** Plugins that `fastify-plugin` wraps share the instance that they are registered on. */
const shared = new WeakSet<object>();

export function fastifyPackage(name: string, machine: Machine, found: (router: Router) => void): Value | undefined {
  if (name === 'fastify') {
    const make = maker('fastify.app', (_args, site) => {
      const app = new Router('fastify', 'app', site, (router, key) => member(machine, router, key));
      found(app);
      return app.self;
    });
    return {
      kind: 'host',
      host: { ...make.host, get: key => (/^(default|fastify|Fastify)$/.test(key) ? make : undefined) },
    };
  }
  if (name === 'fastify-plugin') {
    const wrap = maker('fastify-plugin', ([plugin], site) => {
      if (!plugin) return unknown('a plugin', site);
      // A copy: the same function may also be registered unwrapped.
      const copy = plugin.kind === 'function' ? { ...plugin } : plugin;
      shared.add(copy);
      return copy;
    });
    return {
      kind: 'host',
      host: { ...wrap.host, get: key => (key === 'default' || key === 'fastifyPlugin' ? wrap : undefined) },
    };
  }
  return undefined;
}

function member(machine: Machine, router: Router, key: string): Value | undefined {
  const name = `${router.name}.${key}`;
  if (isMethod(key) || key === 'all') {
    return native(name, (args, site) => {
      const [path, second, third] = args;
      const options = third ? second : second?.kind === 'members' ? second : undefined;
      const handler =
        third ??
        (options ? (options.kind === 'members' ? options.properties.get('handler')?.value : undefined) : second);
      if (path) route(router, [key], path, handler, options, site);
      return router.self;
    });
  }
  switch (key) {
    case 'route':
      return native(name, ([options], site) => {
        if (options?.kind !== 'members') {
          router.entries.push({
            kind: 'route',
            methods: ['all'],
            paths: [unknown('the options of this route', site)],
            handlers: [],
            site,
          });
          return router.self;
        }
        const of = (property: string) => options.properties.get(property)?.value;
        const method = of('method');
        const named = method?.kind === 'list' ? method.items : method ? alternatives(method) : [];
        const path = of('url') ?? of('path') ?? unknown('a path', site);
        route(
          router,
          named.flatMap(one => textOf(one)?.toLowerCase() ?? []),
          path,
          of('handler'),
          options,
          site,
        );
        return router.self;
      });
    case 'register':
      return native(name, ([plugin, options], site) => {
        if (plugin) register(machine, router, plugin, options, site);
        return router.self;
      });
    case 'decorate':
      return native(name, ([decoration, value]) => {
        const text = textOf(decoration);
        if (text !== undefined && value) router.decorations.set(text, value);
        return router.self;
      });
    case 'addHook':
      return native(name, ([hook, handler], site) => {
        const before = /^(onRequest|preParsing|preValidation|preHandler)$/.test(textOf(hook) ?? '');
        if (before && handler) router.entries.push({ kind: 'middleware', paths: rootPath, handlers: [handler], site });
        return router.self;
      });
    case 'after':
    case 'ready':
      return native(name, ([callback], site) => {
        if (callback?.kind === 'function') machine.call(callback, [], site);
        return router.self;
      });
    case 'withTypeProvider':
    case 'setErrorHandler':
    case 'setValidatorCompiler':
    case 'setSerializerCompiler':
      return native(name, ([value]) => {
        if (key === 'setErrorHandler' && value) router.decorations.set('(error handler)', value);
        return router.self;
      });
    case 'addSchema':
      return native(name, ([schema]) => {
        const id = schema && idOf(schema);
        if (id !== undefined && schema) router.decorations.set(`(schema ${id})`, schema);
        return router.self;
      });
    default:
      return undefined;
  }
}

/** `{ $id: 'user' }`, and TypeBox's `Type.Object({ … }, { $id: 'user' })`. */
function idOf(schema: Value): string | undefined {
  if (schema.kind === 'members') return textOf(schema.properties.get('$id')?.value);
  if (schema.kind !== 'term' || schema.is.form !== 'call') return undefined;
  const options = schema.is.args.at(-1);
  return options?.kind === 'members' ? idOf(options) : undefined;
}

function route(
  router: Router,
  methods: readonly string[],
  path: Value,
  handler: Value | undefined,
  options: Value | undefined,
  site: Site,
): void {
  const hooks = options?.kind === 'members' ? hooksOf(options) : [];
  const handlers = [...hooks, ...(handler ? [handler] : [])];
  router.entries.push({ kind: 'route', methods, paths: [path], handlers, ...(options ? { options } : {}), site });
}

function hooksOf(options: Members): Value[] {
  return ['onRequest', 'preParsing', 'preValidation', 'preHandler'].flatMap(hook => {
    const value = options.properties.get(hook)?.value;
    return value ? flat([value]) : [];
  });
}

/** A plugin has an instance of its own with what is decorated above it, and its prefix. */
function register(machine: Machine, parent: Router, given: Value, options: Value | undefined, site: Site): void {
  const plugin = given.kind === 'members' ? (given.properties.get('default')?.value ?? given) : given;
  if (plugin.kind !== 'function') {
    const loaded = autoloaded(machine, plugin, options);
    for (const one of loaded ?? []) register(machine, parent, one.plugin, one.options, site);
    if (loaded) return;
    machine.call(plugin, [parent.self, options ?? { kind: 'nothing' }], site);
    return;
  }
  const settings: Value =
    options?.kind === 'function'
      ? machine.call(options, [parent.self], site)
      : (options ?? { kind: 'members', properties: new Map(), open: false, site });
  if (shared.has(plugin)) {
    machine.call(plugin, [parent.self, settings], site);
    return;
  }
  const child = new Router('fastify', 'router', site, (router, key) => member(machine, router, key));
  for (const [key, value] of parent.decorations) child.decorations.set(key, value);
  if (settings.kind === 'members') child.prefix = settings.properties.get('prefix')?.value;
  parent.entries.push({ kind: 'mount', paths: rootPath, router: child, site });
  machine.call(plugin, [child.self, settings], site);
}
