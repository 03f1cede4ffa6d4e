/** The one place of this folder that writes outside text into code: JSON, with every character escaped that is invisible or ends a line. */

/** A JSON value as an expression of one line. */
export function literal(value: unknown): string {
  return escaped(JSON.stringify(value));
}

/** A JSON value as an expression of several lines, indented by two. */
export function tallLiteral(value: unknown): string {
  return escaped(JSON.stringify(value, undefined, 2));
}

/** Text for a comment of one line. */
export function commentText(text: string): string {
  return text.replace(/[\p{C}\u2028\u2029]+/gu, ' ').trim();
}

// Control and format characters, unpaired surrogates, line and paragraph separators: JSON leaves some of them as they are.
function escaped(json: string): string {
  return json.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, character => {
    if (character === '\n') return character;
    return [...Array(character.length).keys()]
      .map(i => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`)
      .join('');
  });
}
