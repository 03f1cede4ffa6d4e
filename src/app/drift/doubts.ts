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
  for (const { place, about } of unclear) {
    if (about.what === 'paths' || about.what === 'any-path' || about.what === 'all-paths') wild.add(keyOf(place));
    if (about.what === 'paths') beginnings.push(about.below);
    if (about.what === 'guessed-path') guessed.add(keyOf(place));
    if (/^(any-path|guessed-path|file)$/.test(about.what)) anything = true;
    if (about.what === 'answers') open.add(keyOf(place));
  }
  // `app.all('/x')`: which path it has is not told.
  anything ||= unclear.some(({ place, about }) => about.what === 'methods' && !wild.has(keyOf(place)));
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
