/** An application's source becomes an OpenAPI document, without running any of it. */
import type { Json } from '../openapi/json.js';
import { type Range, startOfFile } from '../text/finding.js';
import type { About } from './about.js';
import { apiBlocks } from './comments/apiBlocks.js';
import { mergeBlocks } from './comments/mergeBlocks.js';
import { documentOf, type PlacedOperation } from './describe/document.js';
import { type Beside, besidesOf, readEverywhere, withoutNamed } from './describe/everywhere.js';
import { finished } from './describe/finished.js';
import { infoOf } from './describe/info.js';
import type { OpenPart } from './describe/openParts.js';
import { describeOperation } from './describe/operation.js';
import { type PathTemplate, readPath, renamedParameters, signature } from './describe/paths.js';
import { securityOf } from './describe/security.js';
import { sharedSchemas } from './describe/sharedSchemas.js';
import { type FoundRoute, routesOf } from './frameworks/flatten.js';
import { knownPackages } from './frameworks/packages.js';
import { isMethod, type Router } from './frameworks/router.js';
import { followRoute } from './handlers/follow.js';
import { siteOfHandler } from './handlers/passedHandler.js';
import { Interpreter } from './interpret/interpreter.js';
import type { Site } from './interpret/value.js';
import { positionAt } from './parse.js';
import { readAliases } from './project/aliases.js';
import type { Sources } from './project/sources.js';
import { schemaReaders } from './shapes/readers.js';
import { startReading } from './shapes/reading.js';
import { typeSchema } from './shapes/typeSchema.js';

export interface ReadOptions {
  /** More names of middlewares that ask who is there. */
  readonly guards: readonly string[];
}

/** A place in the sources. */
export interface Place {
  /** Absolute path. */
  readonly path: string;
  readonly range: Range;
}

export interface AppOperation {
  /** Lower case. */
  readonly method: string;
  /** As the document has it: `/users/{id}`. */
  readonly path: string;
  /** Where the route is registered. */
  readonly route: Place;
  /** The function that answers. */
  readonly handler: Place | undefined;
  /** Parts of requests of which it is not known all that the program reads. Undefined: of all. */
  readonly open?: readonly OpenPart[];
}

export interface Unclarity {
  readonly place: Place;
  /** A whole sentence. */
  readonly message: string;
  readonly about: About;
}

export interface AppReading {
  /** OpenAPI 3.1, plain data. Undefined: no routes were found. */
  readonly document: { readonly [key: string]: Json } | undefined;
  readonly operations: readonly AppOperation[];
  /** What could not be read, or not said in OpenAPI; in the order of the program. */
  readonly unclear: readonly Unclarity[];
}

export function readApp(sources: Sources, options: ReadOptions): AppReading {
  const routers: Router[] = [];
  const interpreter = new Interpreter(
    sources,
    readAliases(sources),
    knownPackages(router => routers.push(router)),
  );
  interpreter.loadAll(sources.programs);
  interpreter.callUncalled(/\b(?:express|[Ff]astify|Koa)\s*\(/);
  const { reading, schemas, unclear } = startReading(interpreter, schemaReaders, typeSchema, sharedSchemas(routers));
  const found: Found[] = [];
  const seen = new Set<string>();
  /** Paths that only the names of parameters tell apart are one, with the names that came first. */
  const named = new Map<string, PathTemplate>();
  for (const route of rootApps(routers).flatMap(routesOf)) {
    const { templates, unclear: why } = readPath(route.path, route.framework);
    for (const { message, about } of why) reading.unclear(route.site, message, about);
    const methods = route.methods.filter(isMethod);
    if (methods.length < route.methods.length) {
      reading.unclear(
        route.site,
        'A route for every method, or for one that OpenAPI does not know, is not in the description.',
        { what: 'methods' },
      );
    }
    const fresh = templates.flatMap(template =>
      methods.flatMap(method => (seen.has(`${method} ${signature(template)}`) ? [] : [{ method, template }])),
    );
    if (fresh.length === 0) continue;
    for (const { method, template } of fresh) {
      seen.add(`${method} ${signature(template)}`);
      if (!named.has(signature(template))) named.set(signature(template), template);
    }
    const usage = followRoute(interpreter, route);
    const security = securityOf(route, usage, options.guards);
    const besides = besidesOf(usage);
    for (const { method, template } of fresh) {
      const described = describeOperation(method, route, template, usage, security, reading);
      const first = named.get(signature(template))!;
      const operation = renamedParameters(described.operation, template, first);
      if (!described.hidden) {
        found.push({ method, template: first, described: { ...described, operation }, route, besides });
      }
    }
  }
  const everywhere = readEverywhere(found.map(({ besides }) => besides));
  const placed = found.map(({ besides, described, ...one }) => {
    const names = new Set(besides.flatMap(({ name, node }) => (everywhere.has(node) ? [name] : [])));
    return { ...one, described: { ...described, operation: withoutNamed(described.operation, names) } };
  });
  const place = placer(sources);
  const blocks = apiBlocks(sources.programs, interpreter, reading.unclear);
  const whole = (document: { readonly [key: string]: Json }) =>
    finished(
      mergeBlocks(
        document,
        blocks,
        placed.map(({ method, template, route }) => ({ method, path: template.path, file: route.site.path })),
        reading.unclear,
      ),
      blocks.map(({ value }) => value),
    );
  return {
    document: placed.length > 0 ? whole(documentOf(placed, schemas, infoOf(sources))) : undefined,
    operations: placed.map(({ method, template, described, route }) => ({
      method,
      path: template.path,
      route: place(route.site),
      open: described.open,
      handler: described.handler && place(siteOfHandler(described.handler)),
    })),
    unclear: [
      ...unclear.map(({ site, what, about }) => ({ place: place(site), message: what, about })),
      ...interpreter.unread.map(({ path, why }) => ({
        ...{ place: { path, range: startOfFile }, message: why, about: { what: 'file' } as const },
      })),
    ],
  };
}

interface Found extends PlacedOperation {
  readonly route: FoundRoute;
  readonly besides: readonly Beside[];
}

/** Apps that no other mounts. */
function rootApps(routers: readonly Router[]): Router[] {
  const mounted = new Set(
    routers.flatMap(({ entries }) => entries.flatMap(one => (one.kind === 'mount' ? [one.router] : []))),
  );
  // What is made by one and the same expression may be mounted in one place and be looked at alone in another.
  const mountedNodes = new Set([...mounted].map(({ site }) => site.node));
  return routers.filter(router => router.role === 'app' && !mounted.has(router) && !mountedNodes.has(router.site.node));
}

function placer(sources: Sources): (site: Site) => Place {
  return ({ path, node }) => {
    const text = sources.read(path);
    if (text === undefined) return { path, range: startOfFile };
    return { path, range: { start: positionAt(text, node.start ?? 0), end: positionAt(text, node.end ?? 0) } };
  };
}
