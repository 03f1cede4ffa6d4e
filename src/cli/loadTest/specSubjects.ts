/** Operations of an API description under load. */
import nodePath from 'node:path';
import type { Flow } from '../../loadtest/plan.js';
import { variablesIn, withEnvironment } from '../../loadtest/requests/environment.js';
import { parseHeader } from '../../loadtest/requests/parseTarget.js';
import { apiTarget } from '../../loadtest/scenario/apiTarget.js';
import { fuzzTarget } from '../../loadtest/scenario/fuzz.js';
import { operationName, operationTarget, type Scenario } from '../../loadtest/scenario/operationTarget.js';
import { type SecretNeed, secretValue, secretVariable } from '../../loadtest/scenario/security.js';
import { serverUrls } from '../../loadtest/scenario/servers.js';
import type { Api, Operation } from '../../openapi/api.js';
import { readDiskFile } from '../../openapi/diskFiles.js';
import { nearestName } from '../../openapi/nearest.js';
import { readApi } from '../../openapi/parse.js';
import { Problem } from '../../text/problem.js';
import type { LoadTestOptions } from './options.js';
import { connectionOf, expectedOf, tlsOf, variablesOf } from './requestWords.js';
import { parseSecret } from './secretWords.js';
import { distinct, type Environment, type Subject } from './subject.js';

/** One for each `--server`. @throws Problem */
export async function specSubjects(
  path: string,
  options: LoadTestOptions,
  environment: Environment,
): Promise<readonly Subject[]> {
  refuseRequestFlags(options, path);
  const { api, findings } = await readApi(path, { readFile: readDiskFile, root: nodePath.dirname(path) });
  if (api.operations.length === 0) {
    const [first] = findings;
    throw new Problem(first?.message ?? 'This description has no operations.', {
      path,
      ...(first && { position: first.range.start }),
    });
  }
  const operation = options['whole-api'] === undefined ? operationOf(api, options.operation, path) : undefined;
  const servers = serversOf(api, options, path);
  const variables = { ...variablesOf(options.variable), ...secretsOf(api, options, environment) };
  const connection = { ...connectionOf(options), tls: await tlsOf(options, environment) };
  const scenarios = servers.map((server): Scenario => {
    const common = { server, seed: options.seed ?? 1, variables, connection };
    if (!operation) return apiTarget(api, { ...common, kind: options['whole-api']! });
    return options.fuzz ? fuzzTarget(api, operation, common) : operationTarget(api, operation, common);
  });
  const targets = scenarios.map(({ target, secrets }) => {
    const flow = encodeSecrets(withTyped(target.flow, options), secrets);
    if (options.export === undefined) needSecrets(flow, secrets);
    const name = servers.length > 1 ? `${target.name} at ${target.origin}` : target.name;
    const socketPath = options['unix-socket'];
    return {
      ...target,
      name,
      connection: { ...target.connection, ...(socketPath !== undefined && { socketPath }) },
      flow: withEnvironment(flow, environment),
    };
  });
  const names = operation ? [...(operation.id === undefined ? [] : [operation.id]), operationName(operation)] : [];
  return distinct(targets).map((target, i) => ({ target, names, notes: scenarios[i]!.notes }));
}

function refuseRequestFlags(options: LoadTestOptions, path: string): void {
  const { method, body, form, multipart, data, fuzz } = options;
  const wrong = Object.entries({ method, body, form, multipart, data }).find(([, value]) => value !== undefined)?.[0];
  if (wrong) throw new Problem(`--${wrong} is not for a spec: requests are made from it. Name an address.`, { path });
  if (options.capture.length > 0) throw new Problem('--capture is for an address, or write a scenario.', { path });
  if (fuzz && options['expect-status'] !== undefined) {
    throw new Problem('--fuzz expects 4XX by itself: leave --expect-status out.');
  }
}

