/** A package that the generated code needs, at the version it is tested with. */
export interface Dependency {
  readonly name: string;
  /** A range for package.json. */
  readonly version: string;
  readonly dev: boolean;
}

const frameworks: Readonly<Record<'express' | 'fastify' | 'koa', readonly Dependency[]>> = {
  express: [
    { name: 'express', version: '^5.3.0', dev: false },
    { name: '@types/express', version: '^5.0.6', dev: true },
  ],
  fastify: [{ name: 'fastify', version: '^5.12.8', dev: false }],
  koa: [
    { name: 'koa', version: '^3.3.0', dev: false },
    { name: '@koa/router', version: '^15.7.0', dev: false },
    { name: '@types/koa', version: '^3.0.3', dev: true },
  ],
};

/** What package.json needs for the generated code, app.ts aside. */
export function dependenciesOf(framework: keyof typeof frameworks): readonly Dependency[] {
  return [
    { name: 'zod', version: '^4.6.7', dev: false },
    ...frameworks[framework],
    { name: '@types/node', version: '^22.19.1', dev: true },
    { name: 'typescript', version: '^6.0.3', dev: true },
  ];
}

/** What handlers that speak to a database need. PGlite is there while no server is given. */
export const databaseDependencies: readonly Dependency[] = [
  { name: 'pg', version: '^8.23.1', dev: false },
  { name: '@types/pg', version: '^8.23.1', dev: true },
  { name: '@electric-sql/pglite', version: '^0.5.16', dev: true },
];
