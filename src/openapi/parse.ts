import nodePath from 'node:path';
import type { ReadFile } from '../text/files.js';
import type { Finding } from '../text/finding.js';
import { Problem } from '../text/problem.js';
import type { Api } from './api.js';
import { cutCircles } from './circles.js';
import { locate, readDocument, type SourceDocument } from './document.js';
import { type Loaded, load } from './load.js';
import { readServers, readTags, readVersion, writtenAt } from './readInfo.js';
import { atOf, child, entries, objectAt, type Reading, report, stringAt } from './reading.js';
import { readWaitingLinks } from './readLinks.js';
import { readPaths, readWebhooks } from './readOperations.js';
import { readSecurity, readSecuritySchemes } from './readSecurity.js';
import { readWaitingShapes, requestShape } from './readShape.js';
import type { Node } from './resolve.js';
import { readSwagger2Servers } from './swagger2.js';
import { isObject, member } from './values.js';

export interface ReadApiOptions {
  /** Unsaved editor text may be behind it. */
  readonly readFile: ReadFile;
  /** Absolute folder that `$ref`s must not leave; nor symbolic links that they name. */
  readonly root: string;
  /** `$ref`s may leave the root. */
  readonly allowOutside?: boolean;
  /** Given only when remote `$ref`s are allowed. */
  readonly fetchText?: (url: string) => Promise<string>;
  /** In place of the function of this name: for whoever has read most files before. */
  readonly readDocument?: typeof readDocument;
}

export interface ReadApiResult {
  readonly api: Api;
  readonly findings: readonly Finding[];
  /** Absolute paths (and URLs) of everything that was read, the entry first. */
  readonly files: readonly string[];
}

/**
 * Reads an API description: Swagger 2.0, OpenAPI 3.0, 3.1 or 3.2, YAML or JSON, with every file that it refers to.
 * What is wrong in it is a finding, and the rest is read.
 * @throws Problem when nothing can be read: no such file, not text, not an API description, an unknown version.
 */
export async function readApi(path: string, options: ReadApiOptions): Promise<ReadApiResult> {
  const { api, findings, files } = await readApiAndSources(path, options);
  return { api, findings, files };
}

/** The same, with the files themselves, for those who look at what is written as well. */
export async function readApiAndSources(
  path: string,
  options: ReadApiOptions,
): Promise<ReadApiResult & { readonly loaded: Loaded }> {
  const text = await options.readFile(path);
  if (text === undefined) throw new Problem('There is no such file.', { path });
  const { readFile, fetchText, readDocument: read = readDocument } = options;
  const entry = read(nodePath.resolve(path), text);
  const dialect = readDialect(entry);
  const policy = {
    root: nodePath.resolve(options.root),
    allowOutside: options.allowOutside ?? false,
    allowRemote: fetchText !== undefined,
  };
  const loaded = await load(entry, { readFile, readDocument: read, policy, ...(fetchText && { fetchText }) });
  const reading: Reading = {
    loaded,
    dialect,
    findings: [...loaded.documents.values()].flatMap(document => document.findings),
    reported: new Set(),
    shapes: new Map(),
    waiting: [],
    waitingLinks: [],
    inPlaceRefs: [],
    broken: new WeakSet(),
    cache: new Map(),
  };
  const api = readRoot(reading, { document: entry, pointer: '', value: entry.value });
  const files = [...loaded.documents.keys()];
  return { api, findings: inFileOrder(reading.findings, files), files, loaded };
}

function inFileOrder(findings: readonly Finding[], files: readonly string[]): Finding[] {
  const order = new Map(files.map((file, index) => [file, index]));
  return findings.toSorted(
    (left, right) =>
      order.get(left.path)! - order.get(right.path)! ||
      left.range.start.line - right.range.start.line ||
      left.range.start.character - right.range.start.character,
  );
}

function readRoot(reading: Reading, root: Node): Api {
  checkVersion(reading, root);
  requestComponents(reading, root);
  const info = objectAt(reading, root, 'info');
  const description = info && stringAt(reading, info, 'description');
  const security = readSecurity(reading, root) ?? [];
  const operations = readPaths(reading, root, security);
  const webhooks = readWebhooks(reading, root, security);
  readWaitingLinks(reading, operations);
  readWaitingShapes(reading);
  cutCircles(reading);
  return {
    at: atOf(root),
    dialect: reading.dialect,
    title: (info && stringAt(reading, info, 'title')) ?? '',
    version: info ? readVersion(reading, info) : '',
    ...(description !== undefined && { description }),
    servers: reading.dialect === '2.0' ? readSwagger2Servers(reading, root) : readServers(reading, root),
    tags: readTags(reading, root, [...operations, ...webhooks]),
    operations,
    webhooks,
    shapes: [...reading.shapes.values()].filter(shape => shape !== undefined),
    securitySchemes: readSecuritySchemes(reading, root),
  };
}

/** What the version and the JSON Schema dialect say about the rest, where it is not what is read. */
function checkVersion(reading: Reading, root: Node): void {
  const version = child(root, reading.dialect === '2.0' ? 'swagger' : 'openapi');
  if (typeof version?.value === 'number') {
    report(reading, 'warning', 'invalid-value', version, 'The version is a string: put it in quotes.');
  }
  const schemaDialect = child(root, 'jsonSchemaDialect');
  const known = /^https?:\/\/(?:spec\.openapis\.org\/oas\/3\.[12]\/dialect\/|json-schema\.org\/draft\/2020-12\/schema)/;
  if (schemaDialect && !(typeof schemaDialect.value === 'string' && known.test(schemaDialect.value))) {
    const message = 'Schemas are read as JSON Schema 2020-12, whatever this says.';
    report(reading, 'warning', 'unsupported-schema-dialect', schemaDialect, message);
  }
}

/** Named schemas come first and in file order; those that only a `$ref` finds follow. */
function requestComponents(reading: Reading, root: Node): void {
  const owner = reading.dialect === '2.0' ? root : objectAt(reading, root, 'components');
  const schemas = owner && objectAt(reading, owner, reading.dialect === '2.0' ? 'definitions' : 'schemas');
  for (const { key, node } of schemas ? entries(schemas) : []) {
    if (key.startsWith('x-') && !isObject(node.value)) continue;
    requestShape(reading, node);
  }
}

/** @throws Problem when the file is no API description, or one of a version that is not known. */
function readDialect(entry: SourceDocument): Api['dialect'] {
  const { path } = entry;
  const key = member(entry.value, 'openapi') !== undefined ? 'openapi' : 'swagger';
  const written = member(entry.value, key);
  if (written === undefined) {
    const [first] = entry.findings;
    const because = first ? ` ${first.message}` : '';
    const message = `This is not an API description: it has no "openapi" and no "swagger" key at its top level.${because}`;
    throw new Problem(message, { path, ...(first && { position: first.range.start }) });
  }
  const version = typeof written === 'number' ? (writtenAt(entry, `/${key}`) ?? String(written)) : written;
  if (key === 'swagger' && typeof version === 'string' && /^2(?:\.0)?(?:\.\d+)?$/.test(version)) return '2.0';
  const dialect =
    typeof version === 'string' && key === 'openapi' ? /^(3\.[012])(?:\D|$)/.exec(version)?.[1] : undefined;
  if (dialect === '3.0' || dialect === '3.1' || dialect === '3.2') return dialect;
  const known = 'Swagger 2.0 and OpenAPI 3.0, 3.1 and 3.2 are read';
  const { start } = locate(entry, `/${key}`);
  throw new Problem(`${key}: ${JSON.stringify(written)} is not a known version; ${known}.`, { path, position: start });
}
