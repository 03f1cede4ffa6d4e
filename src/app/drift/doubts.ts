/** What the reading of a program leaves open. Where it has doubts about something, nothing is said about that. */
import type { AppOperation, AppReading, Place } from '../readApp.js';
import { signatureOf } from './paths.js';

export interface Doubts {
  /** A route that could not be read may serve this path, as the program would have it. */
  mayBeServed(path: string): boolean;
  /** The path of this route is partly a guess. */
  isPathGuessed(route: AppOperation): boolean;
  /** It is not known all that this route answers. */
  areAnswersOpen(route: AppOperation): boolean;
}

export function doubtsOf({ unclear }: AppReading): Doubts {
  const guessed = new Set<string>();
  const open = new Set<string>();
  const beginnings: string[] = [];
  const wild = new Set<string>();
  let anything = false;
  for (const { place, message } of unclear) {
    const [, path] =
      /^OpenAPI has no words for the (?:wildcard|pattern|repeated segment) of (.+)\.$/s.exec(message) ?? [];
    const [, pattern] = /^OpenAPI has no words for the path (.+)\.$/s.exec(message) ?? [];
    if (path !== undefined || pattern !== undefined) wild.add(keyOf(place));
    if (path !== undefined) beginnings.push(/^[^:*(+?{]*/.exec(path)![0]);
    // What answers everything else that comes (a page that is not found, the front end) serves no operation.
    if (pattern !== undefined && !/^\/\^?(?:\\?\/)?\(?\.[*+]/.test(pattern)) anything = true;
    if (/^A part of the path /.test(message)) {
      guessed.add(keyOf(place));
      anything = true;
    }
    if (/^Nothing of this file /.test(message)) anything = true;
    if (/^What this route answers /.test(message)) open.add(keyOf(place));
  }
  // `app.all('/x')`: which path it has is not told.
  anything ||= unclear.some(
    ({ place, message }) => /^A route for every method/.test(message) && !wild.has(keyOf(place)),
  );
  const below = beginnings.map(signatureOf).filter(beginning => beginning !== '/');
  return {
    mayBeServed: path =>
      anything || below.some(one => signatureOf(path) === one || signatureOf(path).startsWith(`${one}/`)),
    isPathGuessed: ({ route }) => guessed.has(keyOf(route)),
    areAnswersOpen: ({ route }) => open.has(keyOf(route)),
  };
}

function keyOf({ path, range: { start } }: Place): string {
  return `${path}:${start.line}:${start.character}`;
}
