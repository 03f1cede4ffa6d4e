/** A route becomes an operation. */
import type { Json } from '../../openapi/json.js';
import { routeComment } from '../comments/routeComment.js';
import type { FoundRoute } from '../frameworks/flatten.js';
import type { Part } from '../handlers/part.js';
import type { Usage } from '../handlers/usage.js';
import { nameOf } from '../interpret/patterns.js';
import type { Callable, Value } from '../interpret/value.js';
import type { Reading } from '../shapes/schema.js';
import { fastifySchema } from './fastifySchema.js';
import { type OpenPart, openParts } from './openParts.js';
import { tellPart } from './parts.js';
import type { PathTemplate } from './paths.js';
import { bodyOf, parametersOf } from './requests.js';
import { fastifyError, responsesOf } from './responses.js';
import type { Security } from './security.js';
import { typedParts } from './typed.js';
import { validatedParts } from './validated.js';

export interface DescribedOperation {
  /** An OpenAPI operation object, without `operationId` where the program gives none. */
  readonly operation: { readonly [key: string]: Json };
  readonly security: Security;
  /** What the program calls the handler. */
  readonly handlerName: string | undefined;
  /** The function that answers, where there is one that can be read. */
  readonly handler: Callable | undefined;
  readonly open: readonly OpenPart[];
  /** The program asks not to be described here. */
  readonly hidden: boolean;
}

export function describeOperation(
  method: string,
  route: FoundRoute,
  template: PathTemplate,
  usage: Usage,
  security: Security,
  reading: Reading,
): DescribedOperation {
  const declared = route.framework === 'fastify' ? fastifySchema(route, reading) : undefined;
  const validated = [...(declared?.validated ?? []), ...validatedParts(usage, reading)];
  const typed = typedParts(usage, reading);
  const parameters = parametersOf(template, usage, [...validated, ...typed], askedIn(security), reading);
  const body = bodyOf(usage, validated, typed, reading);
  for (const { role, path, schema } of [...validated, ...typed]) {
    const part = path.reduce<Part | undefined>((at, name) => at?.members.get(name), usage[role]);
    if (part) tellPart(part, schema, reading);
  }
  const responses: Record<string, Json> = { ...responsesOf(route, usage, reading) };
  for (const [status, { schema, description }] of declared?.responses ?? []) {
    const empty = schema.type === 'null' || status === '204';
    const before = responses[status] as { readonly description?: string } | undefined;
    responses[status] = {
      description: description ?? before?.description ?? `Status ${status}`,
      ...(empty ? {} : { content: { 'application/json': { schema } } }),
    };
  }
  if (Object.keys(responses).length === 0) {
    reading.unclear(route.site, 'What this route answers cannot be read from its handler.', { what: 'answers' });
    responses.default = { description: 'Not known' };
  }
  const answers = (status: string) => Object.keys(responses).some(one => one === status || /^4XX$|^default$/.test(one));
  if (security.refuses && !answers('401')) responses['401'] = { description: 'Unauthorized' };
  // Fastify holds requests against what the route declares.
  if (declared && declared.validated.length > 0 && !answers('400')) {
    responses['400'] = { description: 'Bad Request', content: { 'application/json': { schema: fastifyError } } };
  }
  const handler = lastFunction(route.handlers);
  const last = route.handlers.at(-1);
  return {
    operation: {
      ...routeComment(route.site, handler, reading.interpreter),
      ...declared?.said,
      ...(parameters.length > 0 ? { parameters } : {}),
      // A body of GET has no meaning in HTTP.
      ...(body && !/^(get|head)$/.test(method) ? { requestBody: body } : {}),
      responses: inOrder(responses),
      ...(security.needs ? { security: security.needs as Json[] } : {}),
    },
    security,
    handlerName: (handler && nameOf(handler)) ?? (last && nameOf(last)),
    handler,
    open: openParts(route, usage, validated),
    hidden: declared?.hidden ?? false,
  };
}

function inOrder(responses: { readonly [status: string]: Json }): { readonly [status: string]: Json } {
  const statuses = Object.keys(responses).sort(
    (a, b) => Number(a === 'default') - Number(b === 'default') || a.localeCompare(b),
  );
  return Object.fromEntries(statuses.map(status => [status, responses[status]!]));
}

/** Headers and cookies that are credentials. */
function askedIn({ schemes }: Security): ReadonlySet<string> {
  const keys = Object.values(schemes).filter(({ type }) => type === 'apiKey');
  return new Set(keys.map(({ in: place, name }) => `${place} ${name}`.toLowerCase()));
}

function lastFunction(handlers: readonly Value[]): Callable | undefined {
  for (const handler of handlers.toReversed()) {
    const found = inside(handler);
    if (found) return found;
  }
  return undefined;
}

function inside(value: Value): Callable | undefined {
  if (value.kind === 'function') return value;
  if (value.kind === 'term' && value.is.form === 'call') return value.is.args.map(inside).findLast(Boolean);
  return value.kind === 'choice' || value.kind === 'list'
    ? lastFunction(value.kind === 'list' ? value.items : value.values)
    : undefined;
}
