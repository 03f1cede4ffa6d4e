import type { AppTemplate } from './appFile.js';
import { databaseImports, exposedHeaders, helmetSource, joseImport, listenSource, openingSource } from './appParts.js';

export const appExpress: AppTemplate = {
  imports: ({ jwt, database }) => [
    ['{ createServer, type Server }', 'node:http'],
    ['cors', 'cors'],
    ['express', 'express'],
    ['{ rateLimit }', 'express-rate-limit'],
    ['helmet', 'helmet'],
    ...(jwt ? [joseImport] : []),
    ['{ z }', 'zod'],
    ...(database ? databaseImports : []),
    ['{ register }', './index.js'],
    ['{ requestIdOf }', './runtime/answer.js'],
    ['{ errorHandler, notFoundHandler }', './runtime/express.js'],
    [`{ ${jwt ? 'permissionDenied, ' : ''}rateLimited }`, './runtime/http.js'],
  ],
  source: ({ jwt, database, health, ready, registerOptions }) => `${helmetSource}
${exposedHeaders}
async function start(): Promise<void> {
  const env = readEnvironment();
${openingSource({ jwt, database })}  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', env.TRUST_PROXY);

  app.use((request, response, next) => {
    response.setHeader('X-Request-Id', requestIdOf(request));
    next();
  });
  app.use(helmet(securityHeaders));
  app.get(${health}, (_request, response) => {
    response.json({ status: 'ok' });
  });
  app.get(${ready}, ${
    database
      ? `async (_request, response) => {
    const status = await readiness();
    response.status(status === 'ok' ? 200 : 503).json({ status });
  }`
      : `(_request, response) => {
    response.status(stopping ? 503 : 200).json({ status: stopping ? 'stopping' : 'ok' });
  }`
  });
  if (env.CORS_ORIGINS.length > 0) app.use(cors({ origin: env.CORS_ORIGINS, exposedHeaders, maxAge: 600 }));
  app.use(
    rateLimit({
      limit: env.RATE_LIMIT_MAX,
      windowMs: env.RATE_LIMIT_WINDOW_SECONDS * 1000,
      standardHeaders: 'draft-6',
      legacyHeaders: false,
      // Counts in this process: with several, give it a shared \`store\`.
      handler: (_request, response, next) => next(rateLimited(Number(response.getHeader('RateLimit-Reset')))),
    }),
  );
  register(app, {
${registerOptions('    ')}  });
  app.use(notFoundHandler);
  app.use(errorHandler);

  const server = createServer(app);
${listenSource}}
`,
  dependencies: [
    { name: 'cors', version: '^2.8.6', dev: false },
    { name: 'express-rate-limit', version: '^8.7.4', dev: false },
    { name: 'helmet', version: '^8.3.0', dev: false },
    { name: '@types/cors', version: '^2.8.19', dev: true },
  ],
};
