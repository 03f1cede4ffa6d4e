/** What an operation accepts and answers, as Zod expressions. */
import type { Media, Operation, Parameter, Response, Shape } from '../../openapi/api.js';
import type { PlannedOperation } from '../plan.js';
import { docComment, jsonLiteral } from '../source.js';
import { mediaKind, schemaOfText } from '../types/media.js';
import { formScope, type ShapeScope, target } from '../types/shapeIndex.js';
import { type ZodContext, zodExpression } from './zod.js';
import { block, optional } from './zodKinds.js';

/** @param used the names of the schemas that it refers to are added. */
export function operationValidators(planned: PlannedOperation, scope: ShapeScope, used: Set<string>): string {
  const { operation, name, type } = planned;
  const context: ZodContext = { scope, used, direction: 'request' };
  const lines: string[] = [];
  for (const [part, places] of parts) {
    const parameters = operation.parameters.filter(parameter => places.includes(parameter.in));
    if (parameters.length === 0) continue;
    lines.push(
      `  ${part}: z.lazy(() => ${parametersExpression(parameters, context)}) as ZodType<t.${type}Request['${part}']>,\n`,
    );
  }
  const media = operation.body?.media ?? [];
  if (media.length > 0) lines.push(`  body: ${mediaExpression(media, context, '  ')},\n`);
  lines.push(...responsesExpression(operation, { ...context, direction: 'response' }));
  const doc = docComment(`${operation.method.toUpperCase()} ${operation.path}`, [], '');
  return `${doc}export const ${name} = {\n${lines.join('')}};\n`;
}

const parts: readonly (readonly [string, readonly Parameter['in'][]])[] = [
  ['params', ['path']],
  ['query', ['query', 'querystring']],
  ['headers', ['header']],
  ['cookies', ['cookie']],
];

/** Only declared parameters go on to the handler: `z.object` leaves the others out. */
function parametersExpression(parameters: readonly Parameter[], context: ZodContext): string {
  const entries = new Map<string, string>();
  for (const parameter of parameters) {
    const name = parameter.in === 'header' ? parameter.name.toLowerCase() : parameter.name;
    entries.set(name, parameterExpression(parameter, context));
  }
  if (![...entries.keys()].some(name => name in Object.prototype)) return `z.object(${block(entries, '  ')})`;
  return `s.parameters(${block(entries, '  ')})`;
}

function parameterExpression(parameter: Parameter, context: ZodContext): string {
  const text = zodExpression(parameter.shape, context, '    ');
  const preset = target(context.scope, parameter.shape).default ?? parameter.shape.default;
  if (parameter.in === 'path') return text;
  if (preset !== undefined) return `s.withDefault(${text}, ${jsonLiteral(preset.value)})`;
  return parameter.required ? text : optional(text);
}

function mediaExpression(media: readonly Media[], context: ZodContext, indent: string): string {
  const entries = new Map<string, string>();
  for (const one of media) {
    const text = bodyExpression(one, context, `${indent}  `);
    entries.set(
      one.type,
      /^[$\p{ID_Start}_][$\p{ID_Continue}]*$/u.test(text) ? text : `z.lazy(() => ${text}) as ZodType`,
    );
  }
  return block(entries, indent);
}

function bodyExpression(media: Media, context: ZodContext, indent: string): string {
  const of = (shape: Shape | undefined, otherwise: string, more: ZodContext = context) =>
    shape === undefined ? otherwise : zodExpression(shape, more, indent);
  switch (mediaKind(media)) {
    case 'bytes':
      return 's.bytes()';
    case 'text':
      return of(schemaOfText(media, context.scope), 'z.string()');
    case 'multipart':
      return of(media.shape, 'z.looseObject({})', { ...context, form: formScope() });
    case 'form':
      return of(media.shape, 'z.looseObject({})');
    case 'json':
      return of(media.shape, 'z.unknown()');
  }
}

function responsesExpression(operation: Operation, context: ZodContext): string[] {
  if (operation.responses.length === 0) return [];
  const entries = new Map<string, string>();
  for (const response of operation.responses) entries.set(response.status, responseExpression(response, context));
  return [`  responses: ${block(entries, '  ')},\n`];
}

function responseExpression(response: Response, context: ZodContext): string {
  const fields: string[] = [];
  if (response.headers.length > 0) {
    const entries = new Map<string, string>();
    for (const header of response.headers) {
      const text = zodExpression(header.shape, context, '        ');
      entries.set(header.name, header.required ? text : optional(text));
    }
    const names = [...entries.keys()];
    const call = names.some(name => name in Object.prototype) ? 's.parameters' : 'z.looseObject';
    fields.push(`headers: z.lazy(() => ${call}(${block(entries, '      ')})) as ZodType`);
  }
  if (response.media.length > 0) fields.push(`body: ${mediaExpression(response.media, context, '      ')}`);
  if (fields.length === 0) return '{}';
  const line = `{ ${fields.join(', ')} }`;
  return line.length < 90 && !line.includes('\n')
    ? line
    : `{\n${fields.map(field => `      ${field},\n`).join('')}    }`;
}
