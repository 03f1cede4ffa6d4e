/**
 * Where in a description something is being typed, told from the characters before it: such text seldom parses, and a large one
 * takes longer to parse than anybody waits for a list.
 */
import type { Span } from '../parsed.js';
import { type FlowPlace, flowPlace, isOpenFlow } from './typingFlow.js';
import { keyAt, type Line, lineAt, type Segment } from './yamlLine.js';

export interface TypingPlace {
  /** To the value, or on a key to the object that it belongs to. Elements of lists are '0'. */
  readonly tokens: readonly string[];
  /** Which of the tokens are elements of lists. */
  readonly lists: ReadonlySet<number>;
  readonly on: 'key' | 'value';
  readonly style: 'plain' | 'single' | 'double';
  /** What stands there now, without quotes. */
  readonly inner: Span;
  /** Inside of `{}` or `[]`, where more characters need quotes. */
  readonly isFlow: boolean;
}

/** Of YAML and JSON, whole or broken. Undefined in comments, block scalars and between values. */
export function typingPlace(text: string, offset: number): TypingPlace | undefined {
  const first = /^\s*[{[]/.exec(text.slice(0, 1000));
  if (first) return withFlow([], flowPlace(text, first[0].length - 1, offset));
  const line = lineAt(text, offset);
  const column = offset - line.start;
  const { segments, rest } = line;
  const last = segments.at(-1);
  if (last?.key !== undefined && column < rest) return column > last.keyEnd! ? undefined : onKey(text, line, last);
  if (column < rest) return undefined;
  const value = line.text.slice(rest);
  const outer = outerSteps(text, line, offset);
  if (!outer) return undefined;
  if ('flow' in outer) return outer.flow;
  if (/^[{[]/.test(value)) return withFlow(outer.steps, flowPlace(text, line.start + rest, offset));
  const scalar = scalarIn(value, line.start + rest, offset);
  return scalar && { ...place(outer.steps), ...scalar, on: 'value', isFlow: false };
}

/** A key or, as undefined, an element of a list; outermost first. */
type Step = string | undefined;

function place(steps: readonly Step[]): Pick<TypingPlace, 'tokens' | 'lists'> {
  const lists = new Set(steps.flatMap((step, index) => (step === undefined ? [index] : [])));
  return { tokens: steps.map(step => step ?? '0'), lists };
}

function withFlow(outer: readonly Step[], flow: FlowPlace | undefined): TypingPlace | undefined {
  if (!flow) return undefined;
  const { steps, on, style, inner } = flow;
  return { ...place([...outer, ...steps]), on, style, inner, isFlow: true };
}

function onKey(text: string, line: Line, { column, keyEnd }: Segment): TypingPlace | undefined {
  const outer = outerSteps(text, line, line.start + column);
  if (!outer || 'flow' in outer) return outer?.flow;
  const quote = line.text[column];
  const style = quote === '"' ? 'double' : quote === "'" ? 'single' : 'plain';
  const pad = style === 'plain' ? 0 : 1;
  const inner: Span = [line.start + column + pad, line.start + keyEnd! - pad];
  return { ...place(outer.steps.slice(0, -1)), on: 'key', style, inner, isFlow: false };
}

/** The scalar at the cursor, in what follows a key or a dash. */
function scalarIn(value: string, start: number, offset: number): Pick<TypingPlace, 'style' | 'inner'> | undefined {
  const at = offset - start;
  const quote = value[0];
  if (quote === '"' || quote === "'") {
    const closed = quote === '"' ? /^"(?:[^"\\]|\\.)*"/.exec(value) : /^'(?:[^']|'')*'/.exec(value);
    const end = closed ? closed[0].length - 1 : value.trimEnd().length;
    if (at < 1 || (closed && at > end)) return undefined;
    return { style: quote === '"' ? 'double' : 'single', inner: [start + 1, start + Math.max(end, at)] };
  }
  if (/^[|>*&!]/.test(value)) return undefined;
  const comment = value.search(/(?:^|\s)#/);
  // A reference into the same file is a comment until it has quotes.
  const isReference = /^#(?:\/|$)/.test(value) && at <= value.trimEnd().length;
  if (comment >= 0 && at > comment && !isReference) return undefined;
  const whole = comment >= 0 && !isReference ? value.slice(0, comment) : value;
  return { style: 'plain', inner: [start, start + Math.max(whole.trimEnd().length, at)] };
}

/** The keys and elements around the cursor's line, by their indentation, and those on the line itself. */
function outerSteps(
  text: string,
  line: Line,
  offset: number,
): { readonly steps: readonly Step[] } | { readonly flow: TypingPlace | undefined } | undefined {
  const inner: Step[] = line.segments.map(({ key }) => key);
  const leftmost = line.segments[0];
  let column = leftmost?.column ?? line.rest;
  let isDash = leftmost !== undefined && leftmost.key === undefined;
  const outer: Step[] = [];
  let end = line.start - 1;
  while (end >= 0 && (column > 0 || isDash)) {
    const start = text.lastIndexOf('\n', end - 1) + 1;
    const found = end > start ? keyAt(text, start, end, column) : undefined;
    end = start - 1;
    if (!found) continue;
    if (/^(?:---|\.\.\.)(?:\s|$)/.test(found.text)) break;
    for (const segment of found.segments.toReversed()) {
      const isKey = segment.key !== undefined;
      if (!(segment.column < column || (isDash && isKey && segment.column === column))) continue;
      const isLast = segment === found.segments.at(-1);
      const value = isLast ? found.text.slice(found.rest) : '';
      if (/^(?:[&!]\S+\s+)*[|>]/.test(value)) return undefined;
      if (isLast && isOpenFlow(value)) {
        const upper = outerSteps(text, found, start + found.rest);
        if (!upper || 'flow' in upper) return upper;
        return { flow: withFlow(upper.steps, flowPlace(text, start + found.rest, offset)) };
      }
      outer.unshift(segment.key);
      column = segment.column;
      isDash = !isKey;
    }
  }
  return { steps: [...outer, ...inner] };
}
