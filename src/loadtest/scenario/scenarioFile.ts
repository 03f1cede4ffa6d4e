/** A scenario file, YAML or JSON, for `load-test scenario.yaml`: docs/load-test-scenarios.md. */
import { isUtf8 } from 'node:buffer';
import nodePath from 'node:path';
import { locateFinding, locatePlace, readDocument, type SourceDocument } from '../../openapi/document.js';
import { pointerFrom } from '../../openapi/pointer.js';
import { Problem } from '../../text/problem.js';
import type { Flow, Limits, Load, Target } from '../plan.js';
import { createRequests } from '../requests/createRequests.js';
import { parseRows, type Row } from '../requests/data.js';
import { withEnvironment } from '../requests/environment.js';
import { parseUrl } from '../requests/parseUrl.js';
import { type Fail, limitsOf, loadOf } from './scenarioLoad.js';
import { filesOf, type RequestContext, requestOf } from './scenarioRequest.js';
import { type ScenarioDocument, scenarioSchema } from './scenarioSchema.js';

/** Of one request: a circle of redirects ends there. */
const mostRedirects = 100;

export interface ScenarioFileOptions {
  /** By absolute path; undefined when there is no such file. */
  readonly readBytes: (path: string) => Promise<Uint8Array | undefined>;
  /** Only what the file asks for is taken from it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export interface ScenarioFile {
  readonly target: Target;
  /** Undefined: the file says nothing about it. */
  readonly load?: Load;
  readonly limits: Partial<Limits>;
  /** As written: `p99<200`. */
  readonly thresholds: readonly string[];
  readonly seed?: number;
}

/**
 * @param path absolute.
 * @throws Problem with the line of what is wrong.
 */
export async function readScenarioFile(path: string, options: ScenarioFileOptions): Promise<ScenarioFile> {
  const bytes = await options.readBytes(path);
  if (!bytes) throw new Problem('There is no such file.', { path });
  const source = readDocument(path, Buffer.from(bytes).toString('utf8'));
  const broken = source.findings.find(({ severity }) => severity === 'error');
  if (broken) throw new Problem(broken.message, { path, position: broken.range.start });
  const document = checked(source);
  const fail = failAt(source);
  const { environment } = options;
  const seed = document.seed ?? 0;
  if (!Number.isSafeInteger(seed)) fail('/seed', '"seed" is a whole number.');
  const redirects = document.redirects ?? 0;
  if (!Number.isInteger(redirects) || redirects < 0 || redirects > mostRedirects) {
    fail('/redirects', `"redirects" is a whole number from 0 to ${mostRedirects}.`);
  }
  const variables = fillVariables(document, environment, fail);
  const files = await readFiles(document, path, options, fail);
  const base = within(fail, '/server', () =>
    parseUrl(fillEnvironment(document.server, environment, '/server', fail), variables),
  );
  const context: RequestContext = {
    server: base.origin + base.path.replace(/\/+$/, ''),
    headers: { ...(base.authorization !== undefined && { Authorization: base.authorization }), ...document.headers },
    isSequence: (document.flow ?? 'sequence') === 'sequence',
    seed,
    files,
    fail,
  };
  const list = (key: 'setup' | 'requests' | 'teardown') =>
    (document[key] ?? []).map((entry, i) =>
      within(fail, `/${key}/${i}`, () => requestOf(entry, `/${key}/${i}`, context)),
    );
  const rows = dataOf(document, files, path, fail);
  const flow: Flow = withEnvironment(
    {
      kind: document.flow ?? 'sequence',
      requests: list('requests'),
      setup: list('setup'),
      teardown: list('teardown'),
      cookies: document.cookies ?? false,
      redirects,
      ...(rows && { data: { rows, use: document.data?.use ?? 'inOrder' } }),
      variables,
    },
    environment,
  );
  if (flow.requests.length === 0) fail('/requests', 'There is no request. Write one like "- get: /users".');
  // What can never be sent is said before anything is.
  within(fail, '/requests', () => createRequests(flow, base.origin, seed));
  const load = document.load && loadOf(document.load, fail);
  return {
    target: {
      name: document.name ?? nodePath.basename(path),
      origin: base.origin,
      connection: {
        http: '1.1',
        pipelining: 1,
        ...(base.socketPath !== undefined && { socketPath: base.socketPath }),
        tls: { verify: true },
      },
      flow,
    },
    ...(load && { load }),
    limits: document.load ? limitsOf(document.load, fail) : {},
    thresholds: document.thresholds ?? [],
    ...(document.seed !== undefined && { seed }),
  };
}

