// @fastify/swagger describes a running program, which has to be installed; what speaks to databases is left out of it.
import { createRequire, Module } from 'node:module';

/** Answers anything, and can be awaited. */
const nothing = new Proxy(() => nothing, {
  get: (_target, name) => (name === 'then' || typeof name === 'symbol' ? undefined : nothing),
  apply: () => nothing,
  construct: () => nothing,
});

const leftOut = new Set(['bcrypt', 'knex', 'sqlite3', 'knex/lib/util/is']);

export async function fastifySwagger(entry) {
  const { _load } = Module;
  Module._load = function load(name, ...others) {
    return leftOut.has(name) ? nothing : _load.call(this, name, ...others);
  };
  const require = createRequire(entry);
  const app = require('fastify')();
  await app.register((await import('@fastify/swagger')).default, { openapi: { info: { title: 'T', version: '1' } } });
  app.register(require(entry), { prefix: '/api/', apilayer: {}, knex: {}, security: { jwtSecret: 'x'.repeat(32) } });
  await app.ready();
  return app.swagger();
}
