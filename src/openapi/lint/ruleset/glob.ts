/** Which files an `overrides` entry means: `**`, `*`, `?`, `{a,b}`, `[a-z]`; a pattern without a slash is a file's name. */

/** @param path relative to the ruleset's folder, with forward slashes. */
export function matchesGlob(path: string, pattern: string): boolean {
  const base = pattern.includes('/') ? path : (path.split('/').at(-1) ?? path);
  return globs(pattern.replace(/^\.\//, '')).some(one => matchParts(base.split('/'), one.split('/')));
}

/** `a.{yaml,json}` → `a.yaml` and `a.json`; a few of them at most. */
function globs(pattern: string): string[] {
  const found = /\{([^{}]*)\}/.exec(pattern);
  if (!found || !found[1]!.includes(',')) return [pattern];
  const [before, after] = [pattern.slice(0, found.index), pattern.slice(found.index + found[0].length)];
  return found[1]!
    .split(',')
    .slice(0, 20)
    .flatMap(one => globs(before + one + after))
    .slice(0, 200);
}

function matchParts(path: readonly string[], parts: readonly string[]): boolean {
  const [first, ...others] = parts;
  if (first === undefined) return path.length === 0;
  if (first === '**') return matchParts(path, others) || (path.length > 0 && matchParts(path.slice(1), parts));
  return path[0] !== undefined && matchesPart(path[0], first) && matchParts(path.slice(1), others);
}

/** With `*` and `?`, without backtracking: the last star takes what is left. */
function matchesPart(text: string, part: string): boolean {
  const tokens = part.match(/\[[^\]]*\]|./gsu) ?? [];
  const letters = [...text];
  let [at, token, star, resume] = [0, 0, -1, 0];
  while (at < letters.length) {
    const wanted = tokens[token];
    if (wanted === '*') {
      star = token++;
      resume = at;
    } else if (wanted !== undefined && matchesLetter(letters[at]!, wanted)) {
      at++;
      token++;
    } else if (star >= 0) {
      token = star + 1;
      at = ++resume;
    } else return false;
  }
  return tokens.slice(token).every(one => one === '*');
}

function matchesLetter(letter: string, wanted: string): boolean {
  if (wanted === '?') return true;
  if (!wanted.startsWith('[') || wanted.length < 3) return letter === wanted;
  const inner = wanted.slice(1, -1);
  const negated = /^[!^]/.test(inner);
  const ranges = [...(negated ? inner.slice(1) : inner).matchAll(/(.)-(.)|(.)/gsu)];
  return (
    negated !==
    ranges.some(([, from, to, one]) => (one === undefined ? letter >= from! && letter <= to! : one === letter))
  );
}
