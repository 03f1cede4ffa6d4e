/** How deep a statement can be nested at most, told from its tokens. */
import { quotings } from './quoting.js';
import { isWordStart, skipBlanks, tokenEnd } from './tokens.js';

/**
 * PostgreSQL's parser takes a level of the stack for each operator of a chain (`1 + 1 + …`) and several for each bracket; a WebAssembly
 * stack that overflows leaves the parser in no state to go on. It does so at some 7,000 operators or 1,000 subqueries on a stack of
 * 1 MB: this is a third of that. PostgreSQL itself gives up at `max_stack_depth`, a bit later.
 */
const deepest = 4000;
/** A bracket counts as this many operators. */
const bracket = 3;
/** No shorter text can be that deep. */
const shortest = deepest;

/** The offset where a statement becomes nested too deeply to be parsed; undefined when it does not. */
export function tooDeepAt(text: string): number | undefined {
  if (text.length < shortest) return undefined;
  const quoting = quotings.postgresql;
  /** Tokens since the last comma or word that begins a new branch, for each open bracket; their sum; and joins and unions, which no comma ends. */
  const levels: number[] = [];
  let here = 0;
  let below = 0;
  let joined = 0;
  for (let at = skipBlanks(text, 0); at < text.length; ) {
    const end = tokenEnd(text, at, quoting);
    const code = text.charCodeAt(at);
    const word = isWordStart(code) && end - at <= 9 ? text.slice(at, end).toLowerCase() : '';
    here++;
    if (code === 40 || code === 91 || word === 'case') {
      levels.push(here);
      below += here + bracket;
      here = 0;
    } else if (code === 41 || code === 93 || word === 'end') {
      const outer = levels.pop();
      if (outer !== undefined) {
        here = outer;
        below -= outer + bracket;
      }
    } else if (code === 44 || code === 59 || branches.has(word)) here = 0;
    else if (joins.has(word)) {
      joined++;
      here = 0;
    }
    if (below + here + joined > deepest) return at;
    at = skipBlanks(text, end);
  }
  return undefined;
}

const branches: ReadonlySet<string> = new Set(['and', 'or', 'when', 'then', 'else']);
const joins: ReadonlySet<string> = new Set(['join', 'union', 'except', 'intersect']);
