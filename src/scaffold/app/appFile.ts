/** app.ts: a runnable server around the generated routes. It belongs to its user from the moment it exists. */
import type { SecurityScheme } from '../../openapi/api.js';
import { pascalName } from '../../openapi/nameCase.js';
import type { Dependency } from '../dependencies.js';
import { NamePool } from '../names/identifiers.js';
import type { Plan } from '../plan.js';
import { docComment, objectKey, stringLiteral } from '../source.js';
import { appExpress } from './appExpress.js';
import { appFastify } from './appFastify.js';
import { appKoa } from './appKoa.js';
import { environmentSource, failSource, type Import, stopSource, verifierSource } from './appParts.js';

/** What a framework's server is written from. Every text is code already. */
export interface AppParts {
  /** Whether bearer tokens are verified. */
  readonly jwt: boolean;
  /** Whether handlers speak to a database, which database.ts opens. */
  readonly database: boolean;
  /** Path literals of the two probes. */
  readonly health: string;
  readonly ready: string;
  /** Lines of the options of `register`. */
  readonly registerOptions: (indent: string) => string;
}

export interface AppTemplate {
  /** In the order of Biome's `organizeImports`. */
  readonly imports: (parts: AppParts) => readonly Import[];
  /** `async function start()` and what only this framework needs. */
  readonly source: (parts: AppParts) => string;
  readonly dependencies: readonly Dependency[];
}

const templates = { express: appExpress, fastify: appFastify, koa: appKoa };

const jose: Dependency = { name: 'jose', version: '^6.2.17', dev: false };

/** The text of app.ts, without any header, and what package.json needs for it beyond what the routes need. */
export function appSource(
  plan: Plan,
  framework: keyof typeof templates,
  database = false,
): { text: string; dependencies: readonly Dependency[] } {
  const template = templates[framework];
  const schemes = authenticators(plan);
  const jwt = schemes.some(({ isToken }) => isToken);
  const probes = probePaths(plan);
  const parts: AppParts = {
    jwt,
    database,
    health: stringLiteral(probes.health),
    ready: stringLiteral(probes.ready),
    registerOptions: indent => registerOptions(schemes, indent),
  };
  const text = [
    docComment(
      `${plan.api.title}: the server. This file is yours: it was made once and is never written again.\n` +
        'All configuration comes from the environment and is checked before anything listens.',
      [],
      '',
    ) +
      template
        .imports(parts)
        .map(([what, module]) => `import ${what} from '${module}';\n`)
        .join(''),
    environmentSource(parts),
    template.source(parts),
    ...(jwt ? [verifierSource] : []),
    ...schemes.filter(({ isToken }) => !isToken).map(refusingSource),
    stopSource(parts),
    failSource,
    'void start();\n',
  ].join('\n');
  return { text, dependencies: jwt ? [...template.dependencies, jose] : template.dependencies };
}

interface SchemeAuthenticator {
  readonly scheme: string;
  /** The function's name in app.ts. */
  readonly name: string;
  /** A bearer token, which is verified; everything else is for the user to decide. */
  readonly isToken: boolean;
  readonly what: string;
}

/** One for each scheme that some operation needs: these are what `register` asks for. */
function authenticators(plan: Plan): readonly SchemeAuthenticator[] {
  const operations = plan.groups.flatMap(group => group.operations);
  const needed = new Set(operations.flatMap(({ operation }) => operation.security.flat().map(need => need.scheme)));
  const pool = NamePool.forValues();
  return [...needed].map(scheme => {
    const described = plan.api.securitySchemes.find(({ name }) => name === scheme);
    const isToken = isBearer(described);
    const name = isToken ? 'verifyToken' : pool.take(`authenticate${pascalName(scheme) || 'Scheme'}`);
    return { scheme, name, isToken, what: credentialOf(described) };
  });
}

function isBearer(scheme: SecurityScheme | undefined): boolean {
  if (scheme?.type === 'http') return scheme.http?.scheme === 'bearer';
  return scheme?.type === 'oauth2' || scheme?.type === 'openIdConnect';
}

function credentialOf(scheme: SecurityScheme | undefined): string {
  if (scheme?.type === 'apiKey') return 'an API key: look its hash up, never the key itself';
  if (scheme?.type === 'mutualTLS')
    return "a client certificate: read it from the request's socket, in `context.request`";
  if (scheme?.http?.scheme === 'basic') return '`user:password`: compare with a slow hash (argon2, scrypt, bcrypt)';
  return 'the whole Authorization header';
}

function refusingSource({ scheme, name, what }: SchemeAuthenticator): string {
  const comment = docComment(
    `Who is calling, by the security scheme ${JSON.stringify(scheme)}. Refuses everyone until you write it.\n` +
      `The credential is ${what}.\n` +
      'Return a principal, undefined for 401, or throw `permissionDenied()` for 403.',
    [],
    '',
  );
  return `${comment}async function ${name}(_credential: string): Promise<object | undefined> {
  return undefined;
}
`;
}

function registerOptions(schemes: readonly SchemeAuthenticator[], indent: string): string {
  const lines = ['bodyLimit: env.BODY_LIMIT_BYTES,'];
  if (schemes.length > 0) {
    lines.push('authenticate: {', ...schemes.map(({ scheme, name }) => `  ${property(scheme, name)},`), '},');
  }
  return lines.map(line => `${indent}${line}\n`).join('');
}

function property(key: string, value: string): string {
  return key === value ? value : `${objectKey(key)}: ${value}`;
}

/** `/health` and `/ready`, or where the spec could mean these itself, paths that it does not. */
function probePaths(plan: Plan): { health: string; ready: string } {
  const paths = plan.groups.flatMap(group => group.operations.map(({ operation }) => operation.path));
  const folders = ['', '/-', '/-/probes', '/-/probes/server'];
  const free = folders.find(folder => [`${folder}/health`, `${folder}/ready`].every(path => !isServed(path, paths)));
  const folder = free ?? `/-/${'probe-'.repeat(Math.max(...paths.map(path => path.length)))}`;
  return { health: `${folder}/health`, ready: `${folder}/ready` };
}

/** A segment with a parameter may mean anything; Express takes neither case nor a slash at the end into account. */
function isServed(path: string, templates: readonly string[]): boolean {
  const parts = path.split('/');
  return templates.some(template => {
    const segments = template.split('?')[0]!.replace(/\/$/, '').toLowerCase().split('/');
    return segments.length === parts.length && segments.every((one, i) => one.includes('{') || one === parts[i]);
  });
}
