/** A Plan as a k6 script: the same requests, load, checks and thresholds, for an engine that runs on many machines. */
import { Problem } from '../../text/problem.js';
import type { Flow, Plan, RequestPlan } from '../plan.js';
import { commentText, literal, tallLiteral } from './literal.js';
import { type K6Threshold, k6Options } from './options.js';
import { environmentName, requestSource, type ScriptNeeds } from './requestSource.js';
import { runtimeSource } from './runtimeSource.js';

export interface K6Script {
  /** An ES module. */
  readonly text: string;
  /** Environment variables that it needs: secrets never stand in it. */
  readonly environment: readonly string[];
  /** What k6 does otherwise than this product's own engine. */
  readonly notes: readonly string[];
}

/** @throws Problem for what k6 cannot do: several targets, unix sockets. */
export function k6Script(plan: Plan, thresholds: readonly K6Threshold[] = []): K6Script {
  const [target, ...others] = plan.targets;
  if (!target || others.length > 0) {
    throw new Problem('A k6 script has one target: export each by itself, without --compare.');
  }
  const { flow, connection } = target;
  if (connection.socketPath !== undefined) {
    throw new Problem('k6 does not send to unix sockets: name a host and a port.');
  }
  const needs: ScriptNeeds = { helpers: new Set(), environment: new Set(), binary: false };
  const list = (name: string, requests: readonly RequestPlan[]): string[] =>
    requests.length === 0
      ? []
      : [`const ${name} = [`, ...requests.map(one => `${requestSource(one, needs)},`), '];', ''];
  const requests = [...list('requests', flow.requests), ...list('before', flow.setup), ...list('after', flow.teardown)];
  const hasCertificate = connection.tls.certificate !== undefined;
  if (hasCertificate) needs.environment.add('TLS_CERTIFICATE').add('TLS_KEY');
  const variables = variablesSource(flow, needs);
  const thinks = plan.load.model === 'closed' && plan.load.thinkMilliseconds > 0;
  const text = [
    `// ${commentText(target.name)}`,
    '// Made by senior-backend load-test --export k6.',
    "import http from 'k6/http';",
    `import { check${thinks ? ', sleep' : ''} } from 'k6';`,
    "import exec from 'k6/execution';",
    ...(needs.binary ? ["import { b64decode } from 'k6/encoding';"] : []),
    '',
    `const origin = __ENV.ORIGIN || ${literal(target.origin)};`,
    `const timeout = ${literal(`${plan.limits.timeoutMilliseconds}ms`)};`,
    '',
    `export const options = ${tallLiteral(k6Options(plan, thresholds))};`,
    ...(hasCertificate ? ['options.tlsAuth = [{ cert: open(__ENV.TLS_CERTIFICATE), key: open(__ENV.TLS_KEY) }];'] : []),
    '',
    ...(flow.data ? [`const rows = ${literal(flow.data.rows)};`, ''] : []),
    ...requests,
    ...variables,
    runtimeSource({ flow, load: plan.load, helpers: needs.helpers }),
  ].join('\n');
  return { text, environment: [...needs.environment].sort(), notes: notesOf(plan) };
}

/** Values that the plan gives to variables may be secrets: the script asks the environment for them. */
function variablesSource({ variables }: Flow, needs: ScriptNeeds): string[] {
  const names = Object.keys(variables).filter(name => !name.startsWith('$'));
  if (names.length === 0) return [];
  needs.helpers.add('environment');
  const entries = names.map(name => {
    needs.environment.add(environmentName(name));
    return `  ${literal(name)}: environment(${literal(environmentName(name))}),`;
  });
  return ['const given = () => ({', ...entries, '});', ''];
}

function notesOf({ load, limits, targets }: Plan): string[] {
  const { connection } = targets[0]!;
  const notes: string[] = [];
  if (load.model === 'open') {
    notes.push(
      'k6 counts latency from when a request was sent, not from when it was due, and drops iterations for which it has no free user: look at dropped_iterations, too.',
    );
  }
  if (limits.requests !== undefined && load.model === 'open') {
    notes.push('k6 has no fixed number of requests at a rate: the time was computed that they take.');
  }
  if (connection.http === '1.1') {
    notes.push('k6 speaks HTTP/2 with https servers that offer it; GODEBUG=http2client=0 keeps it at HTTP/1.1.');
  }
  if (connection.tls.ca !== undefined)
    notes.push('k6 takes certificate authorities from the system, or from SSL_CERT_FILE.');
  if (connection.tls.serverName !== undefined)
    notes.push('k6 has no option for another server name: use its `hosts` option.');
  if (connection.pipelining > 1) notes.push('k6 does not pipeline requests.');
  return notes;
}
