/** What the comment before a route's registration, or before its handler, says of the operation. */
import type { Json } from '../../openapi/json.js';
import type { Interpreter } from '../interpret/interpreter.js';
import type { Callable, Site } from '../interpret/value.js';
import type { tree } from '../parse.js';
import { contentOf, docBefore } from './blockComment.js';
import { hasTag, oneLine, paragraphs, parseDoc, tagText } from './jsdoc.js';

/** `summary`, `description`, `deprecated` of an OpenAPI operation. `{}`: nothing is said. */
export function routeComment(
  site: Site,
  handler: Callable | undefined,
  interpreter: Interpreter,
): { readonly [key: string]: Json } {
  const comment = beforeRoute(site, interpreter) ?? (handler && beforeHandler(handler, interpreter));
  if (!comment) return {};
  const doc = parseDoc(contentOf(comment));
  const own = paragraphs(/\p{L}/u.test(doc.text) ? doc.text : '');
  const short = own[0] !== undefined && oneLine(own[0]).length <= longestSummary ? oneLine(own[0]) : undefined;
  const summary = tagText(doc, 'summary') ?? short ?? tagText(doc, 'desc');
  const rest = (short === undefined ? own : own.slice(1)).map(oneLine).join('\n\n');
  const description = tagText(doc, 'description') ?? rest;
  return {
    ...(summary ? { summary: oneLine(summary).replace(/\.$/, '') } : {}),
    ...(description ? { description } : {}),
    ...(hasTag(doc, 'deprecated') ? { deprecated: true } : {}),
  };
}

const longestSummary = 120;

function beforeRoute(site: Site, interpreter: Interpreter): tree.Comment | undefined {
  const { node } = site;
  if (node?.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return undefined;
  // `router.route('/x').get(…).post(…)`: what stands before the first speaks of all of them.
  const chained = node.callee.object.type === 'CallExpression';
  return chained
    ? docBefore(site, node.callee.property.start ?? 0, /^\s*\.\s*$/, interpreter)
    : docBefore(site, node.start ?? 0, /^\s*$/, interpreter);
}

/** `export const create = catchAsync(async (req, res) => …)`, `create: async function`, `async create(req, res)` */
const naming =
  /^\s*(?:export\s+)?(?:default\s+)?(?:(?:const|let|var)\s+)?[\w$.]*\s*(?::[^=;{}]*)?(?:[=:]\s*)?(?:[\w$.]+(?:<[^<>;]*>)?\(\s*)*$/;

function beforeHandler({ node, scope }: Callable, interpreter: Interpreter): tree.Comment | undefined {
  return docBefore({ path: scope.module.path, node }, node.start ?? 0, naming, interpreter);
}
