/** Comments that begin with two stars, and what stands behind them. */
import type { Interpreter } from '../interpret/interpreter.js';
import type { Site } from '../interpret/value.js';
import type { tree } from '../parse.js';

/** A comment's text without its stars. */
export function contentOf({ value }: tree.Comment): string {
  return value
    .replace(/^\*/, '')
    .split(/\r\n|\r|\n/)
    .map(line => line.replace(/^[ \t]*\*(?: |(?=\t)|$|(?=[^ ]))/, ''))
    .join('\n');
}

export function isDoc({ type, value }: tree.Comment): boolean {
  return type === 'CommentBlock' && value.startsWith('*') && !value.startsWith('**');
}

/**
 * The last comment that ends before a place, with nothing but `between` until there. Undefined: there is none, or the
 * file is not read.
 */
export function docBefore(
  { path }: Site,
  offset: number,
  between: RegExp,
  interpreter: Interpreter,
): tree.Comment | undefined {
  const module = interpreter.load(path);
  const comments = module?.file.comments;
  if (!module || !comments) return undefined;
  let [low, high] = [0, comments.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((comments[middle]!.end ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  const comment = comments[low - 1];
  if (!comment || !isDoc(comment)) return undefined;
  const end = comment.end ?? 0;
  return offset - end < 400 && between.test(module.text.slice(end, offset)) ? comment : undefined;
}
