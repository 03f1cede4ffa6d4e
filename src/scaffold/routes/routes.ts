/** `<tag>.routes.ts`: the contract type of every handler, and what its operation says about the wire. */
import type { Operation } from '../../openapi/api.js';
import type { Group, Plan, PlannedOperation } from '../plan.js';
import { docComment, memberAccess, objectKey, stringLiteral } from '../source.js';
import { bodyReaderSource, parametersSource, responseHeadersSource } from './wireSource.js';
import { WireTypes } from './wireType.js';

export function routesSource(plan: Plan, group: Group, framework: 'express' | 'fastify' | 'koa'): string {
  const wire = new WireTypes(plan.api);
  const handler = handlerName(group);
  const imported = handler === 'Handler' ? 'Handler' : `Handler as ${handler}`;
  const parts = group.operations.map(planned => operationSource(planned, handler, wire));
  return `import type { ${imported} } from './runtime/${framework}.js';
import { route } from './runtime/server.js';
import type * as t from './types.js';
import * as validators from './${group.file}.validators.js';

${parts.join('\n')}`;
}

/** What an operation is, in one comment: its summary, then method and path. */
export function operationComment({ operation }: PlannedOperation): string {
  const summary = operation.summary?.trim().replace(/([^.!?])$/, '$1.') ?? '';
  const where = `${operation.method.toUpperCase()} ${operation.path}`;
  return docComment(
    summary === '' ? where : `${summary} ${where}`,
    operation.deprecated ? [['deprecated', '']] : [],
    '',
  );
}

function operationSource(planned: PlannedOperation, handler: string, wire: WireTypes): string {
  const { operation, name, type } = planned;
  const fields: [string, string | undefined][] = [
    ['id', stringLiteral(name)],
    ['method', stringLiteral(operation.method.toUpperCase())],
    ['path', stringLiteral(operation.path.startsWith('/') ? operation.path : `/${operation.path}`)],
    ['params', parametersSource(parametersIn(operation, 'path'), wire)],
    ['query', parametersSource(parametersIn(operation, 'query', 'querystring'), wire)],
    ['headers', parametersSource(parametersIn(operation, 'header'), wire)],
    ['cookies', parametersSource(parametersIn(operation, 'cookie'), wire)],
    ['body', bodySource(operation, wire)],
    ['security', securitySource(operation)],
    ['responseHeaders', responseHeadersSource(operation.responses)],
    ['validators', `validators${memberAccess(name)}`],
  ];
  const lines = fields.flatMap(([key, value]) => (value === undefined ? [] : [`  ${key}: ${value},\n`]));
  const contract = `export type ${type} = ${handler}<t.${type}Request, t.${type}Response>;`;
  const fitted =
    contract.length <= 120 ? contract : contract.replace('<', '<\n  ').replace(', ', ',\n  ').replace('>;', '\n>;');
  return `${operationComment(planned)}${fitted}

export const ${name} = route<${type}>({
${lines.join('')}});
`;
}

function parametersIn(operation: Operation, ...places: readonly string[]) {
  return operation.parameters.filter(parameter => places.includes(parameter.in));
}

function bodySource({ body }: Operation, wire: WireTypes): string | undefined {
  if (!body) return undefined;
  const media = body.media.map(one => `      ${objectKey(one.type)}: ${bodyReaderSource(one, wire)},\n`);
  return `{\n    required: ${body.required},\n    media: {${media.length > 0 ? `\n${media.join('')}    ` : ''}},\n  }`;
}

function securitySource({ security }: Operation): string | undefined {
  if (security.length === 0) return undefined;
  const alternatives = security.map(needs => {
    const entries = needs.map(
      ({ scheme, scopes }) => `${objectKey(scheme)}: [${scopes.map(stringLiteral).join(', ')}]`,
    );
    return entries.length > 0 ? `{ ${entries.join(', ')} }` : '{}';
  });
  return `[${alternatives.join(', ')}]`;
}

/** An operation may be called Handler itself. */
function handlerName({ operations }: Group): string {
  const taken = new Set(operations.map(({ type }) => type));
  let name = 'Handler';
  while (taken.has(name)) name = `Route${name}`;
  return name;
}
