/**
 * The part of a k6 script that does not depend on what is sent: only the functions that the script needs are written. k6 before v0.53
 * reads ES2015 and little more: no `catch {`, no `??`, no `?.`.
 */
import type { Flow, Load } from '../plan.js';
import { literal } from './literal.js';

export interface RuntimeNeeds {
  /** Names of environment variables that have to be there. */
  readonly environment: readonly string[];
  /** Whether the script says when its load began. */
  readonly tellsBeginning: boolean;
  readonly flow: Flow;
  readonly load: Load;
  /** Names of the functions of `helpers` that requests call. */
  readonly helpers: ReadonlySet<Helper>;
}

export type Helper = keyof typeof helpers;

/** How values are made and written; requests call them by name. */
export const helpers = {
  percent: `// A value in a path, a query or a form.
const percent = value => encodeURIComponent(value);`,
  percentIllegal: `// A value that may itself hold a path and a query.
const percentIllegal = value => value.replace(/[^!-~]|["<>\\\\^\`{|}#]/gu, character => encodeURIComponent(character));`,
  insideJson: `// A value inside the quotes of a JSON string.
const insideJson = value => JSON.stringify(value).slice(1, -1);`,
  insideXml: `// A value in XML.
const insideXml = value => value.replace(/[&<>"']/g, character => \`&#\${character.charCodeAt(0)};\`);`,
  variable: `// What is known by a name: captured from an answer, a column of the data, or from the environment.
function variable(name) {
  if (!known.has(name) && given.has(name)) known.set(name, environment(given.get(name)));
  if (known.get(name) == null) throw new Error(\`{{\${name}}} is not known: nothing captured it, and it is neither in the data nor in the environment.\`);
  return known.get(name);
}`,
  randomInt: `const randomInt = (low, high) => String(low + Math.floor(Math.random() * (high - low + 1)));`,
  randomHex: `const randomHex = digits => Array.from({ length: digits }, () => Math.floor(Math.random() * 16).toString(16)).join('');`,
  uuid: `const uuid = () => \`\${randomHex(8)}-\${randomHex(4)}-4\${randomHex(3)}-\${'89ab'[Math.floor(Math.random() * 4)]}\${randomHex(3)}-\${randomHex(12)}\`;`,
  basic: `// What is typed as user:password is encoded (RFC 7617).
const basic = value => (value.includes(':') ? b64encode(value) : value);`,
  environment: `// From k6 run -e NAME=value, or the environment of k6.
function environment(name) {
  if (__ENV[name] === undefined) throw new Error(\`The environment variable \${name} is not set.\`);
  return __ENV[name];
}`,
} as const;

const needs: Readonly<Partial<Record<Helper, readonly Helper[]>>> = { uuid: ['randomHex'], variable: ['environment'] };

/** JavaScript. `requests`, and `rows`, `before`, `after` where the flow has them, are declared before it. */
export function runtimeSource(needed: RuntimeNeeds): string {
  const { flow, load, helpers: called, environment, tellsBeginning } = needed;
  const wanted = new Set<Helper>([...called].flatMap(name => [...(needs[name] ?? []), name]));
  const learns = [...flow.requests, ...flow.setup, ...flow.teardown].some(({ captures }) => captures.length > 0);
  const parts = [
    'let known = new Map();',
    ...Object.entries(helpers).flatMap(([name, source]) => (wanted.has(name as Helper) ? [source] : [])),
    ...(learns ? [learnSource] : []),
    sendSource(flow, learns),
    ...(flow.kind === 'oneOf' ? [drawSource] : []),
    ...(flow.setup.length || environment.length ? [setupSource(flow, environment)] : []),
    iterationSource(flow, load, tellsBeginning),
    ...(flow.teardown.length ? [teardownSource(flow)] : []),
  ];
  return `${parts.join('\n\n')}\n`;
}

const learnSource = `// A JSON pointer (RFC 6901).
function lookUp(document, pointer) {
  let value = document;
  for (const token of pointer.split('/').slice(1).map(one => one.replace(/~1/g, '/').replace(/~0/g, '~'))) {
    if (value === null || typeof value !== 'object' || !Object.prototype.hasOwnProperty.call(value, token)) return undefined;
    value = value[token];
  }
  return value;
}

// What stands behind the last slash of an address, decoded.
function lastSegment(address) {
  const path = address.replace(/[?#].*$/, '').replace(/\\/+$/, '');
  const last = path.slice(path.lastIndexOf('/') + 1);
  try {
    return last === '' ? undefined : decodeURIComponent(last);
  } catch (error) {
    return last;
  }
}

function learn(response, captures) {
  for (const { variable: name, from } of captures) {
    let value;
    if (from.kind === 'status') value = response.status;
    else if (from.kind === 'header') {
      const key = Object.keys(response.headers).find(one => one.toLowerCase() === from.name.toLowerCase());
      value = key === undefined ? undefined : response.headers[key];
      if (value !== undefined && from.lastSegment) value = lastSegment(value);
    } else {
      try {
        value = lookUp(response.json(), from.pointer);
      } catch (error) {
        value = undefined;
      }
    }
    if (value === undefined || value === null) known.set(name, null);
    else known.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
}`;

