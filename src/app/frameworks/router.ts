/** What programs tell a framework about their routes, in the order in which they say it. */
import type { Host, HostValue, Site, Value } from '../interpret/value.js';

export type FrameworkName = 'express' | 'fastify' | 'koa';

export type Entry =
  | {
      readonly kind: 'route';
      /** Lower case; `all` for any. */
      readonly methods: readonly string[];
      readonly paths: readonly Value[];
      /** Functions, or what wraps them, in the order in which they run. */
      readonly handlers: readonly Value[];
      /** Fastify's options of the route. */
      readonly options?: Value;
      readonly site: Site;
    }
  | {
      readonly kind: 'mount';
      readonly paths: readonly Value[];
      readonly router: Router;
      readonly site: Site;
    }
  /** Runs before all that comes after it, below its paths. */
  | {
      readonly kind: 'middleware';
      readonly paths: readonly Value[];
      readonly handlers: readonly Value[];
      readonly site: Site;
    };

/** An app, a router, or a Fastify instance with its plugins' children. */
export class Router implements Host {
  readonly name: string;
  readonly entries: Entry[] = [];
  readonly decorations = new Map<string, Value>();
  prefix: Value | undefined;
  readonly self: HostValue;

  constructor(
    readonly framework: FrameworkName,
    readonly role: 'app' | 'router',
    readonly site: Site,
    readonly members: (router: Router, key: string, site: Site) => Value | undefined,
  ) {
    this.name = `${framework}.${role}`;
    this.self = { kind: 'host', host: this };
  }

  get(key: string, site: Site): Value | undefined {
    return this.decorations.get(key) ?? this.members(this, key, site);
  }

  set(key: string, value: Value): void {
    if (!key.startsWith('(')) this.decorations.set(key, value);
  }
}

export function routerOf(value: Value | undefined): Router | undefined {
  return value?.kind === 'host' && value.host instanceof Router ? value.host : undefined;
}

export const methods = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'trace'] as const;

export function isMethod(name: string): boolean {
  return (methods as readonly string[]).includes(name);
}

/** Lists inside lists, as Express takes handlers. */
export function flat(values: readonly Value[]): Value[] {
  return values.flatMap(value => (value.kind === 'list' ? flat(value.items) : [value]));
}

/** Whether a value can be a path: a text, a regular expression, or a list of such. */
export function isPath(value: Value | undefined): value is Value {
  if (value === undefined) return false;
  if (value.kind === 'list') return value.items.length > 0 && value.items.every(isPath);
  if (value.kind === 'choice') return value.values.some(isPath);
  return (
    value.kind === 'text' ||
    (value.kind === 'literal' && (typeof value.value === 'string' || value.value instanceof RegExp))
  );
}

export function pathsOf(value: Value): readonly Value[] {
  return value.kind === 'list' ? value.items.flatMap(pathsOf) : [value];
}

export const rootPath: readonly Value[] = [{ kind: 'literal', value: '/' }];

/** A function of a package that gives something we know. */
export function maker(
  name: string,
  make: (args: readonly Value[], site: Site) => Value,
  more: Readonly<Record<string, Value>> = {},
): HostValue {
  return {
    kind: 'host',
    host: { name, call: make, get: key => (Object.hasOwn(more, key) ? more[key] : undefined) },
  };
}

/**
 * `use(paths, a, router, b)`: middlewares and routers in their order. `behind` gives the router that a value stands for, and undefined
 * for a middleware.
 */
export function use(
  router: Router,
  paths: readonly Value[],
  values: readonly Value[],
  site: Site,
  behind: (value: Value) => Router | undefined,
): void {
  const before: Value[] = [];
  const passOn = () => {
    if (before.length > 0) router.entries.push({ kind: 'middleware', paths, handlers: before.splice(0), site });
  };
  for (const one of flat(values)) {
    const mounted = behind(one);
    if (!mounted) {
      before.push(one);
      continue;
    }
    passOn();
    router.entries.push({ kind: 'mount', paths, router: mounted, site });
  }
  passOn();
}
