/** index.ts: registers every operation in the framework's own idiom. */
import type { SecurityScheme } from '../../openapi/api.js';
import type { Emitted } from '../emitted.js';
import type { Plan } from '../plan.js';
import { literalEntry, memberAccess, stringLiteral } from '../source.js';
import { expressIndex } from './express.js';
import { fastifyIndex } from './fastify.js';
import { koaIndex } from './koa.js';
import { shapeOfPath } from './routerPath.js';
import { type RoutedOperation, type RoutedPath, routeTable } from './routeTable.js';

/** How a framework's index.ts is written. */
export interface FrameworkIndex {
  /** Import statements of the framework. */
  readonly imports: string;
  /** What index.ts needs of the adapter, besides `createServer` and `Options`. */
  readonly adapter: readonly string[];
  /** A function of the adapter that a method needs. */
  readonly helperOf: (method: string) => string | undefined;
  /** What `register` does, for its doc comment. */
  readonly comment: string;
  /** `options` is the default value of the parameter, ` = {}`, or ''. */
  readonly signature: (options: string) => string;
  readonly setUp: string;
  readonly path: (
    path: RoutedPath,
    source: {
      readonly methods: readonly { readonly method: string; readonly serve: string }[];
      readonly allow: string;
      /** How many paths before it differ in regular expressions only. */
      readonly twins: number;
    },
  ) => string;
  readonly tearDown: string;
}

const frameworks = { express: expressIndex, fastify: fastifyIndex, koa: koaIndex };

export function indexSource(plan: Plan, framework: keyof typeof frameworks): Emitted {
  const { imports, adapter, comment, signature, setUp, path: pathSource, helperOf, tearDown } = frameworks[framework];
  const { paths, notes } = routeTable(plan);
  const used = [...paths].flatMap(path => [...path.methods.values()].flat());
  const schemes = neededSchemes(plan, used);
  const helpers = new Map(
    paths.flatMap(path => [...path.methods.keys()].flatMap(method => [[method, helperOf(method)] as const])),
  );
  const shapes = new Map<string, number>();
  const names = new Set([...helpers.values()].filter(name => name !== undefined));
  const groups = plan.groups.filter(group => used.some(routed => routed.group === group));

  const fromAdapter = [
    'createServer',
    'type Options',
    ...adapter,
    ...names,
    ...(schemes.length > 0 ? ['type Context'] : []),
  ];
  const text = `${imports}import { ${sorted(fromAdapter).join(', ')} } from './runtime/${framework}.js';
${
  schemes.length > 0
    ? "import type { Authenticator } from './runtime/http.js';\nimport type { Scheme } from './runtime/security.js';\n"
    : ''
}${groups
  .map(
    ({ file, name }) =>
      `import * as ${name}Handlers from './${file}.handlers.js';\nimport * as ${name}Routes from './${file}.routes.js';\n`,
  )
  .join('')}
${schemesSource(schemes)}
/** ${comment} Options are explained in runtime/http.ts. */
${signature(schemes.length > 0 ? '' : ' = {}')} {
  const { serve, refuse } = createServer(options, ${schemes.length > 0 ? 'schemes' : '{}'});
${setUp}${names.has('addMethods') ? `  addMethods(app, [${methodsOf(helpers, 'addMethods')}]);\n` : ''}
${paths
  .map(path => {
    const methods = [...path.methods].map(([method, routed]) => ({ method, serve: serveSource(routed) }));
    const shape = shapeOfPath(path.segments);
    const twins = shapes.get(shape) ?? 0;
    shapes.set(shape, twins + 1);
    return pathSource(path, { methods, allow: allowSource([...path.methods.keys()]), twins });
  })
  .join('\n')}${paths.length === 0 ? noPaths : ''}${tearDown === '' ? '' : `\n${tearDown}`}}
`;
  return { text, notes };
}

/** tsc may have been told to refuse what is unused. */
const noPaths = '  void [serve, refuse, routes]; // The spec has no operation yet.\n';

/** As `organizeImports` has them. */
function sorted(names: readonly string[]): string[] {
  const key = (name: string) => name.replace('type ', '').toLowerCase();
  return [...names].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

function serveSource(routed: readonly RoutedOperation[]): string {
  const endpoints = routed.map(({ group, planned }) => {
    const member = memberAccess(planned.name);
    return `${group.name}Routes${member}(${group.name}Handlers${member})`;
  });
  return `serve(${endpoints.join(', ')})`;
}

function allowSource(methods: readonly string[]): string {
  const all = methods.includes('GET') && !methods.includes('HEAD') ? [...methods, 'HEAD'] : methods;
  return all.map(stringLiteral).join(', ');
}

function methodsOf(helpers: ReadonlyMap<string, string | undefined>, helper: string): string {
  return [...helpers].flatMap(([method, name]) => (name === helper ? [stringLiteral(method)] : [])).join(', ');
}

interface NeededScheme {
  readonly name: string;
  readonly scheme: SecurityScheme | undefined;
}

/** Only what some operation needs: an authenticator for anything else would be asked for in vain. */
function neededSchemes(plan: Plan, used: readonly RoutedOperation[]): NeededScheme[] {
  const names = new Set(used.flatMap(({ planned }) => planned.operation.security.flat().map(need => need.scheme)));
  return [...names].map(name => ({ name, scheme: plan.api.securitySchemes.find(one => one.name === name) }));
}

function schemesSource(schemes: readonly NeededScheme[]): string {
  if (schemes.length === 0) return 'export type RegisterOptions = Options;\n';
  return `/** Where each security scheme's credential is. */
const schemes = {
${schemes.map(({ name, scheme }) => `  ${literalEntry(name, schemeSource(scheme))},\n`).join('')}} satisfies Record<string, Scheme>;

export interface RegisterOptions extends Options {
  /** Decides who is calling: one function for each security scheme that the spec's operations need. */
  authenticate: Readonly<Record<keyof typeof schemes, Authenticator<Context>>>;
}
`;
}

function schemeSource(scheme: SecurityScheme | undefined): string {
  switch (scheme?.type) {
    case 'oauth2':
    case 'openIdConnect':
      return "{ type: 'bearer' }";
    case 'mutualTLS':
      return "{ type: 'none' }";
    case 'apiKey':
      if (!scheme.key) break;
      return `{ type: 'apiKey', in: ${stringLiteral(scheme.key.in)}, name: ${stringLiteral(scheme.key.name)} }`;
    case 'http':
      if (scheme.http?.scheme === 'bearer' || scheme.http?.scheme === 'basic') {
        return `{ type: ${stringLiteral(scheme.http.scheme)} }`;
      }
  }
  return "{ type: 'authorization' }";
}
