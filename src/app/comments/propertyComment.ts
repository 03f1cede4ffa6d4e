/** What the comment before a property says of it. */
import type { Json } from '../../openapi/json.js';
import type { Interpreter } from '../interpret/interpreter.js';
import type { Site } from '../interpret/value.js';
import { contentOf, docBefore } from './blockComment.js';
import { hasTag, oneLine, paragraphs, parseDoc, tagText } from './jsdoc.js';

/** Keywords of JSON Schema: `description`, `deprecated`. `{}`: nothing is said. */
export function propertyComment(site: Site, interpreter: Interpreter): { readonly [keyword: string]: Json } {
  if (!properties.has(site.node?.type)) return {};
  const comment = docBefore(site, site.node.start ?? 0, /^\s*$/, interpreter);
  if (!comment) return {};
  const doc = parseDoc(contentOf(comment));
  const text = doc.text || (tagText(doc, 'description', 'desc') ?? '');
  return {
    ...(text ? { description: paragraphs(text).map(oneLine).join('\n\n') } : {}),
    ...(hasTag(doc, 'deprecated') ? { deprecated: true } : {}),
  };
}

const properties = new Set<string>([
  ...['ObjectProperty', 'ObjectMethod', 'TSPropertySignature', 'ClassProperty', 'TSParameterProperty'],
]);