function sendSource(flow: Flow, learns: boolean): string {
  const jar = flow.cookies ? [] : ['    jar: new http.CookieJar(),'];
  return [
    'const made = value => (typeof value === "function" ? value() : value);',
    '',
    'const isExpected = (status, statuses) =>',
    "  statuses.some(one => (typeof one === 'number' ? one === status : status >= one.min && status <= one.max));",
    '',
    '// Sends one of the variants of a request. Returns whether its answer was one that counts as success.',
    'function send(request, turn) {',
    '  const variant = request.variants[turn % request.variants.length];',
    '  /** @type {{ [name: string]: string }} */',
    '  const headers = {};',
    '  for (const name of Object.keys(variant.headers)) headers[name] = made(variant.headers[name]);',
    '  const response = http.request(request.method, origin + made(variant.path), made(variant.body), {',
    '    headers,',
    '    timeout,',
    `    redirects: ${flow.redirects},`,
    ...jar,
    '    tags: { name: request.name },',
    '    responseCallback: http.expectedStatuses(...request.statuses),',
    '  });',
    "  const isFine = check(response, { 'expected status': ({ status }) => isExpected(status, request.statuses) }, { name: request.name });",
    ...(learns ? ['  learn(response, request.captures);'] : []),
    '  return isFine;',
    '}',
  ].join('\n');
}

const drawSource = `const totalWeight = requests.reduce((sum, { weight }) => sum + weight, 0);

// One of the requests, by weight.
function draw() {
  let at = Math.random() * totalWeight;
  for (const request of requests) {
    at -= request.weight;
    if (at < 0) return request;
  }
  return requests[requests.length - 1];
}`;

/** The environment is looked at here and not when the script is read: the k6-operator reads it once without. */
function setupSource({ setup }: Flow, environment: readonly string[]): string {
  return [
    'export function setup() {',
    ...(environment.length ? [`  ${literal(environment)}.forEach(environment);`] : []),
    ...(setup.length
      ? [
          '  for (const request of before) {',
          '    if (!send(request, 0)) throw new Error(request.name + ": the answer was not as expected; the load was not started.");',
          '  }',
          '  return Array.from(known);',
        ]
      : []),
    '}',
  ].join('\n');
}

function iterationSource(flow: Flow, load: Load, tellsBeginning: boolean): string {
  const rows: Record<NonNullable<Flow['data']>['use'], string> = {
    inOrder: 'rows[exec.scenario.iterationInTest % rows.length]',
    perUser: 'rows[(exec.vu.idInTest - 1) % rows.length]',
    random: 'rows[Math.floor(Math.random() * rows.length)]',
  };
  const start = flow.setup.length ? 'captured' : '';
  const lines = [
    `export default function (${start}) {`,
    ...(tellsBeginning ? ['  if (exec.vu.iterationInScenario === 0) begun.add(exec.scenario.startTime);'] : []),
    // What the iteration before captured stays known to the same user.
    ...(flow.setup.length
      ? ['  for (const [name, value] of captured) if (!known.has(name)) known.set(name, value);']
      : []),
    ...(flow.data
      ? [`  const row = ${rows[flow.data.use]};`, '  for (const name of Object.keys(row)) known.set(name, row[name]);']
      : []),
    '  const turn = exec.scenario.iterationInTest;',
  ];
  if (flow.kind === 'oneOf') lines.push('  send(draw(), turn);');
  else {
    lines.push(
      '  for (const request of requests) {',
      '    if (!send(request, turn) && request.stopOnFailure) break;',
      '  }',
    );
  }
  if (load.model === 'closed' && load.thinkMilliseconds > 0) lines.push(`  sleep(${load.thinkMilliseconds / 1000});`);
  return [...lines, '}'].join('\n');
}

function teardownSource(flow: Flow): string {
  return [
    `export function teardown(${flow.setup.length ? 'captured' : ''}) {`,
    ...(flow.setup.length ? ['  known = new Map(captured);'] : []),
    '  for (const request of after) send(request, 0);',
    '}',
  ].join('\n');
}
