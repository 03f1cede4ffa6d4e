/** A Plan as a k6 script: the same requests, load, checks and thresholds, for an engine that runs on many machines. */
import { Problem } from '../../text/problem.js';
import type { Flow, Plan, RequestPlan } from '../plan.js';
import { variablesIn } from '../requests/environment.js';
import { commentText, literal, tallLiteral } from './literal.js';
import { k6Notes } from './notes.js';
import { type K6Threshold, k6Options } from './options.js';
import { environmentSource, requestSource, type ScriptNeeds } from './requestSource.js';
import { runtimeSource } from './runtimeSource.js';
import { environmentName, type Known, nameInEnvironment } from './scriptEnvironment.js';

export interface K6Script {
  /** An ES module. */
  readonly text: string;
  /** Environment variables that it needs: secrets never stand in it. */
  readonly environment: readonly string[];
  /** Of those, the values that the plan knows. */
  readonly values: Readonly<Record<string, string>>;
  /** What k6 does otherwise than this product's own engine. */
  readonly notes: readonly string[];
}

export interface K6ScriptOptions {
  readonly thresholds?: readonly K6Threshold[];
  /** For `{{$secret.NAME}}`, by `$secret.NAME`: the environment variable that is to hold it. */
  readonly secretNames?: Readonly<Record<string, string>>;
  /** For `runK6`: tells when the load began, and leaves out of the samples what nobody reads. */
  readonly isForReport?: boolean;
}

/** @throws Problem for what k6 cannot do: several targets, unix sockets. */
export function k6Script(plan: Plan, options: K6ScriptOptions = {}): K6Script {
  const { thresholds = [], secretNames = {}, isForReport = false } = options;
  const [target, ...others] = plan.targets;
  if (!target || others.length > 0) {
    throw new Problem('k6 has one target at a time: take each by itself, without --compare.');
  }
  const { flow, connection } = target;
  if (connection.socketPath !== undefined) {
    throw new Problem('k6 does not send to unix sockets: name a host and a port.');
  }
  const environment = new Map<string, Known>();
  const needs: ScriptNeeds = {
    helpers: new Set(),
    environment: { byName: environment, prefix: isForReport ? 'SENIOR_BACKEND_' : '' },
    secretNames,
    variables: flow.variables,
    binary: false,
  };
  const list = (name: string, requests: readonly RequestPlan[]): string[] =>
    requests.length === 0
      ? []
      : [`const ${name} = [`, ...requests.map(one => `${requestSource(one, needs)},`), '];', ''];
  const requests = [...list('requests', flow.requests), ...list('before', flow.setup), ...list('after', flow.teardown)];
  const tls = tlsSource(connection.tls, needs);
  const variables = variablesSource(flow, needs);
  const thinks = plan.load.model === 'closed' && plan.load.thinkMilliseconds > 0;
  const coders = [...(needs.helpers.has('basic') ? ['b64encode'] : []), ...(needs.binary ? ['b64decode'] : [])];
  const text = [
    `// ${commentText(target.name)}`,
    '// Made by senior-backend load-test --export k6.',
    ...(environment.size > 0 ? ['//', '// Set these environment variables before it runs:'] : []),
    ...[...environment].sort().map(([name, { what }]) => `//   ${commentText(name)}: ${commentText(what)}`),
    "import http from 'k6/http';",
    `import { check${thinks ? ', sleep' : ''} } from 'k6';`,
    "import exec from 'k6/execution';",
    ...(coders.length > 0 ? [`import { ${coders.join(', ')} } from 'k6/encoding';`] : []),
    ...(isForReport ? ["import { Gauge } from 'k6/metrics';"] : []),
    '',
    `const origin = ${isForReport ? '' : '__ENV.ORIGIN || '}${literal(target.origin)};`,
    `const timeout = ${literal(`${plan.limits.timeoutMilliseconds}ms`)};`,
    ...(isForReport ? ["const begun = new Gauge('load_begun');"] : []),
    '',
    `export const options = ${tallLiteral({ ...k6Options(plan, thresholds), ...(isForReport && reportOptions(flow)) })};`,
    ...tls,
    '',
    ...(flow.data ? [`const rows = ${literal(flow.data.rows)};`, ''] : []),
    ...requests,
    ...variables,
    runtimeSource({
      ...{ flow, load: plan.load, helpers: needs.helpers, tellsBeginning: isForReport },
      environment: [...environment.keys()].sort(),
    }),
  ].join('\n');
  return {
    text,
    environment: [...environment.keys()].sort(),
    values: Object.fromEntries(
      [...environment].flatMap(([name, { value }]) => (value === undefined ? [] : [[name, value]])),
    ),
    notes: k6Notes(plan),
  };
}

/** The tags that a report is made of; bodies are kept only where something is taken from them. */
function reportOptions({ setup, requests, teardown }: Flow): Record<string, unknown> {
  const reads = [...setup, ...requests, ...teardown].some(({ captures }) =>
    captures.some(({ from }) => from.kind === 'json'),
  );
  return {
    systemTags: ['status', 'name', 'group', 'error', 'error_code', 'scenario', 'expected_response'],
    ...(!reads && { discardResponseBodies: true }),
  };
}

/** PEM, or the name of a file that holds it: `https://grafana.com/docs/k6/latest/using-k6/k6-options/reference/#tls-auth`. */
function tlsSource(
  { certificate, key, passphrase }: Plan['targets'][number]['connection']['tls'],
  needs: ScriptNeeds,
): string[] {
  if (certificate === undefined) return [];
  const read = (name: string, what: string, value: string | undefined): string =>
    environmentSource(name, { what, value }, needs);
  const cert = read('TLS_CERTIFICATE', 'PEM of the client certificate, or its file', certificate);
  const ofKey = read('TLS_KEY', 'PEM of its key, or its file', key);
  const password =
    passphrase === undefined ? '' : `, password: ${read('TLS_PASSPHRASE', 'the passphrase of that key', passphrase)}`;
  return [
    "const pem = text => (text.includes('-----BEGIN') ? text : open(text));",
    '// Not where the k6-operator reads the script to count its users.',
    `if (__ENV[${literal(`${needs.environment.prefix}TLS_CERTIFICATE`)}] !== undefined) {`,
    `  options.tlsAuth = [{ cert: pem(${cert}), key: pem(${ofKey})${password} }];`,
    '}',
  ];
}

/** Values that the plan gives to variables may be secrets: the script asks the environment for them. */
function variablesSource(flow: Flow, needs: ScriptNeeds): string[] {
  if (!needs.helpers.has('variable')) return [];
  const used = variablesIn(flow);
  const entries = Object.entries(flow.variables).flatMap(([name, value]) => {
    if (name.startsWith('$') || !used.has(name)) return [];
    const wanted = `VARIABLE_${environmentName(name)}`;
    return [[name, nameInEnvironment(wanted, { what: `{{${name}}}`, value }, needs.environment)]];
  });
  return [`const given = new Map(${literal(entries)});`, ''];
}
