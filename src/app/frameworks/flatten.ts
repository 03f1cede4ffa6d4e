/** All routes of an app, with what its prefixes and middlewares add up to. */
import { type Site, textOf, type Value } from '../interpret/value.js';
import type { FrameworkName, Router } from './router.js';

export interface FoundRoute {
  readonly framework: FrameworkName;
  readonly methods: readonly string[];
  /** Prefixes and path, from outside to inside. */
  readonly path: readonly Value[];
  /** Middlewares before it, from outside to inside, and its own handlers. */
  readonly handlers: readonly Value[];
  /** How many of `handlers` are the route's own, at the end. */
  readonly own: number;
  readonly options?: Value;
  /** What runs after it: Express's handlers of errors. */
  readonly after: readonly Value[];
  readonly site: Site;
  /** The app that has it. */
  readonly app?: Value;
}

interface Passing {
  readonly path: readonly Value[];
  readonly handlers: readonly Value[];
}

/** In the order in which they are registered. A router that is mounted twice has its routes twice. */
export function routesOf(app: Router): FoundRoute[] {
  const found: FoundRoute[] = [];
  visit(app, [], [], [], found, new Set());
  return found.map(route => ({ ...route, app: app.self }));
}

function visit(
  router: Router,
  prefixes: readonly Value[],
  before: readonly Passing[],
  after: readonly Passing[],
  found: FoundRoute[],
  active: Set<Router>,
): void {
  if (active.has(router)) return;
  active.add(router);
  const own = router.prefix ? [...prefixes, router.prefix] : prefixes;
  const passed = [...before];
  router.entries.forEach((entry, index) => {
    const later = () => [...router.entries.slice(index + 1).flatMap(one => passing(one, own)), ...after];
    if (entry.kind === 'middleware') passed.push(...passing(entry, own));
    else if (entry.kind === 'mount') {
      for (const path of entry.paths) visit(entry.router, [...own, path], passed, later(), found, active);
    } else {
      for (const path of entry.paths) {
        const whole = [...own, path];
        found.push({
          framework: router.framework,
          methods: entry.methods,
          path: whole,
          handlers: [...handlersFor(whole, passed), ...entry.handlers],
          own: entry.handlers.length,
          ...(entry.options ? { options: entry.options } : {}),
          after: handlersFor(whole, later()),
          site: entry.site,
        });
      }
    }
  });
  active.delete(router);
}

function passing(entry: Router['entries'][number], prefixes: readonly Value[]): Passing[] {
  if (entry.kind !== 'middleware') return [];
  return entry.paths.map(path => ({ path: [...prefixes, path], handlers: entry.handlers }));
}

/** Those whose path a route's path begins with. Where one of them is not known, it may. */
function handlersFor(path: readonly Value[], all: readonly Passing[]): Value[] {
  const whole = segments(path);
  return all.flatMap(one => {
    const start = segments(one.path);
    const fits = start.every(
      (segment, index) => segment === undefined || whole[index] === undefined || segment === whole[index],
    );
    return fits && start.length <= whole.length ? one.handlers : [];
  });
}

function segments(path: readonly Value[]): (string | undefined)[] {
  return path.flatMap(part => {
    const text = textOf(part);
    return text === undefined ? [undefined] : text.split('/').filter(segment => segment !== '' && segment !== '*');
  });
}
