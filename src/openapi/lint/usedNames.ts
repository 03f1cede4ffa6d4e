import type { Json } from '../json.js';
import { pointerFrom } from '../pointer.js';
import { targetOf } from './expand.js';
import type { PreparedDocument } from './prepare.js';

/** Each place in the entry that a `$ref` leads to from outside of it: its document, `#` and its pointer. */
export function namesOf(documents: readonly PreparedDocument[]): readonly string[] {
  const entry = documents[0]!;
  const byUri = new Map(documents.map(document => [document.uri, document]));
  const names = new Set<string>();
  const visit = (document: PreparedDocument, value: Json, tokens: string[]): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const key of Object.keys(value)) {
      const inner = (value as { readonly [key: string]: Json })[key]!;
      if (key === '$ref' && typeof inner === 'string') {
        const target = targetOf(byUri, document, inner);
        if (target?.document !== entry) continue;
        const isInside = document === entry && target.tokens.every((token, index) => token === tokens[index]);
        if (!isInside) names.add(`${entry.uri}#${pointerFrom(target.tokens)}`);
      }
      if (typeof inner !== 'object' || inner === null) continue;
      tokens.push(key);
      visit(document, inner, tokens);
      tokens.pop();
    }
  };
  for (const document of documents) visit(document, document.value, []);
  return [...names];
}
