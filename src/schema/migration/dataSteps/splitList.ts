import { nextToken } from '../../reading/tokens.js';

/** The elements of a list of SQL, up to the bracket that closes it. */
export function splitList(text: string): readonly string[] {
  const elements: string[] = [];
  let depth = 0;
  let from = 0;
  for (let token = nextToken(text, 0); token; token = nextToken(text, token.end)) {
    const sign = token.end - token.start === 1 ? text.charAt(token.start) : '';
    if (sign === '(' || sign === '[') depth++;
    else if (sign === ']' || (sign === ')' && depth > 0)) depth--;
    else if (depth === 0 && (sign === ',' || sign === ')')) {
      elements.push(text.slice(from, token.start).trim());
      from = token.end;
      if (sign === ')') break;
    }
  }
  return elements.filter(element => element !== '');
}
