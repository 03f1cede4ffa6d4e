/** What app.ts has in common for all frameworks. Our own text only: nothing of a spec is written here. */
import type { AppParts } from './appFile.js';

export function environmentSource({ jwt, database }: Pick<AppParts, 'jwt' | 'database'>): string {
  return `const Environment = z
  .object({
    HOST: z.string().default(${database ? "isTrial ? '127.0.0.1' : '0.0.0.0'" : "'0.0.0.0'"}),
    PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
    /** Proxies that every request has passed: so many entries of X-Forwarded-For are believed, from its end. */
    TRUST_PROXY: z.coerce.number().int().min(0).default(0),
    /** Web origins that may call from a browser, separated by commas. None: CORS is closed. */
    CORS_ORIGINS: z
      .string()
      .default('')
      .transform(text => text.split(',').flatMap(item => item.trim() || []))
      .refine(origins => origins.every(isOrigin), 'an origin is https://host or https://host:port, without a path'),
    /** Requests of one client in a window. */
    RATE_LIMIT_MAX: z.coerce.number().int().min(1).default(100),
    RATE_LIMIT_WINDOW_SECONDS: z.coerce.number().int().min(1).default(900),
    BODY_LIMIT_BYTES: z.coerce.number().int().min(1).default(1_048_576),
    SHUTDOWN_TIMEOUT_SECONDS: z.coerce.number().min(0).default(10),
${jwt ? tokenVariables(database) : ''}  })${jwt ? keyRule(database) : ''};

type Environment = z.infer<typeof Environment>;

function readEnvironment(): Environment {
  // An empty variable is an absent one.
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
  const result = Environment.safeParse(given);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ code, path, message }) => {
    const name = String(path[0]);
    return \`  \${name}: \${code === 'invalid_type' && !(name in given) ? 'is missing' : message}\`;
  });
  return fail(\`The environment is not complete:\\n\${problems.join('\\n')}\`);
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}
`;
}

function tokenVariables(database: boolean): string {
  const required = database ? "isTrial ? z.string().default('') : z.string()" : 'z.string()';
  return `    JWT_ISSUER: ${required},
    JWT_AUDIENCE: ${required},
    /** One algorithm, and never one with a shared secret (RFC 8725, section 3.1). */
    JWT_ALGORITHM: z.enum(['RS256', 'RS512', 'PS256', 'PS512', 'ES256', 'ES384', 'EdDSA']).default('RS256'),
    /** Where the issuer publishes its keys; or the one key, as PEM (\\n may stand for line ends). */
    JWT_JWKS_URL: z
      .url()
      .refine(url => /^https:|^http:\\/\\/(localhost|127\\.0\\.0\\.1)[:/]/.test(url), 'keys are fetched over https only')
      .optional(),
    JWT_PUBLIC_KEY: z.string().optional(),
`;
}

function keyRule(database: boolean): string {
  return `
  .refine(env => ${database ? 'isTrial || ' : ''}(env.JWT_JWKS_URL === undefined) !== (env.JWT_PUBLIC_KEY === undefined), {
    path: ['JWT_JWKS_URL'],
    message: 'set either JWT_JWKS_URL or JWT_PUBLIC_KEY',
    when: () => true,
  })`;
}

