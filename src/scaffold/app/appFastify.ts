import type { AppTemplate } from './appFile.js';
import { databaseImports, exposedHeaders, helmetSource, joseImport, openingSource } from './appParts.js';

export const appFastify: AppTemplate = {
  imports: ({ jwt, database }) => [
    ['type { Server }', 'node:http'],
    ['cors', '@fastify/cors'],
    ['helmet', '@fastify/helmet'],
    ['rateLimit', '@fastify/rate-limit'],
    ['Fastify', 'fastify'],
    ...(jwt ? [joseImport] : []),
    ['{ z }', 'zod'],
    ...(database ? databaseImports : []),
    ['{ register }', './index.js'],
    ['{ requestIdOf }', './runtime/answer.js'],
    ['{ errorHandler, notFoundHandler, serverOptions }', './runtime/fastify.js'],
    [`{ ${jwt ? 'permissionDenied, ' : ''}rateLimited }`, './runtime/http.js'],
  ],
  source: ({ jwt, database, health, ready, registerOptions }) => `${helmetSource}
${exposedHeaders}
async function start(): Promise<void> {
  const env = readEnvironment();
${openingSource({ jwt, database })}  const app = Fastify({
    ...serverOptions,
    logger: true,
    genReqId: requestIdOf,
    trustProxy: env.TRUST_PROXY > 0 && ((_address: string, hop: number) => hop < env.TRUST_PROXY),
    bodyLimit: env.BODY_LIMIT_BYTES,
    requestTimeout: 60_000,
    // Longer than a load balancer keeps an idle connection, or it would use one that is just being closed.
    keepAliveTimeout: 65_000,
  });
  app.server.headersTimeout = 15_000;
  app.setErrorHandler(errorHandler);
  app.addHook('onRequest', async (request, reply) => {
    reply.header('X-Request-Id', request.id);
  });
  await app.register(helmet, securityHeaders);
  if (env.CORS_ORIGINS.length > 0) {
    await app.register(cors, { origin: env.CORS_ORIGINS, exposedHeaders, maxAge: 600, strictPreflight: false });
  }
  await app.register(rateLimit, {
    max: env.RATE_LIMIT_MAX,
    timeWindow: env.RATE_LIMIT_WINDOW_SECONDS * 1000,
    enableDraftSpec: true,
    // Counts in this process: with several, give it \`redis\` or another shared store.
    errorResponseBuilder: (_request, { ttl }) => rateLimited(ttl / 1000),
  });
  app.setNotFoundHandler({ preHandler: app.rateLimit() }, notFoundHandler);
  app.get(${health}, { config: { rateLimit: false } }, async () => ({ status: 'ok' }));
  app.get(${ready}, { config: { rateLimit: false } }, async (_request, reply) => {
${
  database
    ? `    const status = await readiness();
    reply.code(status === 'ok' ? 200 : 503);
    return { status };`
    : `    reply.code(stopping ? 503 : 200);
    return { status: stopping ? 'stopping' : 'ok' };`
}
  });
  await app.register(register, {
${registerOptions('    ')}    log: (error: unknown, where: object) => app.log.error({ err: error, ...where }),
  });

  await app
    .listen({ host: env.HOST, port: env.PORT })
    .catch((error: Error) => fail(\`The server cannot run: \${error.message}\`));
  stopOnSignals(app.server, () => app.close(), env);
}
`,
  dependencies: [
    { name: '@fastify/cors', version: '^11.4.3', dev: false },
    { name: '@fastify/helmet', version: '^13.2.0', dev: false },
    { name: '@fastify/rate-limit', version: '^11.2.0', dev: false },
  ],
};
