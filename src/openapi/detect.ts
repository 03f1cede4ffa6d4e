/** Recognises an API description by its text. Imports nothing, because it runs on every YAML and JSON file that is opened. */

export interface VersionKey {
  /** Zero-based line of the `openapi` or `swagger` key. */
  readonly line: number;
  readonly version: string;
}

/** True when the text has `openapi` or `swagger` with a version at its top level. */
export function looksLikeApi(text: string): boolean {
  return findVersionKey(text) !== undefined;
}

/** The version key at the top level of YAML or JSON, wherever it stands. */
export function findVersionKey(text: string): VersionKey | undefined {
  return /^\uFEFF?\s*\{/.test(text.slice(0, 1000)) ? inBraces(text) : inYaml(text);
}

function inYaml(text: string): VersionKey | undefined {
  const key = /^\uFEFF?(?:openapi|swagger|"openapi"|"swagger"|'openapi'|'swagger')[ \t]*:[ \t]+["']?(\d[\w.-]*)/m;
  const found = key.exec(text);
  return found ? { line: lineOf(text, found.index), version: found[1]! } : undefined;
}

/** JSON, also with the key at its end, and YAML in flow style. Depth is only counted up to what looks like the key. */
function inBraces(text: string): VersionKey | undefined {
  let offset = 0;
  let depth = 0;
  for (const found of text.matchAll(/["']?\b(?:openapi|swagger)["']?\s*:\s*["']?(\d[\w.-]*)/g)) {
    const quotedOrBracket = /"(?:[^"\\\n]|\\.)*"|[{}[\]]/g;
    quotedOrBracket.lastIndex = offset;
    for (
      let token = quotedOrBracket.exec(text);
      token && token.index < found.index;
      token = quotedOrBracket.exec(text)
    ) {
      offset = quotedOrBracket.lastIndex;
      if (token[0] === '{' || token[0] === '[') depth++;
      else if (token[0] === '}' || token[0] === ']') depth--;
    }
    // A larger offset: the match stands inside a string.
    if (depth === 1 && offset <= found.index) return { line: lineOf(text, found.index), version: found[1]! };
  }
  return undefined;
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split(/\r\n|\n|\r/).length - 1;
}
