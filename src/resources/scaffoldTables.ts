/** Tables become a description and the API that serves it. */
import nodePath from 'node:path';
import type { Drift } from '../app/drift/drift.js';
import { mergeDrift } from '../app/drift/mergeDrift.js';
import type { AppReading } from '../app/readApp.js';
import type { Json } from '../openapi/json.js';
import { readApi } from '../openapi/parse.js';
import { isObject, type JsonObject, member } from '../openapi/values.js';
import { writeDescription } from '../openapi/write.js';
import { codeFindings } from '../scaffold/codeFindings.js';
import { type OutputFolder, type Scaffolding, type ScaffoldOptions, scaffold } from '../scaffold/scaffold.js';
import type { Relation } from '../schema/relation.js';
import { type Finding, startOfFile } from '../text/finding.js';
import { Problem } from '../text/problem.js';
import { tableCode } from './code/tableCode.js';
import { describeResources } from './describeResources.js';
import { growSchemas } from './growSchemas.js';
import { planResources } from './planResources.js';
import type { ResourceNote } from './resource.js';

export interface TablesRequest {
  readonly relations: readonly Relation[];
  /** SQL that makes the schema, and the extensions that it needs: for the embedded server of the generated API. */
  readonly schemaSql: string;
  readonly extensions: readonly string[];
  readonly title: string;
  readonly auth: 'bearer' | 'none';
  /** bigint and numeric as JSON numbers. */
  readonly numbers: boolean;
  readonly framework: ScaffoldOptions['framework'];
  readonly app: boolean;
  readonly force: boolean;
}

export interface ScaffoldedTables {
  /** With the description among its changes. */
  readonly scaffolding: Scaffolding;
  readonly resources: readonly { readonly path: string; readonly relation: string }[];
  readonly notes: readonly ResourceNote[];
  /** Where an existing description says otherwise than the tables, and a person has to decide. */
  readonly left: readonly Drift[];
  readonly findings: readonly Finding[];
}

/** Where the description lies in the output folder. */
export const descriptionName = 'openapi.yaml';

/**
 * @param output the absolute path of `folder`
 * @throws Problem when there is nothing to show, or a file is in the way; nothing is written at any time
 */
export async function scaffoldTables(
  request: TablesRequest,
  output: string,
  folder: OutputFolder,
): Promise<ScaffoldedTables> {
  const { numbers, auth, title } = request;
  const relations = request.relations.filter(relation => !isOurs(relation));
  const plan = planResources(relations, { numbers });
  if (plan.resources.length === 0) {
    throw new Problem(
      'There are no tables or views to make an API of. Name others with --schemas or --tables, or another database.',
    );
  }
  const { document, operations } = describeResources(plan, { title, version: '1.0.0', auth, numbers });
  const path = nodePath.join(output, descriptionName);
  const existing = await folder.read(descriptionName);
  const { text, left } =
    existing === undefined
      ? { text: writeDescription(document, 'yaml'), left: [] }
      : await merged(path, existing, document);
  const { api, findings } = await readApi(path, { readFile: readOnly(path, text), root: output });
  const tables = tableCode(plan.resources, operations, {
    authenticated: auth === 'bearer',
    extensions: request.extensions,
    schemaSql: request.schemaSql,
  });
  const { framework, app, force } = request;
  const code = await scaffold(api, { framework, app, force, specName: descriptionName, tables }, folder);
  const description = { path: descriptionName, text, owner: 'you' } as const;
  return {
    scaffolding: {
      ...code,
      changes: text === existing ? code.changes : [description, ...code.changes],
      kept: text === existing ? [descriptionName, ...code.kept] : code.kept,
    },
    resources: plan.resources
      .filter(({ links }) => links.length === 0)
      .map(({ segment, relation }) => ({ path: `/${segment}`, relation: `${relation.schema}.${relation.name}` })),
    notes: plan.notes,
    left,
    findings: [...findings, ...(await codeFindings(code, output, readOnly(path, text)))],
  };
}

/** The table of idempotency.sql. */
export function isOurs({ name, columns }: Relation): boolean {
  const own = ['caller', 'operation', 'key', 'request_hash', 'answer'];
  return name === 'idempotency_keys' && own.every(column => columns.some(one => one.name === column));
}

/** What a person wrote stays; what the tables say otherwise is mended. */
async function merged(path: string, existing: string, document: JsonObject) {
  const reading: AppReading = { document: inlined(document), operations: operationsOf(document, path), unclear: [] };
  const root = nodePath.dirname(path);
  const grown = await growSchemas(path, existing, document, { root });
  const { files, left } = await mergeDrift(path, reading, { readFile: readOnly(path, grown), root });
  return { text: files.get(path) ?? grown, left };
}

/** Shared parameters and responses where they are used: so a reading of routes has them. Schemas stay where they are. */
function inlined(document: JsonObject): JsonObject {
  const resolve = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(resolve);
    if (!isObject(value)) return value;
    const { $ref } = value;
    const [, kind, name] =
      typeof $ref === 'string' ? (/^#\/components\/(parameters|responses)\/(.+)$/.exec($ref) ?? []) : [];
    if (kind !== undefined) return member(member(document['components'], kind), name!) ?? value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolve(one)]));
  };
  return { ...document, paths: resolve(document['paths'] ?? {}) };
}

function operationsOf(document: JsonObject, path: string): AppReading['operations'] {
  const place = { path, range: startOfFile };
  return Object.entries((document['paths'] ?? {}) as Record<string, object>).flatMap(([template, item]) =>
    Object.keys(item)
      .filter(method => /^(?:get|post|put|patch|delete)$/.test(method))
      .map(method => ({ method, path: template, route: place, handler: undefined })),
  );
}

function readOnly(path: string, text: string) {
  return async (asked: string) => (asked === path ? text : undefined);
}
