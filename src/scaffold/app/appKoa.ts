import type { AppTemplate } from './appFile.js';
import { databaseImports, exposedHeaders, helmetSource, joseImport, listenSource, openingSource } from './appParts.js';

export const appKoa: AppTemplate = {
  imports: ({ jwt, database }) => [
    ['{ createServer, type Server }', 'node:http'],
    ['{ isIPv6 }', 'node:net'],
    ['cors', '@koa/cors'],
    ...(jwt ? [joseImport] : []),
    ['Koa', 'koa'],
    ['helmet', 'koa-helmet'],
    ['{ RateLimiterMemory, RateLimiterRes }', 'rate-limiter-flexible'],
    ['{ z }', 'zod'],
    ...(database ? databaseImports : []),
    ['{ register }', './index.js'],
    ['{ requestIdOf }', './runtime/answer.js'],
    [`{ ${jwt ? 'permissionDenied, ' : ''}rateLimited }`, './runtime/http.js'],
    ['{ errorHandler }', './runtime/koa.js'],
  ],
  source: ({ jwt, database, health, ready, registerOptions }) => `${helmetSource}
${exposedHeaders}
async function start(): Promise<void> {
  const env = readEnvironment();
${openingSource({ jwt, database })}  const app = new Koa({ proxy: env.TRUST_PROXY > 0, maxIpsCount: env.TRUST_PROXY });

  app.use(errorHandler);
  app.use(async (ctx, next) => {
    ctx.set('X-Request-Id', requestIdOf(ctx.req));
    await next();
  });
  app.use(helmet(securityHeaders));
  app.use(async (ctx, next) => {
    const isProbe = ctx.method === 'GET' || ctx.method === 'HEAD';
    if (isProbe && ctx.path === ${health}) {
      ctx.body = { status: 'ok' };
    } else if (isProbe && ctx.path === ${ready}) {
${
  database
    ? `      const status = await readiness();
      ctx.body = { status };
      ctx.status = status === 'ok' ? 200 : 503;`
    : `      ctx.body = { status: stopping ? 'stopping' : 'ok' };
      ctx.status = stopping ? 503 : 200;`
}
    } else {
      await next();
    }
  });
  if (env.CORS_ORIGINS.length > 0) {
    const origin = (ctx: Koa.Context) => env.CORS_ORIGINS.find(allowed => allowed === ctx.get('Origin')) ?? '';
    app.use(cors({ origin, exposeHeaders: exposedHeaders, maxAge: 600 }));
  }
  app.use(limitRate(env));
  register(app, {
${registerOptions('    ')}  });

  const server = createServer(app.callback());
${listenSource}}

/** Counts in this process: with several, use a limiter with a shared store. */
function limitRate(env: Environment): Koa.Middleware {
  const limiter = new RateLimiterMemory({ points: env.RATE_LIMIT_MAX, duration: env.RATE_LIMIT_WINDOW_SECONDS });
  return async (ctx, next) => {
    let refused = false;
    const state = await limiter.consume(clientOf(ctx.ip)).catch((reason: unknown) => {
      if (!(reason instanceof RateLimiterRes)) throw reason;
      refused = true;
      return reason;
    });
    const seconds = Math.ceil(state.msBeforeNext / 1000);
    ctx.set('RateLimit-Limit', String(env.RATE_LIMIT_MAX));
    ctx.set('RateLimit-Remaining', String(Math.max(0, state.remainingPoints)));
    ctx.set('RateLimit-Reset', String(seconds));
    if (refused) throw rateLimited(seconds);
    await next();
  };
}

/** Whoever has one IPv6 address has its whole /64: these addresses count as one client. */
function clientOf(ip: string): string {
  if (!isIPv6(ip) || ip.startsWith('::ffff:')) return ip;
  const [left = [], right = []] = ip.split('::').map(half => half.split(':').filter(group => group !== ''));
  const zeros = Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  return [...left, ...zeros, ...right].slice(0, 4).join(':');
}
`,
  dependencies: [
    { name: '@koa/cors', version: '^5.0.0', dev: false },
    { name: 'koa-helmet', version: '^9.0.0', dev: false },
    { name: 'rate-limiter-flexible', version: '^11.4.0', dev: false },
    { name: '@types/koa__cors', version: '^5.0.1', dev: true },
  ],
};
