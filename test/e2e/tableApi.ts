/** An API over tables under test: generated from a schema on a real server, and served on 127.0.0.1 for a role without privileges beyond them. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { parse } from 'yaml';
import { readInventory } from '../../src/database/introspect/readInventory.js';
import { loadScripts } from '../../src/database/loadScript.js';
import { readRelations } from '../../src/database/relations/readRelations.js';
import { extensionsOf, schemaScript } from '../../src/database/relations/schemaScript.js';
import type { Session } from '../../src/database/session.js';
import { idempotencySql } from '../../src/resources/code/databaseFiles.js';
import { type ScaffoldedTables, scaffoldTables, type TablesRequest } from '../../src/resources/scaffoldTables.js';
import { quoteName } from '../../src/schema/print.js';
import type { LiveServer } from '../database/liveServer.js';
import { boot, emptyFolder, type Framework, folderAt, send } from './harness.js';

export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  // biome-ignore lint/suspicious/noExplicitAny: bodies of any schema
  readonly body: any;
}

export interface TableApi {
  readonly folder: string;
  readonly made: ScaffoldedTables;
  // biome-ignore lint/suspicious/noExplicitAny: an OpenAPI document
  readonly document: any;
  /** As a superuser. */
  readonly session: Session;
  /** Of the server's handlers since the last call, without BEGIN and the like. */
  readonly takeStatements: () => readonly Statement[];
  readonly logged: readonly unknown[];
  readonly call: (
    method: string,
    target: string,
    more?: { body?: unknown; headers?: Record<string, string>; user?: string },
  ) => Promise<Answer>;
  readonly close: () => Promise<void>;
}

export interface TableApiOptions extends Partial<TablesRequest> {
  readonly name: string;
  readonly sql: string;
  readonly framework: Framework;
}

/** Role of the API: it may read and write rows, and policies hold for it. */
const role = 'table_api';

export async function makeTableApi(server: LiveServer, options: TableApiOptions): Promise<TableApi> {
  const { name: database, session } = await server.database();
  await loadScripts(session, [{ path: `/${options.name}.sql`, text: options.sql }]);
  const request = await requestOf(session, options);
  await session.execute(idempotencySql);
  await grant(session);
  const folder = await emptyFolder(`tables-${options.name}-${options.framework}`);
  const made = await scaffoldTables(request, folder, folderAt(folder));
  await writeTables(folder, made);
  process.env['DATABASE_URL'] = server.url(database, role);
  process.env['DATABASE_POOL_MAX'] = '4';
  const recorded = record();
  const { database: own } = await import(pathToFileURL(path.join(folder, 'database.ts')).href);
  const running = await boot(options.framework, folder, () => ({
    authenticate: { bearerAuth: async (token: string) => ({ sub: token }) },
  }));
  return {
    folder,
    made,
    document: parse(await readFile(path.join(folder, 'openapi.yaml'), 'utf8')),
    session,
    takeStatements: () => recorded.take(),
    logged: running.logged,
    async call(method, target, { body, headers = {}, user = 'ann' } = {}) {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const all = {
        ...(user !== '' && { authorization: `Bearer ${user}` }),
        ...(text !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      };
      const reply = await send(running.port, method, target, all, text);
      return { ...reply, body: reply.text === '' ? undefined : JSON.parse(reply.text) };
    },
    async close() {
      recorded.stop();
      await running.close();
      await own.close();
      await session.close();
    },
  };
}

async function requestOf(session: Session, { name, framework, ...more }: TableApiOptions): Promise<TablesRequest> {
  const inventory = await readInventory(session);
  return {
    relations: await readRelations(session),
    schemaSql: schemaScript(inventory),
    extensions: extensionsOf(inventory),
    ...{ title: name, auth: 'bearer', numbers: false, framework, app: true, force: false },
    ...more,
  };
}

async function grant(session: Session): Promise<void> {
  await session.execute(`do $$ begin create role ${role} login; exception when duplicate_object then null; end $$`);
  const schemas = await session.query<{ name: string }>(
    `select nspname as name from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'`,
  );
  for (const { name } of schemas) {
    const space = quoteName(name);
    await session.execute(
      `grant usage on schema ${space} to ${role}; grant all on all tables in schema ${space} to ${role};
       grant all on all sequences in schema ${space} to ${role}`,
    );
  }
}

export async function writeTables(folder: string, { scaffolding }: ScaffoldedTables): Promise<void> {
  await mkdir(path.join(folder, 'runtime'), { recursive: true });
  for (const { path: file, text } of scaffolding.changes)
    if (text !== undefined) await writeFile(path.join(folder, file), text);
}

/** What `pg` sends from this process through the pools of generated code: those whose rows are arrays. */
function record() {
  let statements: Statement[] = [];
  // biome-ignore lint/suspicious/noExplicitAny: pg's query has many forms
  const prototype = pg.Client.prototype as any;
  const original = prototype.query;
  prototype.query = function query(this: unknown, ...args: unknown[]) {
    const [first] = args as [{ text?: string; values?: unknown[]; rowMode?: string }];
    if (first?.rowMode === 'array') statements.push({ text: first.text!, values: first.values ?? [] });
    return original.apply(this, args);
  };
  return {
    take() {
      const taken = statements;
      statements = [];
      return taken;
    },
    stop() {
      prototype.query = original;
    },
  };
}
