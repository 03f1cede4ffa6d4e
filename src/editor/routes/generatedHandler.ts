/** Generated routes hand over to handlers of a person's: `serve(booksRoutes.getBook(booksHandlers.getBook))`. */
import nodePath from 'node:path';
import { isGenerated } from '../../app/generated/sources.js';
import { positionAt } from '../../app/parse.js';
import type { Place } from '../../app/readApp.js';
import { lineStarts } from '../../text/lines.js';

/** Where the handler of a generated registration stands. Undefined: it is not generated, or the handler is not there. */
export function generatedHandler(route: Place, read: (file: string) => string | undefined): Place | undefined {
  const text = read(route.path);
  if (text === undefined || !isGenerated(text)) return undefined;
  const starts = lineStarts(text);
  const { start, end } = route.range;
  const call = text.slice(starts[start.line]! + start.character, starts[end.line]! + end.character);
  // Of a chain, the last call is the route's own.
  const [, namespace, name] =
    [...call.matchAll(/([\p{ID_Start}$_][\p{ID_Continue}$]*)\.([\p{ID_Start}$_][\p{ID_Continue}$]*)\)/gu)].at(-1) ?? [];
  if (namespace === undefined || name === undefined) return undefined;
  const imported = new RegExp(`^import \\* as ${escaped(namespace)} from '(\\./[^']+)\\.js';$`, 'mu').exec(text)?.[1];
  if (imported === undefined) return undefined;
  const path = nodePath.join(nodePath.dirname(route.path), `${imported}.ts`);
  const handlers = read(path);
  const found =
    handlers &&
    new RegExp(`^export (?:const|(?:async )?function) ${escaped(name)}(?![\\p{ID_Continue}$])`, 'mu').exec(handlers);
  if (!handlers || !found) return undefined;
  const at = positionAt(handlers, found.index + found[0].length - name.length);
  return { path, range: { start: at, end: { line: at.line, character: at.character + name.length } } };
}

function escaped(name: string): string {
  return name.replaceAll('$', '\\$');
}
