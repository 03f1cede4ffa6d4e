/** A name or reference as it is written into a place. */
import { escaped, isPlain } from './scalar.js';
import type { TypingPlace } from './typingPlace.js';

/** The text that takes the place of what stands there, with quotes where none are and some are needed. */
export function inserted(text: string, { style, isFlow, inner }: TypingPlace, name: string): string {
  if (style !== 'plain') {
    const quote = style === 'single' ? "'" : '"';
    // An open quote is closed by whoever opened it, or by nobody yet.
    const rest = text.slice(inner[1], inner[1] + 1) === quote ? '' : quote;
    return escaped(style, name) + rest;
  }
  if (isJson(text)) return JSON.stringify(name);
  if (!isFlow && isPlain(name)) return name;
  if (isFlow && /^[\w./-]+$/.test(name) && isPlain(name)) return name;
  const quote = usualQuote(text);
  return `${quote}${escaped(quote === "'" ? 'single' : 'double', name)}${quote}`;
}

function isJson(text: string): boolean {
  return /^\s*[{[]\s*(?:"|[}\]{[])/.test(text.slice(0, 1000));
}

/** As the references above are written. */
function usualQuote(text: string): "'" | '"' {
  return /\$ref:[ \t]*(['"])/.exec(text.slice(0, 200_000))?.[1] === '"' ? '"' : "'";
}
