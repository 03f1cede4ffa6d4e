/** The same inside of `{}` and `[]`: JSON, and flow style of YAML. */
import type { Span } from '../parsed.js';
import { unquoted } from './yamlLine.js';

export interface FlowPlace {
  /** Keys, and undefined for elements of lists; outermost first. */
  readonly steps: readonly (string | undefined)[];
  readonly on: 'key' | 'value';
  readonly style: 'plain' | 'single' | 'double';
  readonly inner: Span;
}

interface Frame {
  readonly isList: boolean;
  key: Span | undefined;
}

/** Whether brackets that a line's value opens stay open. */
export function isOpenFlow(value: string): boolean {
  if (!/^(?:[&!]\S+\s+)*[{[]/.test(value)) return false;
  let depth = 0;
  for (let index = 0; index < value.length; index++) {
    const char = value[index]!;
    if (char === '"' || char === "'") index = endOfQuoted(value, index) - 1;
    else if (char === '{' || char === '[') depth++;
    else if (char === '}' || char === ']') depth--;
  }
  return depth > 0;
}

/** @param start offset of the outermost bracket, before `offset`. */
export function flowPlace(text: string, start: number, offset: number): FlowPlace | undefined {
  const frames: Frame[] = [];
  let last: Span | undefined;
  let index = start;
  while (index < offset) {
    const char = text[index]!;
    if (char === '"' || (char === "'" && isStart(text, index))) {
      const end = endOfQuoted(text, index);
      const isClosed = end > index + 1 && text[end - 1] === char;
      if (offset < end || (!isClosed && offset === end)) {
        const style = char === '"' ? 'double' : 'single';
        return found(text, frames, style, [index + 1, isClosed ? end - 1 : endOfBroken(text, index + 1, offset)]);
      }
      last = [index, end];
      index = end;
    } else if (char === '{' || char === '[') {
      frames.push({ isList: char === '[', key: undefined });
      last = undefined;
      index++;
    } else if (char === '}' || char === ']') {
      frames.pop();
      last = undefined;
      index++;
      if (frames.length === 0) return undefined;
    } else if (char === ':') {
      const frame = frames.at(-1);
      if (frame && !frame.isList) frame.key = last ?? [index, index];
      last = undefined;
      index++;
    } else if (char === ',') {
      const frame = frames.at(-1);
      if (frame) frame.key = undefined;
      last = undefined;
      index++;
    } else if (char <= ' ') index++;
    else if (char === '#' && text[index - 1]! <= ' ') {
      const end = text.indexOf('\n', index);
      if (end < 0 || end >= offset) return undefined;
      index = end;
    } else {
      const end = endOfPlain(text, index);
      if (offset <= end) return found(text, frames, 'plain', [index, end]);
      last = [index, end];
      index = end;
    }
  }
  return last ? undefined : found(text, frames, 'plain', [offset, offset]);
}

/** Else an apostrophe. */
function isStart(text: string, index: number): boolean {
  return /[\s,:{[]/.test(text[index - 1] ?? ' ');
}

function found(text: string, frames: readonly Frame[], style: FlowPlace['style'], inner: Span): FlowPlace | undefined {
  const innermost = frames.at(-1);
  if (!innermost) return undefined;
  const on = innermost.isList || innermost.key ? 'value' : 'key';
  const around = on === 'key' ? frames.slice(0, -1) : frames;
  const steps = around.map(({ isList, key }) => (isList ? undefined : key ? unquoted(text.slice(...key)) : ''));
  return { steps, on, style, inner };
}

/** Behind the closing quote, or the end of the line: a string that is being typed is open. */
function endOfQuoted(text: string, start: number): number {
  const quote = text.charCodeAt(start);
  for (let index = start + 1; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === quote) {
      if (quote !== 39 || text.charCodeAt(index + 1) !== 39) return index + 1;
      index++;
    } else if (code === 92 && quote === 34) index++;
    else if (code === 10 || code === 13) return index;
  }
  return text.length;
}

/** Where the text of an open string probably ends. */
function endOfBroken(text: string, start: number, offset: number): number {
  const rest = /^[^\s,{}[\]"']*/.exec(text.slice(offset, offset + 1000))![0];
  return Math.max(start, offset + rest.length);
}

function endOfPlain(text: string, start: number): number {
  let index = start;
  while (index < text.length && !/[,[\]{}\n\r]/.test(text[index]!)) {
    if (text[index] === ':' && index > start && /[\s,[\]{}]|$/.test(text[index + 1] ?? ' ')) break;
    index++;
  }
  return start + Math.max(1, text.slice(start, index).trimEnd().length);
}
