/** Runtime expressions of links, as data: https://spec.openapis.org/oas/v3.1.1.html#runtime-expressions */

export type RuntimeExpression =
  | { readonly kind: 'url' | 'method' | 'statusCode' }
  | {
      readonly kind: 'header' | 'query' | 'path';
      readonly of: 'request' | 'response';
      readonly name: string;
    }
  /** `pointer`: '' is the whole body. */
  | { readonly kind: 'body'; readonly of: 'request' | 'response'; readonly pointer: string };

/** RFC 9110 §5.6.2. */
const token = /^[\w!#$%&'*+.^`|~-]+$/;

/** `$response.body#/id`, without braces. Undefined for what is none. */
export function parseRuntimeExpression(text: string): RuntimeExpression | undefined {
  if (text === '$url' || text === '$method' || text === '$statusCode') {
    return { kind: text.slice(1) as 'url' | 'method' | 'statusCode' };
  }
  const [, of, source = ''] = /^\$(request|response)\.(.+)$/s.exec(text) ?? [];
  if (of !== 'request' && of !== 'response') return undefined;
  if (source === 'body') return { kind: 'body', of, pointer: '' };
  if (source.startsWith('body#')) {
    const pointer = source.slice('body#'.length);
    // RFC 6901 §3: a pointer is empty or begins with a slash, and `~` is followed by 0 or 1.
    return pointer === '' || /^\/(?:[^~]|~[01])*$/s.test(pointer) ? { kind: 'body', of, pointer } : undefined;
  }
  const [, kind, name = ''] = /^(header|query|path)\.(.+)$/s.exec(source) ?? [];
  if (kind === 'header') return token.test(name) ? { kind, of, name } : undefined;
  // An answer has neither a path nor a query.
  return (kind === 'query' || kind === 'path') && of === 'request' ? { kind, of, name } : undefined;
}

/** What a text with expressions in it is made of, in order. */
export type RuntimeText = readonly (string | RuntimeExpression)[];

/**
 * An expression by itself (`$response.body#/id`), or some in braces in a text (`/users/{$response.body#/id}`).
 * @returns undefined for a plain text; `broken` is what looks like an expression and is none.
 */
export function parseRuntimeText(text: string): RuntimeText | { readonly broken: string } | undefined {
  if (/^\$(?:url$|method$|statusCode$|request\b|response\b)/.test(text)) {
    const expression = parseRuntimeExpression(text);
    return expression ? [expression] : { broken: text };
  }
  if (!text.includes('{$')) return undefined;
  const parts: (string | RuntimeExpression)[] = [];
  for (const [index, piece] of text.split(/\{(\$[^{}]*)\}/).entries()) {
    if (index % 2 === 0) {
      if (piece !== '') parts.push(piece);
      continue;
    }
    const expression = parseRuntimeExpression(piece);
    if (!expression) return { broken: piece };
    parts.push(expression);
  }
  return parts;
}