export const verifierSource = `/** Verifies bearer tokens: undefined is 401, \`permissionDenied\` 403; the claims are in \`context.auth\` of the handlers. */
async function createTokenVerifier(env: Environment) {
  const findKey = await createKeyFinder(env);
  return async (token: string, { scopes }: { readonly scopes: readonly string[] }) => {
    const claims = await jwtVerify(token, findKey, {
      algorithms: [env.JWT_ALGORITHM],
      issuer: env.JWT_ISSUER,
      audience: env.JWT_AUDIENCE,
      requiredClaims: ['exp'],
      clockTolerance: 5,
    }).then(({ payload }) => payload, refuseToken);
    if (!claims) return undefined;
    const { scope, scp } = claims;
    const granted = [scope, scp].flat().flatMap(text => (typeof text === 'string' ? text.split(' ') : []));
    const missing = scopes.filter(one => !granted.includes(one));
    if (missing.length > 0) throw permissionDenied(\`The token lacks the scope \${missing.join(' ')}.\`);
    return claims;
  };
}

async function createKeyFinder(env: Environment): Promise<JWTVerifyGetKey> {
  if (env.JWT_JWKS_URL !== undefined) return createRemoteJWKSet(new URL(env.JWT_JWKS_URL));
  const pem = env.JWT_PUBLIC_KEY?.replaceAll('\\\\n', '\\n') ?? '';
  const key = await importSPKI(pem, env.JWT_ALGORITHM).catch(() =>
    fail(\`JWT_PUBLIC_KEY is not a public key for \${env.JWT_ALGORITHM} in PEM (-----BEGIN PUBLIC KEY-----).\`),
  );
  return async () => key;
}

/** A bad token is the caller's fault; keys that cannot be fetched are not. */
function refuseToken(error: unknown): undefined {
  const unavailable = ['ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID'];
  if (error instanceof errors.JOSEError && !unavailable.includes(error.code)) return undefined;
  throw error;
}
`;

export function stopSource({ database }: Pick<AppParts, 'database'>): string {
  return `let stopping = false;

/** On SIGTERM and SIGINT: accepts nothing new, lets running requests finish, and gives up after a while. */
function stopOnSignals(server: Server, close: () => Promise<void>, env: Environment): void {
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => fail('Requests were still running: they were cut off.'), env.SHUTDOWN_TIMEOUT_SECONDS * 1000);
    // A connection that is kept alive would otherwise hold the server open after its last answer.
    setInterval(() => server.closeIdleConnections(), 100);
    await close();
${database ? '    await database.close();\n    // Close queues here.' : '    // Close database pools and queues here.'}
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
${database ? readinessSource : ''}`;
}

const readinessSource = `
/** Whether requests are taken, and the database answers. */
async function readiness(): Promise<'ok' | 'stopping' | 'unavailable'> {
  if (stopping) return 'stopping';
  return database.check().then(
    () => 'ok' as const,
    () => 'unavailable' as const,
  );
}
`;

/** First of all: who calls, and whether the database is there. */
export function openingSource({ jwt, database }: Pick<AppParts, 'jwt' | 'database'>): string {
  const verifier = jwt
    ? `  const verifyToken = ${database ? 'isTrial ? async (token: string) => ({ sub: token }) : ' : ''}await createTokenVerifier(env);\n`
    : '';
  if (!database) return verifier;
  const trial = jwt ? ' Any bearer token is taken for the name of who calls.' : '';
  return `${verifier}  await database.check().catch((error: Error) => fail(\`The database cannot be used: \${error.message}\`));
  if (isTrial) console.log('No DATABASE_URL: an embedded PostgreSQL in memory, made from schema.ts.${trial}');
`;
}

/** Those of `database.ts`. */
export const databaseImports: readonly Import[] = [['{ database, isTrial }', './database.js']];

export const failSource = `function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
`;

/** An API answers no pages: whatever a browser takes for one may load nothing and be framed nowhere. */
export const helmetSource = `const securityHeaders = {
  strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: true },
  contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
  xFrameOptions: { action: 'deny' },
} as const;
`;

export const exposedHeaders = `const exposedHeaders = ['X-Request-Id', 'RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset', 'Retry-After'];
`;

export const listenSource = `  server.headersTimeout = 15_000;
  server.requestTimeout = 60_000;
  // Longer than a load balancer keeps an idle connection, or it would use one that is just being closed.
  server.keepAliveTimeout = 65_000;
  server.on('error', error => fail(\`The server cannot run: \${error.message}\`));
  server.listen(env.PORT, env.HOST, () => console.log('Listening on', server.address()));
  stopOnSignals(server, () => new Promise(resolve => server.close(() => resolve())), env);
`;

/** What is imported, and from where. */
export type Import = readonly [what: string, module: string];

export const joseImport: Import = [
  '{ createRemoteJWKSet, errors, importSPKI, type JWTVerifyGetKey, jwtVerify }',
  'jose',
];
