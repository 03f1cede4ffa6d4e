/** How a value is written in the place where its variable stands, so that it stays one value there. */
import type { Expression, Template } from './template.js';

export type WriteName = 'asIs' | 'percent' | 'percentIllegal' | 'insideJson' | 'insideXml';

/** A template whose expressions know how their value is written. */
export interface Placed {
  readonly parts: readonly (string | { readonly expression: Expression; readonly write: WriteName })[];
}

/** Unpaired surrogates cannot be encoded: they become U+FFFD, as `Buffer.from` has it. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}

const xmlEntities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const writes: Readonly<Record<WriteName, (value: string) => string>> = {
  asIs: value => value,
  percent: value => encodeURIComponent(wellFormed(value)),
  // `{{{next}}}` may hold a path and a query: only what cannot be in a request line is encoded.
  percentIllegal: value =>
    wellFormed(value).replace(/[^!-~]|["<>\\^`{|}#]/gu, character => encodeURIComponent(character)),
  insideJson: value => JSON.stringify(value).slice(1, -1),
  insideXml: value => value.replace(/[&<>"']/g, character => xmlEntities[character]!),
};

export function placeInPath({ parts }: Template): Placed {
  return place(parts, expression => (expression.raw ? 'percentIllegal' : 'percent'));
}

/** Values are checked when the header is made. */
export function placeInHeader({ parts }: Template): Placed {
  return place(parts, () => 'asIs');
}

/** JSON: inside quotes the inside of a string, elsewhere as it is (numbers, whole objects). Forms: percent-encoded. XML: entities. */
export function placeInBody({ parts }: Template, contentType: string): Placed {
  const type = contentType.split(';')[0]!.trim().toLowerCase();
  if (type === 'application/x-www-form-urlencoded') return place(parts, ({ raw }) => (raw ? 'asIs' : 'percent'));
  if (/[/+]xml$/.test(type)) return place(parts, ({ raw }) => (raw ? 'asIs' : 'insideXml'));
  if (!/[/+]json$/.test(type) && !/(?:json-seq|ndjson|jsonl)$/.test(type)) return place(parts, () => 'asIs');
  let inString = false;
  return {
    parts: parts.map(part => {
      if (typeof part !== 'string') return { expression: part, write: inString && !part.raw ? 'insideJson' : 'asIs' };
      inString = endsInString(part, inString);
      return part;
    }),
  };
}

function place(parts: Template['parts'], writeOf: (expression: Expression) => WriteName): Placed {
  return { parts: parts.map(part => (typeof part === 'string' ? part : { expression: part, write: writeOf(part) })) };
}

function endsInString(text: string, inString: boolean): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 34) inString = !inString;
    else if (code === 92 && inString) i++;
  }
  return inString;
}
