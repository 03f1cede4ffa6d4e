/** A request of a Plan as an object of a k6 script. */
import { Problem } from '../../text/problem.js';
import type { RequestPlan, Variant } from '../plan.js';
import { type Placed, placeInBody, placeInHeader, placeInPath } from '../requests/places.js';
import { hasTemplate, parseTemplate } from '../requests/template.js';
import { literal } from './literal.js';
import type { Helper } from './runtimeSource.js';
import { environmentName, type Known, nameInEnvironment, type ScriptEnvironment } from './scriptEnvironment.js';

/** What the requests of a script need of the rest of it; filled while they are written. */
export interface ScriptNeeds {
  readonly helpers: Set<Helper>;
  readonly environment: ScriptEnvironment;
  /** For `{{$secret.NAME}}`, the environment variable that somebody chose. */
  readonly secretNames: Readonly<Record<string, string>>;
  /** Of the flow: where the values are known that the environment is to have. */
  readonly variables: Readonly<Record<string, string>>;
  /** Whether a body is not text. */
  binary: boolean;
}

/** One object literal, indented by two. @throws Problem for a template that cannot be read. */
export function requestSource(request: RequestPlan, needs: ScriptNeeds): string {
  const variants = request.variants.map(variant => `      ${variantSource(variant, needs)},`);
  return [
    '  {',
    `    name: ${literal(request.name)},`,
    `    weight: ${literal(request.weight)},`,
    `    method: ${literal(request.method)},`,
    `    statuses: ${literal(statuses(request.expect))},`,
    `    captures: ${literal(request.captures)},`,
    `    stopOnFailure: ${literal(request.stopOnFailure)},`,
    '    variants: [',
    ...variants,
    '    ],',
    '  }',
  ].join('\n');
}

/** As `http.expectedStatuses` takes them. */
function statuses(expect: readonly string[]): (number | { min: number; max: number })[] {
  if (expect.length === 0) return [{ min: 100, max: 399 }];
  return expect.map(each => {
    const text = each.trim();
    if (!/^[1-9]xx$/i.test(text)) return Number(text);
    return { min: Number(text[0]) * 100, max: Number(text[0]) * 100 + 99 };
  });
}

function variantSource({ path, headers, body }: Variant, needs: ScriptNeeds): string {
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  const members = [
    `path: ${templated(path, 'the path', placeInPath, needs)}`,
    `headers: ${headersSource(headers, needs)}`,
  ];
  if (typeof body === 'string') members.push(`body: ${templated(body, 'the body', t => placeInBody(t, type), needs)}`);
  else if (body) {
    needs.binary = true;
    members.push(`body: b64decode(${literal(Buffer.from(body).toString('base64'))})`);
  } else members.push('body: null');
  return `{ ${members.join(', ')} }`;
}

/** k6 sends a name once: repeated headers are joined, as RFC 9110 §5.3 allows. Content-Length is its own affair. */
function headersSource(headers: Variant['headers'], needs: ScriptNeeds): string {
  const byName = new Map<string, { readonly name: string; readonly values: string[] }>();
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    if (key === 'content-length') continue;
    const source =
      isSecretHeader(key) && !hasTemplate(value)
        ? fromEnvironment(`HEADER_${environmentName(name)}`, { what: `the header ${name}`, value }, needs)
        : templated(value, `the header ${name}`, placeInHeader, needs);
    const known = byName.get(key);
    if (known) known.values.push(source);
    else byName.set(key, { name, values: [source] });
  }
  const members = [...byName.values()].map(({ name, values }) => `${literal(name)}: ${joined(values)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

function joined(values: readonly string[]): string {
  if (values.length === 1) return values[0]!;
  return `() => [${values.map(value => `made(${value})`).join(', ')}].join(', ')`;
}

/** A string, or a function that makes one. */
function templated(
  text: string,
  where: string,
  place: (template: ReturnType<typeof parseTemplate>) => Placed,
  needs: ScriptNeeds,
): string {
  if (!hasTemplate(text)) return literal(text);
  // As `secretValue` has it: what people type is `user:password`.
  const isBasic = /^Basic \{\{\s*\$secret\.[^{}]+\}\}$/.test(text);
  const parts = place(parseTemplate(text, where)).parts.map(part => {
    if (typeof part === 'string') return literal(part);
    const value = expressionSource(part.expression, isBasic, needs);
    if (part.write === 'asIs') return value;
    needs.helpers.add(part.write);
    return `${part.write}(${value})`;
  });
  return `() => ${parts.join(' + ')}`;
}

function expressionSource(
  expression: Exclude<Placed['parts'][number], string>['expression'],
  isBasic: boolean,
  needs: ScriptNeeds,
): string {
  if ('builtin' in expression) return builtinSource(expression.text, needs);
  const { name } = expression;
  const value = needs.variables[name];
  if (name.startsWith('$env.')) return environmentSource(name.slice(5), { what: `{{${name}}}`, value }, needs);
  if (name.startsWith('$secret.')) {
    const scheme = name.slice(8);
    const wanted = needs.secretNames[name] ?? `SECRET_${environmentName(scheme)}`;
    const what = `the secret of ${scheme}${isBasic ? ', user:password' : ''}`;
    const source = environmentSource(wanted, { what, value }, needs);
    if (!isBasic) return source;
    needs.helpers.add('basic');
    return `basic(${source})`;
  }
  needs.helpers.add('variable');
  return `variable(${literal(name)})`;
}

function builtinSource(text: string, needs: ScriptNeeds): string {
  const [name, ...words] = text.split(/\s+/);
  switch (name) {
    case '$uuid':
      needs.helpers.add('uuid');
      return 'uuid()';
    case '$index':
      return 'String(exec.scenario.iterationInTest)';
    case '$user':
      return 'String(exec.vu.idInTest - 1)';
    case '$now':
      return 'new Date().toISOString()';
    case '$timestamp':
      return 'String(Date.now())';
    case '$braces':
      return literal('{{');
    case '$randomInt':
      needs.helpers.add('randomInt');
      return `randomInt(${words.map(Number).join(', ')})`;
    case '$randomHex':
      needs.helpers.add('randomHex');
      return `randomHex(${words.map(Number).join(', ')})`;
    default:
      throw new Problem(`{{${text}}} cannot be exported to k6: write a variable instead.`);
  }
}

function fromEnvironment(name: string, known: Known, needs: ScriptNeeds): string {
  return `() => ${environmentSource(name, known, needs)}`;
}

/** Reads an environment variable: of that name, unless something else has it. */
export function environmentSource(wanted: string, known: Known, needs: ScriptNeeds): string {
  needs.helpers.add('environment');
  return `environment(${literal(nameInEnvironment(wanted, known, needs.environment))})`;
}

function isSecretHeader(name: string): boolean {
  return /^(?:proxy-)?authorization$|cookie|token|secret|password|api-?key/.test(name);
}
