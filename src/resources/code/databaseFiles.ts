/** What the handlers of tables share: the database, what its constraints are about, and where idempotency keys are kept. */
import { objectKey, stringLiteral } from '../../scaffold/source.js';
import type { Source } from '../../scaffold/tableCode.js';
import type { Resource } from '../resource.js';
import { templateText } from './sqlText.js';

/** `constraints.ts`: which fields a constraint is about, so that a refusal can name them. */
export function constraintsSource(resources: readonly Resource[]): string {
  const tables = resources.flatMap(({ relation, constraints }) => {
    const entries = constraints
      .filter(({ fields }) => fields.length > 0)
      .map(({ name, fields }) => `    ${objectKey(name)}: [${fields.map(stringLiteral).join(', ')}],\n`);
    return entries.length === 0
      ? []
      : [`  ${objectKey(`${relation.schema}.${relation.name}`)}: {\n${entries.join('')}  },\n`];
  });
  return `import type { Constraints } from './runtime/refusals.js';

/** Fields that each constraint is about, by table. */
export const constraints: Constraints = {${tables.length > 0 ? `\n${tables.join('')}` : ''}};
`;
}

/** `schema.ts`: scripts for the embedded server of the generated API. */
export function schemaSource(script: string): string {
  const texts = [script, idempotencySql].map(sql => `  \`${templateText(sql)}\`,\n`);
  return `/** What the embedded PostgreSQL starts with: the schema as it was read, and where idempotency keys are kept. */
export const schema: readonly string[] = [
${texts.join('')}];
`;
}

export interface DatabaseFileOptions {
  readonly rowSecurity: boolean;
  /** Who calls is known: there is a bearer token. */
  readonly authenticated: boolean;
  /** Of PGlite, that the schema needs. */
  readonly extensions: readonly string[];
}

/** `database.ts`, the user's own. */
export function databaseSource({ rowSecurity, authenticated, extensions }: DatabaseFileOptions): string {
  const subject = `function subjectOf(context: Context): string | undefined {
  const claims = context.auth['bearerAuth'] as { readonly sub?: unknown } | undefined;
  return typeof claims?.sub === 'string' ? claims.sub : undefined;
}
`;
  const settings =
    rowSecurity && authenticated
      ? `function settings(context: Context): Readonly<Record<string, string>> {
  // Always set: what PostgreSQL gives for a setting that an earlier transaction had is '', not NULL.
  return { 'app.user_id': subjectOf(context) ?? '' };
}`
      : `function settings(_context: Context): Readonly<Record<string, string>> {
  return {};
}`;
  return `/**
 * The database of this API. This file is yours: it was made once and is never written again.
 * Its configuration comes from the environment and is checked before anything listens.
 */
import { z } from 'zod';
import { constraints } from './constraints.js';
import { Database } from './runtime/database.js';
import { embeddedPool } from './runtime/embedded.js';
import type { Context } from './runtime/http.js';
import { schema } from './schema.js';

const Environment = z.object({
  /** Without one, an embedded PostgreSQL is made from schema.ts, in memory: for a trial, never in production. */
  DATABASE_URL: z
    .string()
    .regex(/^postgres(?:ql)?:\\/\\//, 'begins with postgres://')
    .optional(),
  /** Connections of this process. All processes together must stay below the server's max_connections. */
  DATABASE_POOL_MAX: z.coerce.number().int().min(1).default(10),
  DATABASE_CONNECT_TIMEOUT_MS: z.coerce.number().int().min(1).default(5_000),
  DATABASE_STATEMENT_TIMEOUT_MS: z.coerce.number().int().min(1).default(10_000),
  DATABASE_LOCK_TIMEOUT_MS: z.coerce.number().int().min(1).default(2_000),
});

/** True while no server is given: the embedded PostgreSQL is used. */
export const isTrial = !process.env['DATABASE_URL'] && process.env['NODE_ENV'] !== 'production';

export const database = new Database({ pool, constraints, settings, caller });

/**
 * Settings of the transaction that a request's statements run in, for policies of row-level security:
 * \`using (owner_id = nullif(current_setting('app.user_id', true), '')::uuid)\`. The role that connects must be neither the tables'
 * owner nor a superuser, or the policies are passed over.
 */
${settings}

/** Whose idempotency keys these are. */
${
  authenticated
    ? `function caller(context: Context): string {
  return subjectOf(context) ?? '';
}

/** Of the bearer token. */
${subject}`
    : `function caller(_context: Context): string {
  return '';
}
`
}
async function pool() {
  if (isTrial) {
    return embeddedPool({
      schema,
      extensions: [${extensions.map(stringLiteral).join(', ')}],
    });
  }
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
  const { data: env, error } = Environment.safeParse(given);
  if (error) throw new Error(error.issues.map(({ path, message }) => \`\${path.join('.')}: \${message}\`).join('; '));
  if (env.DATABASE_URL === undefined) throw new Error('DATABASE_URL is missing');
  return {
    connectionString: env.DATABASE_URL,
    max: env.DATABASE_POOL_MAX,
    connectionTimeoutMillis: env.DATABASE_CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: 30_000,
    maxLifetimeSeconds: 1800,
    statement_timeout: env.DATABASE_STATEMENT_TIMEOUT_MS,
    lock_timeout: env.DATABASE_LOCK_TIMEOUT_MS,
    idle_in_transaction_session_timeout: 30_000,
    // What runtime/columns.ts reads.
    options: '-c timezone=UTC -c intervalstyle=iso_8601 -c datestyle=ISO -c bytea_output=hex -c extra_float_digits=1',
  };
}
`;
}

/** `idempotency.sql`, a migration for the user. */
export const idempotencySql = `-- Answers to requests that had an Idempotency-Key. Run it once, with your other migrations; the role of the API needs
-- SELECT, INSERT and UPDATE on it. Keys count for 24 hours. To keep it small, run now and then:
--   delete from idempotency_keys where created_at < now() - interval '24 hours';
create table if not exists idempotency_keys (
  caller text not null,
  operation text not null,
  key text not null,
  request_hash text not null,
  answer text,
  created_at timestamptz not null default now(),
  primary key (caller, operation, key)
);
create index if not exists idempotency_keys_created_at on idempotency_keys (created_at);
`;

export function yours(options: DatabaseFileOptions): readonly Source[] {
  return [
    { path: 'database.ts', text: databaseSource(options) },
    { path: 'idempotency.sql', text: idempotencySql },
  ];
}