/** By id, or by method and path. The only one need not be named. */
function operationOf({ operations }: Api, typed: string | undefined, path: string): Operation {
  const known = operations.flatMap(each => [operationName(each), ...(each.id === undefined ? [] : [each.id])]);
  if (typed === undefined) {
    if (operations.length === 1) return operations[0]!;
    const some = operations.slice(0, 3).map(each => each.id ?? `'${operationName(each)}'`);
    throw new Problem(
      `Say which of the ${operations.length} operations: --operation ${some.join(', ')}${operations.length > 3 ? ', …' : ''}; or --whole-api mix.`,
      { path },
    );
  }
  const wanted = typed
    .trim()
    .replace(/^[a-z]+(?=\s)/i, method => method.toUpperCase())
    .replace(/\s+/, ' ');
  const found = operations.find(each => each.id === typed || operationName(each) === wanted);
  if (found) return found;
  const nearest = nearestName(wanted, known);
  const hint = nearest === undefined ? '' : ` Did you mean ${nearest}?`;
  throw new Problem(`${JSON.stringify(typed)} is not an operation of this description.${hint}`, { path });
}

function serversOf(api: Api, { server }: LoadTestOptions, path: string): readonly string[] {
  if (server.length > 0) return server;
  const [first] = serverUrls(api);
  if (first !== undefined) return [first];
  throw new Problem('The spec names no server with an absolute address: say --server http://localhost:3000.', { path });
}

/** Named in process arguments, values in the environment: other users of a machine see the former. */
function secretsOf(api: Api, options: LoadTestOptions, environment: Environment): Record<string, string> {
  return Object.fromEntries(
    options.secret.map(parseSecret).map(({ scheme, variable }) => {
      const known = api.securitySchemes.map(({ name }) => name);
      if (!known.includes(scheme)) {
        const hint = known.length === 0 ? 'It has none.' : `It has ${known.join(', ')}.`;
        throw new Problem(`${JSON.stringify(scheme)} is not a security scheme of this description. ${hint}`);
      }
      const value = environment[variable] ?? '';
      // A script asks for it where it runs.
      if (value === '' && options.export === undefined) {
        throw new Problem(`The environment has no ${variable}. Set it first.`);
      }
      return [secretVariable(scheme), value];
    }),
  );
}

function encodeSecrets(flow: Flow, secrets: readonly SecretNeed[]): Flow {
  const variables = { ...flow.variables };
  for (const need of secrets) {
    const typed = variables[need.variable];
    if (typed !== undefined) variables[need.variable] = secretValue(need, typed);
  }
  return { ...flow, variables };
}

/** Typed headers win; what was expected by the spec gives way to what was typed. */
function withTyped(flow: Flow, options: LoadTestOptions): Flow {
  const typed = options.header.map(parseHeader);
  const names = new Set(typed.map(([name]) => name.toLowerCase()));
  const expect = expectedOf(options);
  const change = (requests: Flow['requests']): Flow['requests'] =>
    requests.map(request => ({
      ...request,
      variants: request.variants.map(variant => ({
        ...variant,
        headers: [...variant.headers.filter(([name]) => !names.has(name.toLowerCase())), ...typed],
      })),
    }));
  return {
    ...flow,
    setup: change(flow.setup),
    requests: change(flow.requests).map(request => ({ ...request, ...(expect.length > 0 && { expect }) })),
    teardown: change(flow.teardown),
    cookies: options.cookies ?? flow.cookies,
    redirects: options['follow-redirects'] ?? flow.redirects,
  };
}

function needSecrets(flow: Flow, secrets: readonly SecretNeed[]): void {
  const used = variablesIn(flow);
  const missing = secrets.find(({ variable }) => flow.variables[variable] === undefined && used.has(variable));
  if (!missing) return;
  throw new Problem(
    `A secret is missing: ${missing.label}. Put it into an environment variable, and name it: --secret ${missing.scheme}=API_TOKEN`,
  );
}