function failAt(source: SourceDocument): Fail {
  return (pointer, message) => {
    throw new Problem(message, { path: source.path, position: locateFinding(source, pointer).start });
  };
}

/** What others find wrong has no place yet. */
function within<T>(fail: Fail, pointer: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof Problem && !error.place) return fail(pointer, error.message);
    throw error;
  }
}

function checked(source: SourceDocument): ScenarioDocument {
  const result = scenarioSchema.safeParse(source.value);
  if (result.success) return result.data;
  // A misspelt key is why another one is missing.
  const { issues } = result.error;
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]!;
  const pointer = pointerFrom(issue.path.map(String));
  const where = pointer === '' ? 'A scenario' : `"${issue.path.map(String).join('.')}"`;
  const fail = failAt(source);
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0]!;
    const place = locatePlace(source, pointerFrom([...issue.path.map(String), key]));
    throw new Problem(`${JSON.stringify(key)} is not known here. See docs/load-test-scenarios.md.`, {
      path: source.path,
      ...(place && { position: (place.key ?? place.value).start }),
    });
  }
  if (issue.code === 'invalid_type')
    return fail(pointer, `${where} has to be of type ${issue.expected}, and is not, or is missing.`);
  return fail(pointer, `${where} is not as a scenario has it. See docs/load-test-scenarios.md.`);
}

function fillVariables(
  { variables = {} }: ScenarioDocument,
  environment: ScenarioFileOptions['environment'],
  fail: Fail,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      fillEnvironment(String(value), environment, pointerFrom(['variables', name]), fail),
    ]),
  );
}

function fillEnvironment(
  text: string,
  environment: ScenarioFileOptions['environment'],
  pointer: string,
  fail: Fail,
): string {
  return text.replace(/\{\{\{?\s*\$env\.([^{}\s]+)\s*\}\}\}?/g, (_, name: string) => {
    const value = environment[name];
    return value ?? fail(pointer, `The environment has no ${name}. Set it before the run.`);
  });
}

/** By the name as written. Only files beside the scenario and below it: it may come from somebody else. */
async function readFiles(
  document: ScenarioDocument,
  path: string,
  { readBytes }: ScenarioFileOptions,
  fail: Fail,
): Promise<Map<string, Uint8Array>> {
  const named = (['setup', 'requests', 'teardown'] as const).flatMap(key =>
    (document[key] ?? []).flatMap((entry, index) => filesOf(entry, `/${key}/${index}`)),
  );
  if (document.data?.file !== undefined) named.push(['/data/file', document.data.file]);
  const files = new Map<string, Uint8Array>();
  const folder = nodePath.dirname(path);
  for (const [pointer, name] of named) {
    if (files.has(name)) continue;
    const file = nodePath.resolve(folder, name);
    const relative = nodePath.relative(folder, file);
    if (relative === '' || nodePath.isAbsolute(relative) || relative.split(/[/\\]/)[0] === '..') {
      fail(pointer, `${JSON.stringify(name)} is not in the folder of the scenario or below it. Copy it there.`);
    }
    const bytes = await readBytes(file);
    files.set(name, bytes ?? fail(pointer, `There is no file ${JSON.stringify(name)}.`));
  }
  return files;
}

function dataOf(
  { data }: ScenarioDocument,
  files: ReadonlyMap<string, Uint8Array>,
  path: string,
  fail: Fail,
): Row[] | undefined {
  if (!data) return undefined;
  if ((data.file === undefined) === (data.rows === undefined)) fail('/data', 'Data has either a "file" or "rows".');
  if (data.file !== undefined) {
    const bytes = files.get(data.file)!;
    if (!isUtf8(bytes)) fail('/data/file', 'This file is not text in UTF-8. Save it as UTF-8.');
    return parseRows(Buffer.from(bytes).toString('utf8'), nodePath.resolve(nodePath.dirname(path), data.file));
  }
  return data.rows!.map(row => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, String(value)])));
}
